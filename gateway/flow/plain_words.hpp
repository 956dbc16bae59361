// SPDX-License-Identifier: Apache-2.0
// Messages as plain tokens, so that wording, case, script of the digits and punctuation do not matter.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace earshot::flow {

struct token {
    std::string text;     // case-folded; decimal digits of any script are ASCII
    bool number{};        // digits only
    bool glued{};         // nothing but the boundary between digits and letters stands before it: "9pm"
    bool fresh_clause{};  // punctuation or a line end stands before it
};

// Apostrophes vanish ("can't" is "cant"), digits and letters part ("9pm" is two tokens).
std::vector<token> tokens_of(std::string_view utf8);

// Tokens with single spaces between: what keywords and phrases are compared as.
std::string folded(std::string_view utf8);

// Does the phrase (already folded) stand in the text (already folded) as whole words?
bool has_phrase(std::string_view text, std::string_view phrase) noexcept;

// The same text without the phrase.
std::string without_phrase(std::string text, std::string_view phrase);

// Equal but for a slip of the fingers: one edit (a swap of neighbours is one) from 4 letters on, two from 8 on. Of
// three letters only a swap of the last two counts; shorter words never. In a word of 4 the first letter must be right.
bool nearly(std::string_view word, std::string_view meant);

// First line that is neither empty nor quoted: where a mail may hold a keyword of its own.
std::string_view top_line(std::string_view text);

// Of a memo that is a list: what stands between its blanks.
std::vector<std::string> parts_of(std::string_view list);

}  // namespace earshot::flow
