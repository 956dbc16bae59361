// SPDX-License-Identifier: Apache-2.0
#include "adapters/webchat/words.hpp"

#include "gateway/domain/ids.hpp"

#include <boost/json.hpp>
#include <boost/locale/utf.hpp>

#include <algorithm>

namespace earshot::webchat {
namespace {

using utf8 = boost::locale::utf::utf_traits<char>;

bool blank(char c) noexcept {
    return c == ' ' || c == '\n' || c == '\t';
}

bool code_symbol(char c) noexcept {
    // Crockford base32: digits and capitals without I, L, O and U.
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z' && c != 'I' && c != 'L' && c != 'O' && c != 'U');
}

bool word_part(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
}

bool hex(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

}  // namespace

text_fault clean_text(std::string_view typed, std::string& clean) {
    clean.clear();
    std::size_t characters = 0;
    auto at = typed.begin();
    while (at != typed.end()) {
        auto const from = at;
        auto const point = utf8::decode(at, typed.end());
        if (point == boost::locale::utf::illegal || point == boost::locale::utf::incomplete)
            return text_fault::not_text;
        if (point == '\r') {
            if (at != typed.end() && *at == '\n') continue;
            clean += '\n';
        } else if ((point < 0x20 && point != '\n' && point != '\t') || (point >= 0x7f && point < 0xa0)) {
            continue;
        } else {
            clean.append(from, at);
        }
        ++characters;
        if (characters > max_message_characters + 100) return text_fault::too_long;
    }
    while (!clean.empty() && blank(clean.back())) {
        clean.pop_back();
        --characters;
    }
    std::size_t lead = 0;
    while (lead < clean.size() && blank(clean[lead])) ++lead;
    clean.erase(0, lead);
    characters -= lead;
    if (clean.empty()) return text_fault::empty;
    return characters > max_message_characters ? text_fault::too_long : text_fault::none;
}

body make_body(std::string_view clean, std::vector<std::string> const& files) {
    boost::json::string text(clean.data(), clean.size());
    boost::json::object whole;
    whole["text"] = std::move(text);
    if (files.empty()) return body(boost::json::serialize(whole));
    boost::json::array sizes;
    for (auto const& f : files) sizes.push_back(f.size());
    whole["files"] = std::move(sizes);
    std::string out = boost::json::serialize(whole) + '\n';
    for (auto const& f : files) out += f;
    return body(std::move(out));
}

result<reading> read_body(body const& content) {
    auto const bytes = content.reveal();
    auto const line = bytes.substr(0, bytes.find('\n'));  // JSON writes a line's end as \n
    auto rest = bytes.substr(std::min(line.size() + 1, bytes.size()));
    boost::system::error_code ec;
    auto const value = boost::json::parse(boost::json::string_view(line.data(), line.size()), ec);
    if (ec || !value.is_object()) return make_error_code(errc::malformed);
    auto const& whole = value.get_object();
    auto const* const text = whole.if_contains("text");
    auto const* const sizes = whole.if_contains("files");
    if (text == nullptr || !text->is_string() || whole.size() != (sizes == nullptr ? 1U : 2U))
        return make_error_code(errc::malformed);
    reading out;
    auto const& words = text->get_string();
    out.text.assign(words.data(), words.size());
    if (sizes != nullptr) {
        if (!sizes->is_array()) return make_error_code(errc::malformed);
        for (auto const& size : sizes->get_array()) {
            boost::system::error_code not_a_size;
            auto const n = size.to_number<std::size_t>(not_a_size);
            if (not_a_size || n > rest.size()) return make_error_code(errc::malformed);
            out.files.push_back({body(std::string(rest.substr(0, n)))});
            rest.remove_prefix(n);
        }
    }
    if (!rest.empty()) return make_error_code(errc::malformed);
    return out;
}

bool is_token(std::string_view text) noexcept {
    return alias::parse(text).has_value();
}

std::string fresh_token(random_fn const& random) {
    alias id;
    random(id.value);
    return id.str();
}

bool is_uuid(std::string_view text) noexcept {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool const dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !hex(text[i])) return false;
    }
    return true;
}

code_place find_code(std::string_view text) noexcept {
    constexpr std::size_t length = 11;
    for (std::size_t i = 0; i + length <= text.size(); ++i) {
        if (i > 0 && word_part(text[i - 1])) continue;
        if (i + length < text.size() && word_part(text[i + length])) continue;
        bool fits = true;
        for (std::size_t k = 0; k < length && fits; ++k) {
            char const c = text[i + k];
            fits = k == 5 ? c == '-' : code_symbol(c);
        }
        if (fits) return {i, length};
    }
    return {};
}

}  // namespace earshot::webchat
