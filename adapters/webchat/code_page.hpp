// SPDX-License-Identifier: Apache-2.0
// The pages for somebody who has a code: one field, then the news, and what they may do. What they told is never shown.
#pragma once

#include "adapters/webchat/form_page.hpp"

namespace earshot::webchat {

// A code as people type or paste it: case, spaces, dashes and look-alikes (O 0, I L 1) do not matter, and it may stand
// in the sentence that it came in. "K7M3Q-9TX4R", or empty: this is none.
std::string code_typed(std::string_view text);

// error: a string's key, or empty; what was typed stays in the field.
net::http_reply code_first_page(chat_core const& core, values const& strings, form_fields const& before,
                                std::string_view error);
// `items`: what we said since they came or last pressed a button.
net::http_reply code_news_page(chat_core const& core, std::vector<backlog_item> const& items, form_fields const& before,
                               std::string_view error);
// Are you sure?
net::http_reply code_sure_page(chat_core const& core, form_fields const& before);
// Everything was wiped: the receipt.
net::http_reply gone_page(chat_core const& core, std::vector<backlog_item> const& items, form_fields const& before);

// Which string says what was wrong with the code that these words answer; empty: nothing was.
std::string_view code_error(std::vector<backlog_item> const& items);
// They say that everything is wiped.
bool tells_of_wiping(std::vector<backlog_item> const& items);

}  // namespace earshot::webchat
