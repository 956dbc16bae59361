// SPDX-License-Identifier: Apache-2.0
// Joins what redaction has already passed. Nothing is added to it but a line end, so it stays clean.
#pragma once

#include "gateway/domain/conversation.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::flow {

struct kept {
    redacted_text text;
    std::vector<covered> covers;
};

// `more` behind `to.words`, on a line of its own.
void append_words(answer& to, kept const& more);

// The lines of `all` that `wanted` says, by their number from 0.
kept lines_of(kept const& all, std::function<bool(std::size_t)> const& wanted);

// Without its first `bytes`; what was covered there goes with them.
kept without_start(kept const& all, std::size_t bytes);

// Every `shown` in the text becomes the word itself, which nothing covers any more.
void uncover(kept& in, word_to_keep const& what);

// Two clean texts, one below the other.
redacted_text below(redacted_text const& first, redacted_text const& second);

// What was stored after redaction, read back.
redacted_text read_back(std::string text);

}  // namespace earshot::flow
