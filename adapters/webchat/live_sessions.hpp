// SPDX-License-Identifier: Apache-2.0
// Who is here now: open sockets and waiting page requests by session token. In memory only; what a person missed is
// served from the store. Net thread only.
#pragma once

#include "adapters/channel.hpp"
#include "gateway/net/http.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace earshot::webchat {

// Lets `burst` through at once and `per_second` in the long run.
class token_bucket {
public:
    token_bucket(double per_second, double burst) : rate_(per_second), burst_(burst), left_(burst) {}
    bool take(instant now);
    // So long untouched that it is full again and need not be remembered.
    bool full_again(instant now) const;

private:
    double rate_;
    double burst_;
    double left_;
    instant last_{};
};

// One socket of a session. While `syncing` the store is being read for it: what arrives meanwhile is held back, so that
// the page gets everything in order and nothing twice.
struct tab {
    std::shared_ptr<net::websocket> socket;
    bool syncing{};
    std::vector<backlog_item> held;  // at most 64, then the socket is closed and the page asks again
};

// A page request that waits for the next word to its session.
struct waiter {
    explicit waiter(net::any_io_executor executor) : timer(std::move(executor)) {}
    net::asio::steady_timer timer;
    std::vector<backlog_item> heard;
};

class live_sessions {
public:
    struct limits {
        std::size_t sockets{5000};
        std::size_t tabs_per_session{8};
        std::size_t waiting_pages{1000};
        std::size_t remembered{20000};  // sessions whose rate is known at a time
        double says_per_second{0.5};    // of one session
        double says_burst{20};
        double sessions_per_second{20};
        double sessions_burst{200};
    };
    explicit live_sessions(limits l) : limits_(l), openings_(l.sessions_per_second, l.sessions_burst) {}

    // A place for a socket that has not said which session it is; false at the bound.
    bool open_socket();
    void close_socket() { --sockets_; }

    bool may_begin(instant now) { return openings_.take(now); }
    // Its rate is remembered when the session leaves: coming back does not refill it.
    bool may_say(std::string const& token, instant now);

    // nullptr: too many tabs.
    std::shared_ptr<tab> join(std::string const& token, std::shared_ptr<net::websocket> socket);
    void leave(std::string const& token, std::shared_ptr<tab> const& who);

    // nullptr: too many pages wait.
    std::shared_ptr<waiter> wait_here(std::string const& token, net::any_io_executor executor);
    void stop_waiting(std::string const& token, std::shared_ptr<waiter> const& who);

    // True when at least one tab or waiting page has it.
    bool deliver(std::string const& token, backlog_item const& item);
    // To all tabs but one.
    void echo(std::string const& token, std::string const& frame, std::shared_ptr<tab> const& except);

    std::size_t sockets() const noexcept { return sockets_; }
    std::size_t sessions() const noexcept { return sessions_.size(); }

private:
    struct session {
        std::vector<std::shared_ptr<tab>> tabs;
        std::vector<std::shared_ptr<waiter>> waiters;
    };
    void drop_if_empty(std::string const& token);

    limits limits_;
    std::map<std::string, session> sessions_;
    std::map<std::string, token_bucket> says_;
    token_bucket openings_;
    std::size_t sockets_{};
    std::size_t waiting_{};
};

}  // namespace earshot::webchat
