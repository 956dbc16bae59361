// SPDX-License-Identifier: Apache-2.0
#include "gateway/net/line_stream.hpp"

#include "gateway/net/any_stream.hpp"
#include "gateway/net/sockets.hpp"
#include "gateway/net/task_group.hpp"
#include "gateway/net/tls.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <cstring>
#include <memory>

namespace earshot::net {
namespace {

using asio::redirect_error;
using asio::use_awaitable;
using boost::system::error_code;
using std::chrono::milliseconds;

std::string peer_of(any_stream::socket_type const& socket) {
    error_code ec;
    auto const from = socket.remote_endpoint(ec);
    auto const family = from.protocol().family();
    if (ec || (family != AF_INET && family != AF_INET6)) return "unix";
    asio::ip::tcp::endpoint tcp;
    tcp.resize(from.size());
    std::memcpy(tcp.data(), from.data(), from.size());
    return tcp.address().to_string();
}

class stream final : public line_stream {
public:
    stream(any_stream::socket_type socket, std::shared_ptr<asio::ssl::context> tls)
        : peer_(peer_of(socket)), stream_(std::move(socket)), tls_(std::move(tls)), timer_(stream_.get_executor()) {
        no_delay(stream_.socket());
    }

    awaitable<result<std::size_t>> read_some(std::string& into, std::size_t limit, milliseconds deadline) override {
        auto const before = into.size();
        into.resize(before + limit);
        auto const room = asio::buffer(into.data() + before, limit);
        watch const watch(*this, deadline);
        error_code ec;
        std::size_t const got = co_await stream_.async_read_some(room, redirect_error(use_awaitable, ec));
        into.resize(before + got);
        if (got > 0 || !ec) co_return got;
        if (watch.passed()) co_return errc::timed_out;
        if (ec == asio::error::eof || ec == asio::ssl::error::stream_truncated) co_return std::size_t{0};
        co_return errc::unavailable;
    }

    awaitable<result<void>> write(std::string_view bytes, milliseconds deadline) override {
        watch const watch(*this, deadline);
        error_code ec;
        auto const all = asio::buffer(bytes.data(), bytes.size());
        co_await asio::async_write(stream_, all, redirect_error(use_awaitable, ec));
        if (!ec) co_return result<void>();
        if (watch.passed()) co_return errc::timed_out;
        co_return errc::unavailable;
    }

    awaitable<result<void>> start_tls(milliseconds deadline) override {
        if (!can_start_tls()) co_return errc::unsupported;
        watch const watch(*this, deadline);
        error_code ec;
        stream_.use_tls(*tls_);
        co_await stream_.tls()->async_handshake(asio::ssl::stream_base::server, redirect_error(use_awaitable, ec));
        if (!ec) co_return result<void>();
        if (watch.passed()) co_return errc::timed_out;
        co_return errc::unavailable;
    }

    bool can_start_tls() const override { return tls_ && !stream_.secure(); }
    bool secure() const override { return stream_.secure(); }
    std::string peer() const override { return peer_; }
    void close() override { stream_.close(); }

private:
    // Stops what waits on the socket when the time has come; one operation at a time, as line protocols do.
    class watch {
    public:
        watch(stream& owner, milliseconds deadline) : owner_(owner) {
            owner.timer_.expires_after(deadline);
            owner.timer_.async_wait([passed = passed_, &owner](error_code ec) {
                if (ec || *passed == state::over) return;
                *passed = state::passed;
                error_code ignored;
                owner.stream_.socket().cancel(ignored);
            });
        }
        watch(watch const&) = delete;
        watch& operator=(watch const&) = delete;
        ~watch() {
            if (*passed_ == state::waiting) *passed_ = state::over;
            owner_.timer_.cancel();
        }
        bool passed() const { return *passed_ == state::passed; }

    private:
        enum class state { waiting, passed, over };
        stream& owner_;
        std::shared_ptr<state> passed_ = std::make_shared<state>(state::waiting);  // outlives this in the handler
    };

    std::string peer_;
    any_stream stream_;
    std::shared_ptr<asio::ssl::context> tls_;
    asio::steady_timer timer_;
};

using session_handler = std::function<awaitable<void>(std::shared_ptr<line_stream>)>;

awaitable<void> run_session(std::shared_ptr<session_handler const> handler, std::shared_ptr<line_stream> stream) {
    co_await (*handler)(stream);
    stream->close();
}

awaitable<void> turn_away(std::shared_ptr<line_stream> stream, std::shared_ptr<std::string const> line) {
    constexpr milliseconds soon(2000);
    co_await stream->write(*line, soon);
    stream->close();
}

class server final : public line_server {
public:
    server(any_acceptor acceptor, listen_address where, std::shared_ptr<asio::ssl::context> tls,
           std::size_t max_sessions, std::string busy_line)
        : acceptor_(std::move(acceptor)),
          where_(std::move(where)),
          tls_(std::move(tls)),
          max_sessions_(max_sessions),
          busy_line_(std::make_shared<std::string const>(std::move(busy_line))),
          sessions_(acceptor_.get_executor()),
          refused_(acceptor_.get_executor()) {}

    awaitable<void> serve(session_handler handler) override {
        auto const shared = std::make_shared<session_handler const>(std::move(handler));
        co_await asio::this_coro::throw_if_cancelled(false);
        bool running = true;
        while (running) {
            error_code ec;
            auto socket = co_await acceptor_.async_accept(redirect_error(use_awaitable, ec));
            auto const state = co_await asio::this_coro::cancellation_state;
            running = state.cancelled() == asio::cancellation_type::none && ec != asio::error::bad_descriptor;
            if (!running) break;
            if (ec) {  // out of descriptors, for one
                asio::steady_timer pause(acceptor_.get_executor(), milliseconds(100));
                co_await pause.async_wait(redirect_error(use_awaitable, ec));
                continue;
            }
            admit(std::move(socket), shared);
        }
        co_await asio::this_coro::reset_cancellation_state();
        sessions_.cancel();
        refused_.cancel();
        co_await sessions_.join(milliseconds(0));
        co_await refused_.join(milliseconds(0));
    }

    listen_address bound() const override { return where_; }

private:
    void admit(any_stream::socket_type socket, std::shared_ptr<session_handler const> const& handler) {
        constexpr std::size_t most_refused = 64;  // at a time; over that they are closed without a word
        if (sessions_.size() >= max_sessions_) {
            if (refused_.size() >= most_refused) return;
            auto one = std::make_shared<stream>(std::move(socket), nullptr);
            refused_.spawn(turn_away(std::move(one), busy_line_));
            return;
        }
        auto one = std::make_shared<stream>(std::move(socket), tls_);
        sessions_.spawn(run_session(handler, std::move(one)));
    }

    any_acceptor acceptor_;
    listen_address where_;
    std::shared_ptr<asio::ssl::context> tls_;
    std::size_t max_sessions_;
    std::shared_ptr<std::string const> busy_line_;
    task_group sessions_;
    task_group refused_;
};

}  // namespace

result<std::unique_ptr<line_server>> make_line_server(any_io_executor executor, listen_address where, tls_files tls,
                                                      std::size_t max_sessions, std::string busy_line,
                                                      std::string& why) {
    auto context = make_tls_context(tls, why);
    if (!context) return context.error();
    auto acceptor = open_acceptor(executor, where, why);
    if (!acceptor) return acceptor.error();
    return std::make_unique<server>(std::move(*acceptor), std::move(where), std::move(*context), max_sessions,
                                    std::move(busy_line));
}

}  // namespace earshot::net
