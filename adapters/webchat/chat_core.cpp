// SPDX-License-Identifier: Apache-2.0
#include "adapters/webchat/chat_core.hpp"

namespace earshot::webchat {

bool may_come_from(net::http_request const& request) {
    auto const site = request.header("sec-fetch-site");
    return site.empty() || site == "same-origin" || site == "none";
}

net::awaitable<result<receipt>> hand_over(std::shared_ptr<chat_core> core, std::string token, std::string dedupe_key,
                                          body content) {
    if (core->door == nullptr) co_return make_error_code(errc::busy);
    inbound message{
        .channel = core->settings.name,
        .dedupe_key = std::move(dedupe_key),
        .sender = address(token),
        .reply_to = address(std::move(token)),
        .content = std::move(content),
        .route = {},
        .received = core->now(),
        .checked = proof::of_session_token(),
    };
    auto outcome = co_await core->door->accept(std::move(message));
    co_return outcome;
}

net::awaitable<result<std::vector<backlog_item>>> shown_after(std::shared_ptr<chat_core> core, std::string token,
                                                              std::int64_t after) {
    if (core->door == nullptr) co_return make_error_code(errc::busy);
    std::string channel = core->settings.name;
    address who(std::move(token));
    message_seq const place{after};
    auto items = co_await core->door->backlog(std::move(channel), std::move(who), place);
    co_return items;
}

}  // namespace earshot::webchat
