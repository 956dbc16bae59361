// SPDX-License-Identifier: Apache-2.0
// What every handler of the API works with. Handlers are plain functions on a pool thread: they may block, and know
// nothing of sockets.
#pragma once

#include "gateway/desk/desk.hpp"
#include "gateway/desk/login_guard.hpp"
#include "gateway/desk/replies.hpp"
#include "gateway/desk/sent_keys.hpp"
#include "gateway/desk/sessions.hpp"

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace earshot::desk {

struct service {
    explicit service(parts p)
        : part(std::move(p)), signed_in(part.store, part.session_key, part.random, part.options) {}

    parts part;
    sessions signed_in;
    login_guard guard;
    sent_keys sent;
    std::mutex accounts;  // held from reading an operator's row to writing it back

    // A hash that no password fits, so that an unknown login costs as much as a wrong password.
    std::string const& nobody() {
        std::call_once(made_nobody_, [this] { nobody_ = seal::hash_password(random_hex(part.random, 32)); });
        return nobody_;
    }

private:
    std::once_flag made_nobody_;
    std::string nobody_;
};

struct call {
    net::http_request request;
    std::string argument;  // what stood for {id} in the path
    std::string second;    // and for {n}
    std::optional<session> by;
    instant at{};

    storage::operator_row const& who() const { return by->who; }
};

using api_handler = net::http_reply (*)(service&, call const&);

// Writes the audit row of an act, before the act: what cannot be written down is not done. Codes only, never content.
or_reply<void> note_act(service& s, call const& c, std::string action, std::string about, std::string detail = {});

// A second row, when the act came to something else: "<action>.failed" or "<action>.repeated". The first row stands by
// itself when this one cannot be written: the log then says too much, never too little.
void note_outcome(service& s, call const& c, std::string action, std::string_view outcome, std::string about);

}  // namespace earshot::desk
