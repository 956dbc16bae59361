// SPDX-License-Identifier: Apache-2.0
// Classes of bytes in shadow text. Bytes of other scripts (>= 0x80) count as letters.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace earshot::redact {

inline constexpr char picture_mark = '\x01';  // stands for one emoji or symbol
inline constexpr char barrier_mark = '\x02';  // fills what is already covered: nothing is found in or across it

namespace char_bits {
inline constexpr std::uint8_t digit = 1, lower = 2, upper = 4, other = 8, space = 16, separator = 32;
inline constexpr std::uint8_t letter = lower | upper | other, word = letter | digit;
}  // namespace char_bits

inline constexpr std::array<std::uint8_t, 256> char_classes = [] {
    std::array<std::uint8_t, 256> table{};
    for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = char_bits::digit;
    for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = char_bits::lower;
    for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = char_bits::upper;
    for (std::size_t c = 0x80; c < 0x100; ++c) table[c] = char_bits::other;
    for (char c : std::string_view(" \t\n\r")) table[static_cast<std::uint8_t>(c)] = char_bits::space;
    for (char c : std::string_view(" \t\n\r.-_/()*|~,\x01")) {
        auto& bits = table[static_cast<std::uint8_t>(c)];
        bits = static_cast<std::uint8_t>(bits | char_bits::separator);
    }
    return table;
}();

constexpr std::uint8_t bits_of(char c) noexcept {
    return char_classes[static_cast<std::uint8_t>(c)];
}
constexpr bool is_digit(char c) noexcept {
    return (bits_of(c) & char_bits::digit) != 0;
}
constexpr bool is_upper(char c) noexcept {
    return (bits_of(c) & char_bits::upper) != 0;
}
constexpr bool is_lower(char c) noexcept {
    return (bits_of(c) & char_bits::lower) != 0;
}
constexpr bool is_latin(char c) noexcept {
    return (bits_of(c) & (char_bits::upper | char_bits::lower)) != 0;
}
constexpr bool is_letter(char c) noexcept {
    return (bits_of(c) & char_bits::letter) != 0;
}
constexpr bool is_word(char c) noexcept {
    return (bits_of(c) & char_bits::word) != 0;
}
constexpr bool is_space(char c) noexcept {
    return (bits_of(c) & char_bits::space) != 0;
}
// May stand between the digits of one number.
constexpr bool is_separator(char c) noexcept {
    return (bits_of(c) & char_bits::separator) != 0;
}
constexpr char to_lower(char c) noexcept {
    return is_upper(c) ? static_cast<char>(c | 0x20) : c;
}
constexpr char to_upper(char c) noexcept {
    return is_lower(c) ? static_cast<char>(c & ~0x20) : c;
}

// A few bytes to look for in a text: one table instead of a search of the set for every byte.
class byte_set {
public:
    constexpr explicit byte_set(std::string_view bytes) noexcept {
        for (char c : bytes) in_[static_cast<std::uint8_t>(c)] = true;
    }
    constexpr bool has(char c) const noexcept { return in_[static_cast<std::uint8_t>(c)]; }
    // The first of them in `text` from byte `at` on, or npos.
    constexpr std::size_t first_in(std::string_view text, std::size_t at = 0) const noexcept {
        auto const* bytes = text.data();
        for (auto i = at; i < text.size(); ++i) {
            if (has(bytes[i])) return i;
        }
        return std::string_view::npos;
    }

private:
    std::array<bool, 256> in_{};
};

}  // namespace earshot::redact
