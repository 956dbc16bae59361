// SPDX-License-Identifier: Apache-2.0
// What the routes of one web chat share. Handlers hold it, so it outlives the channel while a request is on its way.
#pragma once

#include "adapters/channel.hpp"
#include "adapters/webchat/chat_settings.hpp"
#include "adapters/webchat/live_sessions.hpp"
#include "adapters/webchat/site.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::webchat {

struct chat_core {
    chat_core(chat_settings s, live_sessions::limits l, asset_source assets, channel_services const& services,
              std::vector<std::string>& mistakes)
        : settings(std::move(s)),
          live(l),
          pages(settings, std::move(assets), mistakes),
          executor(services.executor),
          now(services.now),
          random(services.random),
          refused(services.refused) {}

    // Counted, and the visitor told separately. reason: as in channel_services.
    void turned_away(char const* reason) const {
        if (refused) refused(settings.name, reason);
    }

    chat_settings settings;
    live_sessions live;
    site pages;
    net::any_io_executor executor;
    clock_fn now;
    random_fn random;
    std::function<void(std::string_view, char const*)> refused;
    intake* door{};  // null: not open yet, or closed again
};

// One accepted socket of /chat/ws until it ends.
net::awaitable<void> serve_socket(std::shared_ptr<chat_core> core, net::http_request request,
                                  std::shared_ptr<net::websocket> socket);

// The way without a script: GET of /form and of /code, POST of both, and POST of /form/file.
net::awaitable<net::http_reply> form_first(std::shared_ptr<chat_core> core, net::http_request request);
net::awaitable<net::http_reply> code_first(std::shared_ptr<chat_core> core, net::http_request request);
net::awaitable<net::http_reply> form_next(std::shared_ptr<chat_core> core, net::http_request request);

// A picture or file of the chat: POST /chat/file.
net::awaitable<net::http_reply> take_file(std::shared_ptr<chat_core> core, net::http_request request);

// Did a page of this site send it? The header is absent in old browsers; Origin is "null" under no-referrer.
bool may_come_from(net::http_request const& request);

// Takes one message of a session, as make_body() wrote it, to the door.
net::awaitable<result<receipt>> hand_over(std::shared_ptr<chat_core> core, std::string token, std::string dedupe_key,
                                          body content);
// What the session's exchange shows after `after`; errc::busy without a door.
net::awaitable<result<std::vector<backlog_item>>> shown_after(std::shared_ptr<chat_core> core, std::string token,
                                                              std::int64_t after);

}  // namespace earshot::webchat
