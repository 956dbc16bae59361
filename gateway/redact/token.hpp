// SPDX-License-Identifier: Apache-2.0
// Words of a shadow, with what the word lists say of each.
#pragma once

#include "gateway/redact/shadow.hpp"
#include "gateway/redact/words.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace earshot::redact {

struct token {
    std::uint32_t begin{};  // bytes of the shadow; a possessive 's is left out
    std::uint32_t end{};
    std::uint64_t hash{};  // of the folded word
    word_classes classes{};
    char gap{};      // what stands before it: 0 nothing, ' ' blanks only, else the last mark that matters
    bool number{};   // digits only
    bool capital{};  // begins with a capital letter (or a letter of a script without case)
    bool shout{};    // two or more letters, all capitals
    bool digits{};   // a digit is among the letters
    bool opens{};    // first of a sentence or line
    bool possessive{};
    bool inner{};  // a capital letter inside, and not all of them
};

// All words, at most `limit`; beyond it the list is cut and `cut` set.
struct token_list {
    std::vector<token> all;
    bool cut{};
    word_classes seen{};  // every class that one of the words has
    bool has_digits{};    // a digit is in one of the words
    bool has_lower{};     // some word is written in lower case: capitals mean something

    std::size_t size() const noexcept { return all.size(); }
    token const& operator[](std::size_t i) const noexcept { return all[i]; }
    // Index of the first token that ends after byte `at`.
    std::size_t at(std::size_t at) const noexcept;
};

token_list tokens_of(shadow const& text, word_lists const& lists, std::size_t limit);

inline std::string_view word(shadow const& text, token const& t) noexcept {
    return std::string_view(text.lower()).substr(t.begin, t.end - t.begin);
}

}  // namespace earshot::redact
