// SPDX-License-Identifier: Apache-2.0
// Wordings as a person gets them, in each medium.
#pragma once

#include "gateway/flow/model.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace earshot::flow {

// `code` fills {code} and {receipt}.
std::string text_of(script const& flow, std::string_view id, medium how, std::string_view code = {});
say say_text(script const& flow, std::string_view id, medium how, std::string_view code = {});
// COVERED: what kinds of things staff do not see in what was just sent; `seen`: how they see it.
say say_covered(script const& flow, medium how, std::vector<std::string> const& kinds, std::string_view seen);
say say_question(question const& q, medium how);

// What is to be said about the files of a message, each text once. A flow without the texts on files (one from before
// they were taken) says MEDIA for every file that is not kept.
std::vector<std::string_view> words_on_files(script const& flow, said const& s);

// Can this question be skipped? Not the one that asks for safety, and not one where 0 is an answer.
bool may_skip(question const& q) noexcept;

// The number that people know a question by: 8 of Q8w; 0 when its id has none.
int number_of(question const& q) noexcept;

// The list of a mail: each question with its options and a slot for the answer.
std::string mail_list(script const& flow, std::vector<question const*> const& open);

}  // namespace earshot::flow
