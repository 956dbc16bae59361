// SPDX-License-Identifier: Apache-2.0
// A section over a toml++ table; seen by this folder only, since toml++ is slow to compile.
#pragma once

#include "gateway/config/section.hpp"

#include <toml++/toml.h>

#include <set>

namespace earshot::config {

struct source {
    std::string file;                // as the user named it
    std::string folder;              // relative paths start here
    std::string credentials_folder;  // empty: none
    std::vector<mistake>* mistakes{};
};

class toml_section final : public section {
public:
    // `table` may be null: the section is not in the file. Both must outlive this.
    toml_section(std::string name, toml::table const* table, source const& from)
        : name_(std::move(name)), table_(table), from_(from) {}

    std::string text(std::string_view key) override;
    std::string text_or(std::string_view key, std::string fallback) override;
    std::int64_t integer_or(std::string_view key, std::int64_t fallback, std::int64_t min, std::int64_t max) override;
    double number_or(std::string_view key, double fallback, double min, double max) override;
    bool flag_or(std::string_view key, bool fallback) override;
    std::vector<std::string> texts_or(std::string_view key, std::vector<std::string> fallback) override;
    std::chrono::seconds duration_or(std::string_view key, std::chrono::seconds fallback) override;
    std::string path(std::string_view key) override;
    std::string path_or(std::string_view key, std::string fallback) override;
    secret_text secret(std::string_view name) override;
    std::optional<secret_text> secret_if(std::string_view name) override;
    bool has(std::string_view key) const override;
    void wrong(std::string_view key, std::string message) override;
    bool good() const override { return good_; }
    std::string const& name() const override { return name_; }

    // Reports what nobody asked for, each key once.
    void report_unknown();

private:
    toml::node const* ask(std::string_view key);
    void missing(std::string_view key, std::string_view what);
    std::string resolved(std::string text) const;
    unsigned line_of(std::string_view key) const;

    std::string name_;
    toml::table const* table_;
    source const& from_;
    std::set<std::string, std::less<>> asked_;
    bool good_{true};
    bool judged_{true};
};

}  // namespace earshot::config
