// SPDX-License-Identifier: Apache-2.0
#include "gateway/config/toml_section.hpp"

#include "gateway/config/duration.hpp"
#include "gateway/config/secret_file.hpp"

#include <filesystem>

namespace earshot::config {
namespace {

std::string quoted(std::string_view key) {
    return "'" + std::string(key) + "'";
}

// A number without the zeros of std::to_string, for messages.
std::string plain(double value) {
    auto text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

}  // namespace

bool toml_section::has(std::string_view key) const {
    return table_ != nullptr && table_->contains(key);
}

toml::node const* toml_section::ask(std::string_view key) {
    asked_.emplace(key);
    return table_ == nullptr ? nullptr : table_->get(key);
}

unsigned toml_section::line_of(std::string_view key) const {
    if (table_ == nullptr) return 0;
    auto const* node = table_->get(key);
    return node != nullptr ? node->source().begin.line : table_->source().begin.line;
}

void toml_section::wrong(std::string_view key, std::string message) {
    good_ = false;
    // With a wrong kind nobody knows what the other keys should be.
    if (key == "kind") judged_ = false;
    from_.mistakes->push_back({from_.file, line_of(key), "[" + name_ + "] " + quoted(key) + " " + std::move(message)});
}

void toml_section::missing(std::string_view key, std::string_view what) {
    wrong(key, "is missing: add " + std::string(key) + " = " + std::string(what) + " to [" + name_ + "]");
}

std::string toml_section::text(std::string_view key) {
    if (ask(key) == nullptr) {
        missing(key, "\"...\"");
        return {};
    }
    auto value = text_or(key, "");
    // A wrong type has been reported by text_or.
    if (value.empty() && table_->get(key)->is_string()) wrong(key, "is empty: give it a value");
    return value;
}

std::string toml_section::text_or(std::string_view key, std::string fallback) {
    auto const* node = ask(key);
    if (node == nullptr) return fallback;
    auto const* value = node->as_string();
    if (value == nullptr) {
        wrong(key, "must be a text in quotes");
        return fallback;
    }
    if (value->get().find('\0') != std::string::npos) {
        wrong(key, "must not hold a NUL character");
        return fallback;
    }
    return value->get();
}

std::int64_t toml_section::integer_or(std::string_view key, std::int64_t fallback, std::int64_t min, std::int64_t max) {
    auto const* node = ask(key);
    if (node == nullptr) return fallback;
    auto const* value = node->as_integer();
    if (value == nullptr || value->get() < min || value->get() > max) {
        wrong(key, "must be a whole number from " + std::to_string(min) + " to " + std::to_string(max));
        return fallback;
    }
    return value->get();
}

double toml_section::number_or(std::string_view key, double fallback, double min, double max) {
    auto const* node = ask(key);
    if (node == nullptr) return fallback;
    auto const value = node->is_number() ? node->value<double>() : std::nullopt;
    // Written so that NaN, which TOML allows, is refused.
    if (!value || !(*value >= min && *value <= max)) {
        wrong(key, "must be a number from " + plain(min) + " to " + plain(max));
        return fallback;
    }
    return *value;
}

bool toml_section::flag_or(std::string_view key, bool fallback) {
    auto const* node = ask(key);
    if (node == nullptr) return fallback;
    auto const* value = node->as_boolean();
    if (value == nullptr) {
        wrong(key, "must be true or false, without quotes");
        return fallback;
    }
    return value->get();
}

std::vector<std::string> toml_section::texts_or(std::string_view key, std::vector<std::string> fallback) {
    auto const* node = ask(key);
    if (node == nullptr) return fallback;
    auto const* list = node->as_array();
    std::vector<std::string> texts;
    bool fits = list != nullptr;
    if (fits) {
        for (auto const& item : *list) {
            auto const* value = item.as_string();
            if (value == nullptr || value->get().empty())
                fits = false;
            else
                texts.push_back(value->get());
        }
    }
    if (!fits) {
        wrong(key, "must be a list of texts, such as [\"one\", \"two\"]");
        return fallback;
    }
    return texts;
}

std::chrono::seconds toml_section::duration_or(std::string_view key, std::chrono::seconds fallback) {
    auto const* node = ask(key);
    if (node == nullptr) return fallback;
    auto const* value = node->as_string();
    auto const length = value == nullptr ? std::nullopt : parse_duration(value->get());
    if (!length) {
        wrong(key, "must be a time with its unit, such as \"90 s\", \"20 min\", \"24 h\" or \"30 d\"");
        return fallback;
    }
    return *length;
}

std::string toml_section::resolved(std::string text) const {
    if (text.empty()) return text;
    return (std::filesystem::path(from_.folder) / text).lexically_normal().string();
}

std::string toml_section::path(std::string_view key) {
    return resolved(text(key));
}

std::string toml_section::path_or(std::string_view key, std::string fallback) {
    if (!has(key)) {
        ask(key);
        return fallback;
    }
    return resolved(text(key));
}

secret_text toml_section::secret(std::string_view name) {
    auto const before = from_.mistakes->size();
    auto found = secret_if(name);
    if (found) return std::move(*found);
    if (from_.mistakes->size() == before) {
        auto const key = std::string(name) + "_file";
        wrong(key,
              "is missing: put the secret in a file that only earshot may read and name it here, or hand it over "
              "as the systemd credential " +
                  name_ + "." + std::string(name));
    }
    return {};
}

std::optional<secret_text> toml_section::secret_if(std::string_view name) {
    auto const key = std::string(name) + "_file";
    std::string why;
    // The secret itself in the configuration is the mistake this rule is for: say so, never show it.
    if (has(name)) {
        ask(name);
        wrong(name, "must not stand in the configuration: put it in a file and name that as " + key +
                        ", then treat the old secret as known to others");
        ask(key);
        return std::nullopt;
    }
    if (has(key)) {
        auto const file = path(key);
        if (file.empty()) return std::nullopt;
        auto found = read_secret(file, guard::ours, why);
        if (!found) wrong(key, "cannot be used: " + why);
        return found;
    }
    ask(key);
    if (from_.credentials_folder.empty()) return std::nullopt;
    auto const file = from_.credentials_folder + "/" + name_ + "." + std::string(name);
    auto found = read_secret(file, guard::credentials, why);
    if (!found && !why.empty()) wrong(key, "cannot be taken from the systemd credential: " + why);
    return found;
}

void toml_section::report_unknown() {
    if (table_ == nullptr || !judged_) return;
    for (auto const& [key, node] : *table_) {
        if (!asked_.emplace(key.str()).second) continue;
        bool const is_table = node.is_table();
        good_ = false;
        from_.mistakes->push_back({from_.file, key.source().begin.line,
                                   "[" + name_ + "] " + quoted(key.str()) +
                                       (is_table ? " is not a known table here" : " is not a known key") +
                                       ": check the spelling, or remove it"});
    }
}

}  // namespace earshot::config
