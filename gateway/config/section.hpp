// SPDX-License-Identifier: Apache-2.0
// One table of the configuration, read strictly: every key must be asked for by name, what nobody asked for is an
// error, and every error names its line. Mistakes are collected so that `earshot check` shows them all at once.
#pragma once

#include "gateway/domain/private_text.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earshot {

using secret_text = private_text<struct secret_text_tag>;

namespace config {

struct mistake {
    std::string file;
    unsigned line{};      // 0: the file as a whole
    std::string message;  // what is wrong and what to do
};

class section {
public:
    virtual ~section() = default;

    virtual std::string text(std::string_view key) = 0;  // required, not empty
    virtual std::string text_or(std::string_view key, std::string fallback) = 0;
    virtual std::int64_t integer_or(std::string_view key, std::int64_t fallback, std::int64_t min,
                                    std::int64_t max) = 0;
    virtual double number_or(std::string_view key, double fallback, double min, double max) = 0;
    virtual bool flag_or(std::string_view key, bool fallback) = 0;
    virtual std::vector<std::string> texts_or(std::string_view key, std::vector<std::string> fallback) = 0;
    // "90 s", "20 min", "24 h", "30 d"
    virtual std::chrono::seconds duration_or(std::string_view key, std::chrono::seconds fallback) = 0;
    // A path, relative ones taken from the folder of the configuration file.
    virtual std::string path(std::string_view key) = 0;
    virtual std::string path_or(std::string_view key, std::string fallback) = 0;
    // Key NAME_file: the first line of that file; the file must not be readable by others (mode & 077 == 0).
    // Also taken from $CREDENTIALS_DIRECTORY/<section>.<name> (systemd credentials). Required.
    virtual secret_text secret(std::string_view name) = 0;
    virtual std::optional<secret_text> secret_if(std::string_view name) = 0;
    virtual bool has(std::string_view key) const = 0;

    // Says that the value of `key` is wrong in a way only the reader knows.
    virtual void wrong(std::string_view key, std::string message) = 0;
    virtual bool good() const = 0;                // no mistake so far in this section
    virtual std::string const& name() const = 0;  // "channel.southwark-sms"
};

}  // namespace config
}  // namespace earshot
