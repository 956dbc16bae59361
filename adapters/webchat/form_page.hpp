// SPDX-License-Identifier: Apache-2.0
// One question a page, for browsers without a script: what the page sends, and how it looks.
#pragma once

#include "adapters/webchat/chat_core.hpp"
#include "adapters/webchat/html.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::webchat {

// Fields of a POST to /form. Everything about the session travels in hidden fields: no cookie, nothing in an address.
struct form_fields {
    std::string lang;
    std::string token;
    std::string once;      // name of this answer: sending it twice is sending it once
    std::int64_t from{};   // place before the first item of the page
    std::int64_t after{};  // last place that the page showed
    bool asked{};          // the page showed choices
    bool by_code{};        // the session began with a code
    std::string doing;     // start code continue skip back help stop delete check file; add correct delete-sure keep
    std::vector<std::string> choices;
    std::string words;
    std::string code;
    std::vector<std::string> files;  // as they came
};

// nullopt: not a form of ours.
std::optional<form_fields> read_fields(net::http_request const& request);

// What the answer says, as the flow understands it: "2 3", "2 9pm", "0", "BACK".
std::string answer_text(form_fields const& fields);

// What we said after the person's last word; empty while an answer is due.
std::vector<backlog_item> latest(std::vector<backlog_item> const& items);

// Parts of pages.
std::string hidden_field(std::string_view name, std::string_view value);
std::string session_fields(form_fields const& f);
std::string said_block(backlog_item const& item, values const& strings);

net::http_reply first_page(chat_core const& core, values const& strings);
// error: a string's key, such as "form.error_choose", or empty. notice: likewise.
net::http_reply question_page(chat_core const& core, std::vector<backlog_item> const& items, form_fields const& before,
                              std::string_view error, std::string_view notice);
// The answer has not come yet.
net::http_reply waiting_page(chat_core const& core, form_fields const& before);
// The door is shut for a moment: the same answer again, at the press of a button.
net::http_reply busy_page(chat_core const& core, form_fields const& before);
net::http_reply broken_page(chat_core const& core, values const& strings, unsigned status);

}  // namespace earshot::webchat
