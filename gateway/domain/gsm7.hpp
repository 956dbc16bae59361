// SPDX-License-Identifier: Apache-2.0
// How long a text is on the air: GSM 03.38 septets (3GPP TS 23.038, section 6.2) and message parts (3GPP TS 23.040).
// One place for it, because the flow's lint and the SMS adapters must agree.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::gsm7 {

// Septets that one character costs: 1, 2 for the extension table (`€ { } [ ] ~ ^ \ |`, form feed), 0: not in the
// alphabet.
int septets(char32_t c) noexcept;

// Room in a part. The defaults are those of an 8-bit reference; `wide` is a 16-bit reference.
struct limits {
    int gsm_single{160};
    int gsm_part{153};
    int ucs2_single{70};
    int ucs2_part{67};
};
inline constexpr limits narrow{};
inline constexpr limits wide{160, 152, 70, 66};

struct size {
    bool gsm7{};     // every character is in the alphabet; else the whole text is sent as UCS-2
    int units{};     // septets, or UTF-16 units
    int segments{};  // parts; 1 for an empty text
};

// UTF-8 in. Bytes that are not UTF-8 count as U+FFFD.
size measure(std::string_view text, limits room = narrow) noexcept;

// The parts, each UTF-8. Filled greedily; a two-septet character, a surrogate pair, and a character with the marks that
// follow it (combining, joiner, variation) are never split while they fit a part. Joined, they are the text (broken
// UTF-8 aside).
std::vector<std::string> split(std::string_view text, limits room = narrow);

// First character that is not in the alphabet, with the byte where it starts.
struct outsider {
    char32_t character{};
    std::size_t at{};
};
std::optional<outsider> first_outside(std::string_view text) noexcept;

// The same words in cheaper characters: long dashes, curly quotes, the ellipsis, special spaces; zero-width ones go.
// Accents stay: without them words change.
std::string tidy(std::string_view text);

}  // namespace earshot::gsm7
