// SPDX-License-Identifier: Apache-2.0
// What an adapter implements and what it may use. A new channel is one folder and one line in channels.cpp.
#pragma once

#include "gateway/domain/message.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/net/async.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace earshot {

namespace config {
class section;
}
namespace net {
class http_router;
class http_client;
class line_server;
}  // namespace net

// Proof that a message is on disk. Only then may a 2xx, a 250 or a chat ack be given.
struct receipt {
    bool repeated{};  // the message was already here: the same good answer, no second effect
};

// A message that was sent to a person earlier, for a browser that comes back.
struct backlog_item {
    message_seq seq{};
    bool from_reporter{};
    std::string text;
    std::vector<choice> choices;
    bool several{};
    bool by_person{};
    instant at{};
    std::string text_id{};  // which text of the flow it is, when the gateway wrote it
};

// The door of the house, as an adapter sees it. All calls are made on the net thread and have their own deadline.
class intake {
public:
    virtual ~intake() = default;

    // Seals and journals the message. errc::busy: say "later" and let the sender keep it; errc::broken: the same,
    // the process is about to end. Anything else is not returned.
    virtual net::awaitable<result<receipt>> accept(inbound message) = 0;

    // A provider's word on something we sent; unknown references are ignored. Errors as accept().
    virtual net::awaitable<result<receipt>> report(delivery_report report) = 0;

    // Is this reply token (mail local part after "r-" or "b-") one of ours and alive?
    virtual net::awaitable<result<bool>> route_known(std::string token) = 0;

    // What this person's open conversation shows after `seq`; empty when there is none. At most 200 items.
    virtual net::awaitable<result<std::vector<backlog_item>>> backlog(std::string channel, address sender,
                                                                      message_seq after) = 0;
};

struct channel_traits {
    enum class medium_kind : std::uint8_t { sms, chat, mail };
    medium_kind medium{medium_kind::sms};
    bool ordered{true};        // one message at a time to one person
    double per_second{1.0};    // sending rate of the whole channel; 0: no limit
    int max_in_flight{8};
    bool uses_reply_tokens{};  // outbound carries reply_token and return_token
    bool provider_answers_stop{};  // the provider confirms STOP itself: say nothing
};

class channel {
public:
    virtual ~channel() = default;
    virtual channel_traits traits() const = 0;

    // Runs until cancelled: registers routes, listens, reads. Acknowledges upstream only after accept() returned a
    // receipt.
    virtual net::awaitable<void> receive(intake& door) = 0;

    // Understands a stored message. Called on the pipeline's thread, so it must touch nothing that receive() or
    // send() change. errc::malformed: the message is kept and shown as "could not be read".
    virtual result<reading> read(body const& content) const = 0;

    // Sends one message; may be called again with the same id after a crash. Called on the net thread.
    virtual net::awaitable<send_outcome> send(outbound message) = 0;

    // Ready to take messages? For /readyz.
    virtual bool ready() const = 0;
};

// What a channel may use, owned by `app`, alive for as long as the channel.
struct channel_services {
    net::any_io_executor executor;
    net::http_router& public_routes;
    net::http_client& http;
    clock_fn now;
    random_fn random;
    std::string public_url;  // as the world sees the public listener, without a trailing slash
    // Told of every request a channel turns away, with a reason out of the code: "signature", "malformed", "too_large",
    // "content_type", "peer". For counting and logging; may be empty.
    std::function<void(std::string_view channel, char const* reason)> refused{};
};

// Reads its own keys from the section; mistakes are reported to the section with their lines, and nullptr returned.
using make_channel = std::unique_ptr<channel> (*)(std::string name, config::section& settings,
                                                  channel_services services);

struct channel_kind {
    std::string_view kind;  // as written in the configuration: kind = "twilio"
    make_channel make;
};

// Every kind that this build knows.
std::vector<channel_kind> const& channel_kinds();

}  // namespace earshot
