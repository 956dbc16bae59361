// SPDX-License-Identifier: Apache-2.0
// The configuration file as strict sections. TOML 1.0; what nobody asks for is a mistake that names its line.
#pragma once

#include "gateway/config/section.hpp"
#include "gateway/domain/result.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earshot::config {

class file {
public:
    // Reads and parses. errc::malformed with one mistake that says where (or that the file cannot be read); `mistakes`
    // is written to until the file is destroyed, so it must live longer. At most 1 MiB.
    static result<std::unique_ptr<file>> load(std::string const& path, std::vector<mistake>& mistakes,
                                              std::string credentials_folder);
    // The same on text at hand; relative paths are taken from the folder of `path`.
    static result<std::unique_ptr<file>> parse(std::string_view text, std::string const& path,
                                               std::vector<mistake>& mistakes, std::string credentials_folder);
    ~file();
    file(file const&) = delete;
    file& operator=(file const&) = delete;

    // As the user named it.
    std::string const& path() const noexcept;

    // [NAME]. A table that is not there reads as an empty one. Stays valid as long as the file.
    section& table(std::string_view name);
    // The NAMEs of [GROUP.NAME], in the order of the file. A name must fit [a-z0-9-]{1,32}: it is used in paths, in
    // metrics and in logs.
    std::vector<std::pair<std::string, section*>> tables_of(std::string_view group);

    // Reports keys nobody asked for in the tables handed out so far, and tables nobody asked for; groups that were
    // never asked for count as unknown. Each is reported once, so it may be called again after more has been read.
    // `except`: a group whose members are still to be read ("channel").
    void finish(std::string_view except = {});

private:
    struct parts;
    explicit file(std::unique_ptr<parts> p);
    std::unique_ptr<parts> parts_;
};

// "file:line: message", or "file: message" without a line.
std::string str(mistake const& m);

}  // namespace earshot::config
