// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/token.hpp"

#include "gateway/redact/chars.hpp"

#include <algorithm>

namespace earshot::redact {
namespace {

// The mark that says most about how two words belong together.
char gap_between(std::string_view gap) noexcept {
    char mark = gap.empty() ? char{} : ' ';
    for (char c : gap) {
        if (c == ' ' || c == '\t') continue;
        if (mark == '\n' || mark == barrier_mark) continue;
        mark = c == '\r' ? '\n' : c;
    }
    return mark;
}

bool ends_sentence(char mark) noexcept {
    return mark == '.' || mark == '!' || mark == '?' || mark == '\n' || mark == ':' || mark == '"';
}

// Part of a link or an e-mail address: these have small letters in any text.
bool in_address(std::string_view s, token const& t) noexcept {
    constexpr std::string_view marks = "/@#_.:-";
    bool const before = t.begin > 0 && marks.substr(0, 5).find(s[t.begin - 1]) != std::string_view::npos;
    bool const after = t.end + 1 < s.size() && marks.find(s[t.end]) != std::string_view::npos &&
                       (is_word(s[t.end + 1]) || s[t.end + 1] == '/');
    return before || after;
}

}  // namespace

token_list tokens_of(shadow const& text, word_lists const& lists, std::size_t limit) {
    token_list out;
    std::string_view const s = text.text();
    std::string_view const low = text.lower();
    out.all.reserve(s.size() / 5 + 8);
    std::size_t last_end = 0;
    for (std::size_t i = 0; i < s.size();) {
        if (!is_word(s[i])) {
            ++i;
            continue;
        }
        if (out.all.size() >= limit) {
            out.cut = true;
            break;
        }
        token t;
        t.begin = static_cast<std::uint32_t>(i);
        bool any_letter = false;
        bool any_lower = false;
        bool any_digit = false;
        std::size_t letters = 0;
        std::uint64_t h = 0xCBF29CE484222325ULL;
        for (; i < s.size(); ++i) {
            char const c = s[i];
            if (!is_word(c)) {
                bool const joins = c == '\'' && i + 1 < s.size() && is_letter(s[i + 1]) && i > t.begin;
                if (!joins) break;
                bool const possessive = low[i + 1] == 's' && (i + 2 >= s.size() || !is_word(s[i + 2]));
                if (possessive) {
                    t.possessive = true;
                    break;
                }
                continue;
            }
            h = (h ^ static_cast<std::uint8_t>(low[i])) * 0x100000001B3ULL;
            if (is_digit(c))
                any_digit = true;
            else {
                any_letter = true;
                ++letters;
                bool const upper = is_upper(c);
                any_lower = any_lower || !upper;
                t.inner = t.inner || (upper && i > t.begin);
            }
        }
        t.end = static_cast<std::uint32_t>(i);
        if (t.possessive) i += 2;
        h ^= h >> 32;
        t.hash = h * 0x9E3779B97F4A7C15ULL;
        t.number = any_digit && !any_letter;
        t.digits = any_digit;
        t.capital = is_upper(s[t.begin]) || static_cast<std::uint8_t>(s[t.begin]) >= 0x80;
        t.shout = any_letter && !any_lower && letters > 1;
        t.gap = gap_between(s.substr(last_end, t.begin - last_end));
        t.opens = out.all.empty() || ends_sentence(t.gap);
        t.inner = t.inner && !t.shout;
        t.classes = lists.classes_of(t.hash);
        out.seen |= t.classes;
        out.has_lower = out.has_lower || (any_letter && is_lower(s[t.begin]) && !in_address(s, t));
        last_end = t.possessive ? i : t.end;
        out.all.push_back(t);
    }
    return out;
}

std::size_t token_list::at(std::size_t at) const noexcept {
    auto const found =
        std::upper_bound(all.begin(), all.end(), at, [](std::size_t place, token const& t) { return place < t.end; });
    return static_cast<std::size_t>(found - all.begin());
}

}  // namespace earshot::redact
