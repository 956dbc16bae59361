// SPDX-License-Identifier: Apache-2.0
// Answers inside a mail: in brackets, under a quoted question, or as "Q4: 2", "4) 2 3", "Why: race".
#pragma once

#include "gateway/flow/answers.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earshot::flow {

struct mail_reading {
    std::vector<std::pair<question const*, understood>> answers;
    std::vector<std::pair<question const*, std::string>> texts;  // raw words of each answer, same order
    std::vector<bool> own_line;  // per line of the mail: the person's own and not an answer, so part of the story
};

// `listed`: the questions in the last list that was sent (empty before the first); their option numbers count.
// `path`: the walk as it stands, for a number that names several questions.
mail_reading read_mail(script const& flow, std::vector<question const*> const& listed,
                       std::vector<question const*> const& path, std::string_view raw);

}  // namespace earshot::flow
