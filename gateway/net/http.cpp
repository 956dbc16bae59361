// SPDX-License-Identifier: Apache-2.0
#include "gateway/net/http.hpp"

namespace earshot::net {
namespace {

constexpr std::size_t max_pairs = 1000;

int hex(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// RFC 3986 2.3
bool unreserved(char c) noexcept {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

std::string_view trim(std::string_view text) noexcept {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// The next piece of `rest` up to `mark`, which is dropped.
std::string_view take(std::string_view& rest, char mark) noexcept {
    auto const at = rest.find(mark);
    auto const piece = rest.substr(0, at);
    rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
    return piece;
}

}  // namespace

std::string_view http_request::header(std::string_view name) const noexcept {
    for (auto const& [known, value] : headers)
        if (known == name) return value;
    return {};
}

std::optional<std::string> http_request::query_value(std::string_view name) const {
    for (std::string_view rest = query; !rest.empty();) {
        auto pair = take(rest, '&');
        auto const key = percent_decode(take(pair, '='), true);
        if (key && *key == name) return percent_decode(pair, true);
    }
    return std::nullopt;
}

std::string_view http_request::cookie(std::string_view name) const noexcept {
    for (auto const& [header_name, value] : headers) {
        if (header_name != "cookie") continue;
        for (std::string_view rest = value; !rest.empty();) {
            auto pair = trim(take(rest, ';'));
            auto const key = trim(take(pair, '='));
            if (key != name) continue;
            auto found = trim(pair);
            if (found.size() >= 2 && found.front() == '"' && found.back() == '"')
                found = found.substr(1, found.size() - 2);
            return found;
        }
    }
    return {};
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        if (c == '+' && plus_is_space) {
            out += ' ';
        } else if (c != '%') {
            out += c;
        } else {
            if (i + 2 >= text.size()) return std::nullopt;
            int const high = hex(text[i + 1]);
            int const low = hex(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            out += static_cast<char>(high << 4 | low);
            i += 2;
        }
    }
    return out;
}

std::string percent_encode(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (char const c : text) {
        if (unreserved(c)) {
            out += c;
            continue;
        }
        auto const byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

std::optional<std::vector<std::pair<std::string, std::string>>> parse_form(std::string_view body) {
    std::vector<std::pair<std::string, std::string>> out;
    while (!body.empty()) {
        auto pair = take(body, '&');
        if (pair.empty()) continue;
        auto name = percent_decode(take(pair, '='), true);
        auto value = percent_decode(pair, true);
        if (!name || !value || out.size() >= max_pairs) return std::nullopt;
        out.emplace_back(std::move(*name), std::move(*value));
    }
    return out;
}

std::string make_form(std::vector<std::pair<std::string, std::string>> const& pairs) {
    std::string out;
    for (auto const& [name, value] : pairs) {
        if (!out.empty()) out += '&';
        out.append(percent_encode(name)).append("=").append(percent_encode(value));
    }
    return out;
}

}  // namespace earshot::net
