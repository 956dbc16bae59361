// SPDX-License-Identifier: Apache-2.0
#include "gateway/domain/gsm7.hpp"

#include <algorithm>
#include <iterator>

namespace earshot::gsm7 {
namespace {

// Basic table without ASCII that stands for itself; sorted.
constexpr char32_t basic[] = {0x000A, 0x000D, 0x00A1, 0x00A3, 0x00A4, 0x00A5, 0x00A7, 0x00BF, 0x00C4, 0x00C5, 0x00C6,
                              0x00C7, 0x00C9, 0x00D1, 0x00D6, 0x00D8, 0x00DC, 0x00DF, 0x00E0, 0x00E4, 0x00E5, 0x00E6,
                              0x00E8, 0x00E9, 0x00EC, 0x00F1, 0x00F2, 0x00F6, 0x00F8, 0x00F9, 0x00FC, 0x0393, 0x0394,
                              0x0398, 0x039B, 0x039E, 0x03A0, 0x03A3, 0x03A6, 0x03A8, 0x03A9};
constexpr char32_t extension[] = {0x000C, '[', '\\', ']', '^', '{', '|', '}', '~', 0x20AC};

struct decoded {
    char32_t c{};
    std::size_t bytes{};
};

// Strict UTF-8 (RFC 3629): overlong forms, surrogates and strays become U+FFFD, one byte at a time.
decoded next(std::string_view s) noexcept {
    auto const at = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
    unsigned const first = at(0);
    if (first < 0x80) return {static_cast<char32_t>(first), 1};
    std::size_t const n = first >= 0xF0 && first < 0xF5   ? 4
                          : first >= 0xE0 && first < 0xF0 ? 3
                          : first >= 0xC2 && first < 0xE0 ? 2
                                                          : 0;
    if (n == 0 || s.size() < n) return {0xFFFD, 1};
    char32_t c = n == 4 ? first & 0x07 : n == 3 ? first & 0x0F : first & 0x1F;
    for (std::size_t i = 1; i < n; ++i) {
        if ((at(i) & 0xC0) != 0x80) return {0xFFFD, 1};
        c = c << 6 | (at(i) & 0x3F);
    }
    if ((n == 3 && c < 0x800) || (n == 4 && (c < 0x10000 || c > 0x10FFFF)) || (c >= 0xD800 && c <= 0xDFFF))
        return {0xFFFD, 1};
    return {c, n};
}

bool joins_what_is_before(char32_t c) noexcept {
    return (c >= 0x300 && c <= 0x36F) || (c >= 0x64B && c <= 0x65F) || (c >= 0x1AB0 && c <= 0x1AFF) || c == 0x200D ||
           (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x1F3FB && c <= 0x1F3FF);
}

struct whole {
    bool gsm7{true};
    int units{};
};

whole weigh(std::string_view text) noexcept {
    int gsm = 0;
    int ucs2 = 0;
    bool fits = true;
    while (!text.empty()) {
        auto const d = next(text);
        int const cost = septets(d.c);
        fits = fits && cost != 0;
        gsm += cost;
        ucs2 += d.c > 0xFFFF ? 2 : 1;
        text.remove_prefix(d.bytes);
    }
    return {fits, fits ? gsm : ucs2};
}

// Calls `cut(offset)` wherever a new part begins.
template <class Cut>
void walk(std::string_view text, bool gsm, int room, Cut cut) {
    int used = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        // A cluster: one character and the marks that belong to it.
        std::size_t end = at;
        int cost = 0;
        bool after_joiner = false;
        while (end < text.size()) {
            auto const d = next(text.substr(end));
            if (end != at && !after_joiner && !joins_what_is_before(d.c)) break;
            int const one = gsm ? septets(d.c) : d.c > 0xFFFF ? 2 : 1;
            if (end != at && cost + one > room) break;
            cost += one;
            end += d.bytes;
            after_joiner = d.c == 0x200D;
        }
        if (used + cost > room) {
            cut(at);
            used = 0;
        }
        used += cost;
        at = end;
    }
}

}  // namespace

int septets(char32_t c) noexcept {
    if (std::binary_search(std::begin(extension), std::end(extension), c)) return 2;
    if (c >= 0x20 && c < 0x7F) return c == '`' ? 0 : 1;
    return std::binary_search(std::begin(basic), std::end(basic), c) ? 1 : 0;
}

size measure(std::string_view text, limits room) noexcept {
    auto const w = weigh(text);
    size out{w.gsm7, w.units, 1};
    if (w.units > (w.gsm7 ? room.gsm_single : room.ucs2_single))
        walk(text, w.gsm7, w.gsm7 ? room.gsm_part : room.ucs2_part, [&](std::size_t) { ++out.segments; });
    return out;
}

std::vector<std::string> split(std::string_view text, limits room) {
    auto const w = weigh(text);
    std::vector<std::string> parts;
    std::size_t from = 0;
    if (w.units > (w.gsm7 ? room.gsm_single : room.ucs2_single)) {
        walk(text, w.gsm7, w.gsm7 ? room.gsm_part : room.ucs2_part, [&](std::size_t at) {
            parts.emplace_back(text.substr(from, at - from));
            from = at;
        });
    }
    parts.emplace_back(text.substr(from));
    return parts;
}

std::optional<outsider> first_outside(std::string_view text) noexcept {
    for (std::size_t at = 0; at < text.size();) {
        auto const d = next(text.substr(at));
        if (septets(d.c) == 0) return outsider{d.c, at};
        at += d.bytes;
    }
    return std::nullopt;
}

std::string tidy(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        auto const d = next(text);
        switch (d.c) {
            case 0x2010:
            case 0x2011:
            case 0x2012:
            case 0x2013:
            case 0x2014:
            case 0x2015:
            case 0x2212: out += '-'; break;
            case 0x2018:
            case 0x2019:
            case 0x201A:
            case 0x201B:
            case 0x2032: out += '\''; break;
            case 0x201C:
            case 0x201D:
            case 0x201E:
            case 0x201F:
            case 0x2033: out += '"'; break;
            case 0x2026: out += "..."; break;
            case 0x00A0:
            case 0x2007:
            case 0x2009:
            case 0x202F: out += ' '; break;
            case 0x00AD:
            case 0x200B:
            case 0x2060:
            case 0xFEFF: break;
            default: out += text.substr(0, d.bytes);
        }
        text.remove_prefix(d.bytes);
    }
    return out;
}

}  // namespace earshot::gsm7
