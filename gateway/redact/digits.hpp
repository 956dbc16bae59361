// SPDX-License-Identifier: Apache-2.0
// The digits of a text in order, however they are written: figures, words ("double oh seven"), or letters that stand
// in for figures (O, l, S) inside runs that are mostly figures.
#pragma once

#include "gateway/redact/token.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace earshot::redact {

struct digit {
    // What stands between this digit and the one before.
    enum class join : std::uint8_t { glued, soft, apart };
    std::uint32_t begin{};  // bytes of the shadow
    std::uint32_t end{};
    std::uint8_t value{};
    join before{join::apart};
    char mark{};      // soft: the separator, a blank if there is nothing else
    bool real{};      // written as a figure
    bool word{};      // written as a word
    bool plus{};      // a '+' stands before it
    bool doubtful{};  // a word that only sounds like a figure ("won", "sevn")
    bool odd{};       // what stands before it is seldom in numbers (':', "dash"): only a number of a sure form has it
};

std::vector<digit> digits_of(shadow const& text, token_list const& tokens, word_lists const& lists);

// Digits [first, first + count) as text.
std::string figures(std::vector<digit> const& all, std::size_t first, std::size_t count);

}  // namespace earshot::redact
