// SPDX-License-Identifier: Apache-2.0
// The redacted words of a conversation, sorted into the fields of the record, with what was covered in each.
#pragma once

#include "gateway/domain/conversation.hpp"

#include <string>
#include <vector>

namespace earshot::record {

inline constexpr std::size_t words_limit = 4000;  // code points of one field (handbook, section 4)

struct cover_at {
    covered what;
    std::size_t start{};   // code points in the field
    std::size_t length{};  // code points
};

struct text_field {
    std::string field;  // JSON pointer into the record: "/narrative", "/place/text", "/own_words/0/text"
    std::string about;  // own words only: the field they were meant to answer
    std::string text;
    std::vector<cover_at> covers;
};

// Narrative, place and targeted group first (each at most once), then own words in the order of the questions.
std::vector<text_field> free_texts(conversation const& c);

}  // namespace earshot::record
