// SPDX-License-Identifier: Apache-2.0
// Which lines of an answer are the person's own words, which are the quoted mail they answer, which a signature. One
// pass over the lines, no backtracking; nothing is deleted: what is not visible is returned too.
#pragma once

#include <string>
#include <string_view>

namespace earshot::email {

// The line that ends what a person is to write, in every mail of ours; looked for first.
inline constexpr std::string_view separator_line = "-- reply above this line --";

struct split_text {
    std::string own;    // the person's words, in order
    std::string aside;  // quoted history and signature, in order
    bool forward{};     // somebody else's mail is passed on: nothing was cut, it may be the evidence
};

// `text` is UTF-8 with LF. When nothing would be left, everything is `own`.
split_text split_answer(std::string_view text);

// "Begin forwarded message:", "---------- Forwarded message ---------" and the like.
bool holds_forward(std::string_view text);

}  // namespace earshot::email
