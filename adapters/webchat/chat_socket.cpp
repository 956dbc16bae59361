// SPDX-License-Identifier: Apache-2.0
#include "adapters/webchat/chat_core.hpp"
#include "adapters/webchat/protocol.hpp"
#include "adapters/webchat/words.hpp"

#include <algorithm>

namespace earshot::webchat {
namespace {

// RFC 6455, 7.4.1, and 1013 of its registry.
constexpr std::uint16_t close_policy = 1008;
constexpr std::uint16_t close_bad_data = 1007;
constexpr std::uint16_t close_too_big = 1009;
constexpr std::uint16_t close_try_later = 1013;

constexpr std::size_t backlog_page = 200;

// The places that a socket holds, given back however the coroutine ends.
struct seat {
    std::shared_ptr<chat_core> core;
    std::string token;
    std::shared_ptr<tab> who;

    explicit seat(std::shared_ptr<chat_core> c) : core(std::move(c)) {}
    seat(seat const&) = delete;
    seat& operator=(seat const&) = delete;
    ~seat() {
        leave();
        core->live.close_socket();
    }
    void leave() {
        if (who) core->live.leave(token, who);
        who.reset();
    }
};

bool same_place(std::vector<backlog_item> const& items, backlog_item const& held) {
    return std::any_of(items.begin(), items.end(),
                       [&held](backlog_item const& i) { return i.seq == held.seq && i.text == held.text; });
}

// The exchange as the page should now show it. The item at `after` itself is asked for too: when it is not there, the
// page's place belongs to an exchange that is over, and when its words differ the page sees that.
net::awaitable<result<welcome>> catch_up(std::shared_ptr<chat_core> core, std::string token, std::int64_t after) {
    welcome w;
    w.token = token;
    std::int64_t const from = after > 0 ? after - 1 : 0;
    auto items = co_await shown_after(core, token, from);
    if (!items) co_return items.error();
    if (after > 0 && (items->empty() || items->front().seq.value != after)) {
        w.reset = true;
        items = co_await shown_after(core, token, 0);
        if (!items) co_return items.error();
    }
    w.items = std::move(*items);
    w.more = w.items.size() >= backlog_page;
    co_return w;
}

// False: the socket was told why and closed.
net::awaitable<bool> greet(std::shared_ptr<chat_core> core, std::shared_ptr<net::websocket> socket, seat* place,
                           hello h) {
    bool const fresh = h.token.empty();
    if (fresh) {
        if (!core->live.may_begin(core->now())) {
            socket->send(error_frame("busy"));
            socket->close(close_try_later);
            co_return false;
        }
        h.token = fresh_token(core->random);
        h.after = 0;
    }
    if (!place->who || place->token != h.token) {
        place->leave();
        place->token = h.token;
        place->who = core->live.join(h.token, socket);
        if (!place->who) {
            socket->send(error_frame("too_many"));
            socket->close(close_try_later);
            co_return false;
        }
    }
    welcome w;
    w.token = h.token;
    if (!fresh) {
        place->who->syncing = true;
        auto caught = co_await catch_up(core, h.token, h.after);
        if (!caught) {
            socket->send(error_frame("busy"));
            socket->close(close_try_later);
            co_return false;
        }
        w = std::move(*caught);
    }
    bool sent = socket->send(to_frame(w));
    place->who->syncing = false;
    for (auto const& held : place->who->held)
        if (!same_place(w.items, held)) sent = sent && socket->send(item_frame(held));
    place->who->held.clear();
    if (!sent) socket->close(close_try_later);
    co_return sent;
}

net::awaitable<void> listen(std::shared_ptr<chat_core> core, std::shared_ptr<net::websocket> socket, seat* place,
                            say s) {
    std::string text;
    auto const fault = clean_text(s.text, text);
    wipe(s.text);
    if (fault != text_fault::none) {
        char const* const code = fault == text_fault::empty      ? "empty"
                                 : fault == text_fault::too_long ? "too_long"
                                                                 : "not_text";
        socket->send(error_frame(code, s.id));
        co_return;
    }
    if (!core->live.may_say(place->token, core->now())) {
        socket->send(busy_frame(s.id));
        co_return;
    }
    std::string const echo = echo_frame(s.id, text);
    auto content = make_body(text);
    wipe(text);
    auto taken = co_await hand_over(core, place->token, s.id, std::move(content));
    if (!taken) {
        socket->send(busy_frame(s.id));
        co_return;
    }
    socket->send(ack_frame(s.id));
    if (!taken->repeated) core->live.echo(place->token, echo, place->who);
}

bool from_our_pages(chat_core const& core, net::http_request const& request) {
    auto const& known = core.settings.origins;
    return std::find(known.begin(), known.end(), request.header("origin")) != known.end();
}

void refuse(net::websocket& socket, std::string_view code, std::uint16_t close_code) {
    socket.send(error_frame(code));
    socket.close(close_code);
}

}  // namespace

net::awaitable<void> serve_socket(std::shared_ptr<chat_core> core, net::http_request request,
                                  std::shared_ptr<net::websocket> socket) {
    if (!from_our_pages(*core, request)) {
        core->turned_away("peer");
        refuse(*socket, "origin", close_policy);
        co_return;
    }
    if (!core->live.open_socket()) {
        refuse(*socket, "busy", close_try_later);
        co_return;
    }
    seat place(core);
    seat* const here = &place;  // awaited on the spot only
    for (;;) {
        auto text = co_await socket->read();
        if (!text) co_return;
        if (text->size() > max_frame_bytes) {
            core->turned_away("too_large");
            refuse(*socket, "too_large", close_too_big);
            co_return;
        }
        auto frame = parse_frame(*text);
        wipe(*text);
        if (auto const* const wrong = std::get_if<fault>(&frame)) {
            core->turned_away("malformed");
            refuse(*socket, wrong->code, wrong->code == "version" ? close_policy : close_bad_data);
            co_return;
        }
        if (auto* const h = std::get_if<hello>(&frame)) {
            hello greeting = std::move(*h);
            bool const stays = co_await greet(core, socket, here, std::move(greeting));
            if (!stays) co_return;
            continue;
        }
        if (!place.who) {
            refuse(*socket, "no_hello", close_policy);
            co_return;
        }
        auto& words = std::get<say>(frame);
        co_await listen(core, socket, here, std::move(words));
    }
}

}  // namespace earshot::webchat
