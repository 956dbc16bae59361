// SPDX-License-Identifier: Apache-2.0
#include "adapters/webchat/locale_strings.hpp"

#include <boost/json.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

namespace earshot::webchat {
namespace {

namespace json = boost::json;

std::optional<values> parse(std::string_view text) {
    boost::system::error_code ec;
    auto const whole = json::parse(json::string_view(text.data(), text.size()), ec);
    if (ec || !whole.is_object()) return std::nullopt;
    values out;
    for (auto const& [key, value] : whole.get_object()) {
        if (!value.is_string()) return std::nullopt;
        auto const& s = value.get_string();
        out.emplace(std::string(key.data(), key.size()), std::string(s.data(), s.size()));
    }
    return out;
}

bool language_symbol(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

bool is_language(std::string_view tag) noexcept {
    if (tag.empty() || tag.size() > 35) return false;
    for (char const c : tag)
        if (!language_symbol(c)) return false;
    return true;
}

void compare(values const& english, values const& other, std::string const& file, std::vector<std::string>& mistakes) {
    for (auto const& [key, value] : english)
        if (!other.contains(key)) mistakes.push_back(file + ": lacks \"" + key + "\"");
    for (auto const& [key, value] : other)
        if (!english.contains(key)) mistakes.push_back(file + ": \"" + key + "\" is not a string of the pages");
}

std::string read_whole(std::filesystem::path const& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

locale_strings::locale_strings(std::string_view english_json, std::string fallback, std::string const& dir,
                               std::vector<std::string>& mistakes)
    : fallback_(std::move(fallback)) {
    auto english = parse(english_json);
    if (!english) throw std::logic_error("the built-in strings cannot be read");
    all_.emplace("en", *english);
    if (!dir.empty()) {
        std::error_code ec;
        for (std::filesystem::directory_iterator at(dir, ec), end; !ec && at != end; at.increment(ec)) {
            if (at->path().extension() != ".json") continue;
            std::string const file = at->path().string();
            std::string const tag = at->path().stem().string();
            auto strings = parse(read_whole(at->path()));
            if (!strings || !is_language(tag)) {
                mistakes.push_back(file + ": not a flat JSON object of strings named by its language, such as es.json");
                continue;
            }
            compare(*english, *strings, file, mistakes);
            auto const direction = strings->find("dir");
            if (direction == strings->end() || (direction->second != "ltr" && direction->second != "rtl"))
                mistakes.push_back(file + ": \"dir\" must be ltr or rtl");
            all_.insert_or_assign(tag, std::move(*strings));
        }
        if (ec) mistakes.push_back(dir + ": cannot be read");
    }
    for (auto& [tag, strings] : all_) strings.insert_or_assign("lang", tag);
    if (!all_.contains(fallback_)) {
        mistakes.push_back("locale \"" + fallback_ + "\": there is no such file of strings");
        fallback_ = "en";
    }
}

values const& locale_strings::choose(std::string_view wanted, std::string_view accept_language) const {
    if (auto const found = all_.find(wanted); found != all_.end()) return found->second;
    while (!accept_language.empty()) {
        auto const end = std::min(accept_language.find(','), accept_language.size());
        auto tag = accept_language.substr(0, end);
        accept_language.remove_prefix(std::min(end + 1, accept_language.size()));
        while (tag.starts_with(' ')) tag.remove_prefix(1);
        tag = tag.substr(0, tag.find_first_of("; "));
        if (auto const found = all_.find(tag); found != all_.end()) return found->second;
        if (auto const found = all_.find(tag.substr(0, tag.find('-'))); found != all_.end()) return found->second;
    }
    return all_.find(fallback_)->second;
}

std::string locale_strings::for_script(values const& strings) {
    json::object out;
    for (auto const& [key, value] : strings)
        if (key.starts_with("chat.") || key.starts_with("exit.") || key == "opening") out[key] = value;
    std::string const plain = json::serialize(out);
    std::string safe;
    for (char const c : plain) {
        if (c == '<')
            safe += "\\u003c";
        else if (c == '>')
            safe += "\\u003e";
        else if (c == '&')
            safe += "\\u0026";
        else
            safe += c;
    }
    return safe;
}

}  // namespace earshot::webchat
