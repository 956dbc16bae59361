// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/token.hpp"

#include "gateway/redact/chars.hpp"

#include <algorithm>

namespace earshot::redact {
namespace {

// The mark that says most about how two words belong together.
char gap_between(std::string_view gap) noexcept {
    if (gap.size() == 1 && gap.front() == ' ') return ' ';
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
    static constexpr byte_set marks_before("/@#_.");
    static constexpr byte_set marks_after("/@#_.:-");
    bool const before = t.begin > 0 && marks_before.has(s[t.begin - 1]);
    bool const after =
        t.end + 1 < s.size() && marks_after.has(s[t.end]) && (is_word(s[t.end + 1]) || s[t.end + 1] == '/');
    return before || after;
}

}  // namespace

token_list tokens_of(shadow const& text, word_lists const& lists, std::size_t limit) {
    token_list out;
    std::string_view const s = text.text();
    std::string_view const low = text.lower();
    auto const* const written = s.data();  // every byte is read here once: no bounds to check twice
    auto const* const lower = low.data();
    auto const size = s.size();
    out.all.reserve(size / 5 + 8);
    std::size_t last_end = 0;
    for (std::size_t i = 0; i < size;) {
        if (!is_word(written[i])) {
            ++i;
            continue;
        }
        if (out.all.size() >= limit) {
            out.cut = true;
            break;
        }
        token t;
        t.begin = static_cast<std::uint32_t>(i);
        std::uint8_t classes = 0;  // of all its bytes
        std::uint8_t inner = 0;    // of all but the first
        std::size_t figures = 0;
        std::size_t joints = 0;
        std::uint64_t h = 0xCBF29CE484222325ULL;
        for (; i < size; ++i) {
            auto const bits = bits_of(written[i]);
            if ((bits & char_bits::word) == 0) {
                bool const joins = written[i] == '\'' && i + 1 < size && is_letter(written[i + 1]) && i > t.begin;
                if (!joins) break;
                bool const possessive = lower[i + 1] == 's' && (i + 2 >= size || !is_word(written[i + 2]));
                if (possessive) {
                    t.possessive = true;
                    break;
                }
                ++joints;
                continue;
            }
            h = (h ^ static_cast<std::uint8_t>(lower[i])) * 0x100000001B3ULL;
            inner = i > t.begin ? static_cast<std::uint8_t>(inner | bits) : inner;
            classes = static_cast<std::uint8_t>(classes | bits);
            figures += bits & char_bits::digit;
        }
        bool const any_digit = figures > 0;
        bool const any_letter = (classes & char_bits::letter) != 0;
        bool const any_lower = (classes & (char_bits::lower | char_bits::other)) != 0;
        auto const letters = i - t.begin - joints - figures;
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
        t.inner = (inner & char_bits::upper) != 0 && !t.shout;
        lists.fetch(t.hash);
        out.has_digits = out.has_digits || t.digits;
        out.has_lower = out.has_lower || (any_letter && is_lower(s[t.begin]) && !in_address(s, t));
        last_end = t.possessive ? i : t.end;
        out.all.push_back(t);
    }
    for (auto& t : out.all) {  // by now the tables' entries are near
        t.classes = lists.classes_of(t.hash);
        out.seen |= t.classes;
    }
    return out;
}

std::size_t token_list::at(std::size_t at) const noexcept {
    auto const found =
        std::upper_bound(all.begin(), all.end(), at, [](std::size_t place, token const& t) { return place < t.end; });
    return static_cast<std::size_t>(found - all.begin());
}

}  // namespace earshot::redact
