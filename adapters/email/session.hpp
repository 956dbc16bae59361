// SPDX-License-Identifier: Apache-2.0
// One connection of a mail server or client: bytes between the stream and the protocol machine, messages to the
// intake. 250 is said only for a message that the intake gave a receipt for; anything else is "later".
#pragma once

#include "adapters/channel.hpp"
#include "adapters/email/load_gate.hpp"
#include "adapters/email/recipients.hpp"
#include "adapters/email/smtp_machine.hpp"
#include "gateway/net/line_stream.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace earshot::email {

struct session_rules {
    std::string channel;
    protocol mode{protocol::lmtp};
    std::string host;  // for the greeting
    own_addresses ours;
    std::vector<std::string> trusted_peers;  // whose Authentication-Results count; in LMTP mode, who may connect
    smtp_limits limits;
    std::chrono::milliseconds idle{60'000};
    std::chrono::milliseconds idle_crowded{10'000};
    std::chrono::milliseconds write{30'000};
    std::chrono::milliseconds handshake{10'000};
};

// Owned by the channel, outlives its sessions.
struct session_world {
    session_rules rules;
    load_gate gate;
    clock_fn now;
    std::function<void(char const*)> refused{};  // told why a mail or a connection was turned away; may be empty
};

// Ends when the peer leaves, breaks the rules or falls silent; throws only when cancelled.
net::awaitable<void> run_session(std::shared_ptr<net::line_stream> stream, session_world& world, intake& door);

}  // namespace earshot::email
