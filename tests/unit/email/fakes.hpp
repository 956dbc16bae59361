// SPDX-License-Identifier: Apache-2.0
// A mail channel's surroundings, pretended in one process: a connection that follows a script, a door, a smart host.
#pragma once

#include "adapters/channel.hpp"
#include "adapters/email/session.hpp"
#include "gateway/config/file.hpp"
#include "gateway/net/http.hpp"
#include "gateway/net/http_client.hpp"
#include "tests/support/catch.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <deque>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <stdexcept>

namespace earshot::tests {

inline constexpr char const* answer_token = "abcdefghijklmnopqrstuvwxyz";
inline constexpr char const* bounce_token = "bcdefghijklmnopqrstuvwxyz2";

// Not random, but never twice the same.
inline random_fn counting_bytes() {
    return [n = std::make_shared<std::uint8_t>(std::uint8_t{0})](std::span<std::uint8_t> out) {
        for (auto& b : out) b = ++*n;
    };
}

inline instant noon() {
    return instant(std::chrono::milliseconds(1794916800000));
}

inline email::own_addresses own() {
    return {{"report@example.org"}, "example.org", "reply.example.org"};
}

class scripted_stream final : public net::line_stream {
public:
    // Each piece is what one read finds; then the peer closes, or falls silent.
    explicit scripted_stream(std::vector<std::string> pieces) : pieces_(pieces.begin(), pieces.end()) {}

    net::awaitable<result<std::size_t>> read_some(std::string& into, std::size_t limit,
                                                  std::chrono::milliseconds deadline) override {
        deadlines.push_back(deadline);
        if (before_read) before_read();
        if (pieces_.empty()) {
            if (silent) co_return errc::timed_out;
            co_return std::size_t{0};
        }
        auto& piece = pieces_.front();
        auto const n = std::min(limit, piece.size());
        into.append(piece, 0, n);
        piece.erase(0, n);
        if (piece.empty()) pieces_.pop_front();
        co_return n;
    }
    net::awaitable<result<void>> write(std::string_view bytes, std::chrono::milliseconds) override {
        if (deaf) co_return errc::unavailable;
        said.append(bytes);
        co_return result<void>();
    }
    net::awaitable<result<void>> start_tls(std::chrono::milliseconds) override {
        tls = true;
        co_return result<void>();
    }
    bool can_start_tls() const override { return offers_tls && !tls; }
    bool secure() const override { return tls; }
    std::string peer() const override { return from; }
    void close() override { closed = true; }

    std::string said;
    std::string from{"127.0.0.1"};
    bool silent{}, deaf{}, offers_tls{}, tls{}, closed{};
    std::vector<std::chrono::milliseconds> deadlines;
    std::function<void()> before_read;

private:
    std::deque<std::string> pieces_;
};

class mail_door final : public intake {
public:
    net::awaitable<result<receipt>> accept(inbound message) override {
        if (said) said_at_accept.push_back(*said);
        taken.push_back(std::move(message));
        if (answers.empty()) co_return receipt{};
        auto const next = answers.front();
        answers.pop_front();
        co_return next;
    }
    net::awaitable<result<receipt>> report(delivery_report) override { co_return errc::unsupported; }
    net::awaitable<result<bool>> route_known(std::string token) override {
        if (routes_fail) co_return errc::busy;
        co_return alive.contains(token);
    }
    net::awaitable<result<std::vector<backlog_item>>> backlog(std::string, address, message_seq) override {
        co_return errc::unsupported;
    }

    std::vector<inbound> taken;
    std::deque<result<receipt>> answers;
    std::set<std::string> alive{answer_token, bounce_token};
    bool routes_fail{};
    std::string const* said{};
    std::vector<std::string> said_at_accept;  // what the peer had been told when a message reached the door
};

class smarthost_double final : public net::http_client {
public:
    net::awaitable<net::http_answer> call(net::http_call) override {
        FAIL("mail is not sent over HTTP");
        co_return net::http_answer{};
    }
    net::awaitable<net::smtp_answer> submit(net::smtp_call mail) override {
        sent.push_back(std::move(mail));
        co_return answer;
    }
    std::vector<net::smtp_call> sent;
    net::smtp_answer answer{net::reached::answered, 250, {}};
};

class no_routes final : public net::http_router {
public:
    void add(std::string, std::string, net::http_handler, net::route_options) override { FAIL("mail has no pages"); }
    void add_prefix(std::string, std::string, net::http_handler, net::route_options) override {
        FAIL("mail has no pages");
    }
    void add_websocket(std::string, net::websocket_handler) override { FAIL("mail has no sockets"); }
};

inline void finish(boost::asio::io_context& io, net::awaitable<void> work) {
    bool done = false;
    boost::asio::co_spawn(io, std::move(work), [&](std::exception_ptr error) {
        done = true;
        if (error) std::rethrow_exception(error);
    });
    io.restart();
    io.run();
    REQUIRE(done);
}

template <class T>
T finish(boost::asio::io_context& io, net::awaitable<T> work) {
    std::optional<T> out;
    boost::asio::co_spawn(io, std::move(work), [&](std::exception_ptr error, T value) {
        if (error) std::rethrow_exception(error);
        out = std::move(value);
    });
    io.restart();
    io.run();
    REQUIRE(out);
    return std::move(*out);
}

inline std::string fixture(std::string const& name) {
    std::ifstream in(EARSHOT_SOURCE_DIR "/tests/unit/email/mail/" + name, std::ios::binary);
    if (!in) throw std::runtime_error("no fixture " + name);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline std::string replaced(std::string text, std::string const& what, std::string const& by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
        text.replace(at, what.size(), by);
    return text;
}

}  // namespace earshot::tests
