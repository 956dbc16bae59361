// SPDX-License-Identifier: Apache-2.0
#include "gateway/net/http_session.hpp"

#include "gateway/net/http_text.hpp"
#include "gateway/net/http_websocket.hpp"
#include "gateway/net/sockets.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>

#include <exception>

namespace earshot::net {

namespace http = boost::beast::http;
using asio::redirect_error;
using asio::use_awaitable;
using boost::system::error_code;

namespace {
constexpr std::size_t read_size = 4096;
constexpr std::size_t reply_kept = 64 * 1024;      // of the buffer for replies, from one request to the next
constexpr std::size_t unparsed_limit = 64 * 1024;  // of a chunk's head; the rest has limits of its own
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";  // RFC 9110 10.1.1

// A request's place among those of its route.
struct route_seat {
    std::shared_ptr<http_route> of;
    explicit route_seat(std::shared_ptr<http_route> route) : of(std::move(route)) {
        if (of) ++of->under_way;
    }
    route_seat(route_seat const&) = delete;
    route_seat& operator=(route_seat const&) = delete;
    ~route_seat() {
        if (of) --of->under_way;
    }
    bool too_many() const { return of && of->options.at_once != 0 && of->under_way > of->options.at_once; }
};
}  // namespace

http_session::http_session(std::shared_ptr<http_core> core, any_stream::socket_type socket, bool refuse)
    : watched(std::move(core)), stream_(std::move(socket)), refuse_(refuse) {
    no_delay(stream_.socket());
}

void http_session::start(std::shared_ptr<http_session> session) {
    auto* raw = session.get();
    auto core = session->core_;
    asio::co_spawn(raw->stream_.get_executor(), run(std::move(session)),
                   asio::bind_cancellation_slot(raw->cancel_.slot(), [core](std::exception_ptr error) {
                       if (!error) return;
                       try {
                           std::rethrow_exception(error);
                       } catch (boost::system::system_error const& e) {
                           if (e.code() != asio::error::operation_aborted) core->fault(e.what());  // else: drained
                       } catch (std::exception const& e) {
                           core->fault(e.what());
                       }
                   }));
}

void http_session::until(stage what, std::chrono::milliseconds from_now) {
    stage_ = what;
    expired_ = false;
    expires = std::chrono::steady_clock::now() + from_now;
}

void http_session::on_expired() {
    expired_ = true;
    error_code ignored;
    switch (stage_) {
        case stage::idle:
        case stage::reading: stream_.socket().cancel(ignored); break;
        case stage::handling: cancel_.emit(asio::cancellation_type::terminal); break;
        case stage::writing: stream_.close(); break;
        case stage::elsewhere: break;
    }
}

void http_session::on_drain() {
    if (stage_ == stage::idle) {
        error_code ignored;
        expired_ = true;
        stream_.socket().cancel(ignored);
    } else if (stage_ == stage::elsewhere) {
        on_kill();
    }
}

void http_session::on_kill() {
    killed_ = true;
    cancel_.emit(asio::cancellation_type::terminal);
}

awaitable<void> http_session::run(std::shared_ptr<http_session> self) {
    auto* const s = self.get();
    if (s->core_->tls) {
        bool const ready = co_await s->handshake();
        if (!ready) co_return;
    }
    auto then = next::request;
    while (then == next::request) then = co_await s->serve_one(self);
    if (then == next::linger)
        co_await s->linger();
    else if (s->stream_.secure() && s->stream_.socket().is_open())
        co_await s->say_goodbye();
    s->stream_.close();
}

awaitable<bool> http_session::handshake() {
    until(stage::reading, core_->options.head_deadline);
    stream_.use_tls(*core_->tls);
    error_code ec;
    co_await stream_.tls()->async_handshake(asio::ssl::stream_base::server, redirect_error(use_awaitable, ec));
    co_return !ec && !expired_;
}

awaitable<http_session::next> http_session::serve_one(std::shared_ptr<http_session> self) {
    auto& parser = parser_.emplace(core_->options.header_limit);
    keep_alive_ = false;
    error_code ec;
    bool begun = in_.size() != 0;
    until(begun ? stage::reading : stage::idle, begun ? core_->options.head_deadline : core_->options.idle);

    while (!parser.is_header_done()) {
        if (in_.size() != 0) {
            in_.consume(parser.put(in_.data(), ec));
            if (parser.is_header_done() && !ec) break;
            if (ec && ec != http::error::need_more) co_return co_await say(status_of(ec), false);
        }
        if (core_->draining && !begun) co_return next::end;
        auto const room = in_.prepare(read_size);
        std::size_t const got = co_await stream_.async_read_some(room, redirect_error(use_awaitable, ec));
        in_.commit(got);
        if (expired_ && begun) co_return co_await say(408, false);
        if (ec || expired_) co_return next::end;
        if (!begun) until(stage::reading, core_->options.head_deadline);
        begun = true;
    }

    auto& request = parser.request;
    request.secure = stream_.secure();
    bool const head_only = request.method == "HEAD";
    if (refuse_) co_return co_await say(503, head_only);
    if (unsigned const wrong = parser.complaint()) co_return co_await say(wrong, head_only);

    auto const* resource = core_->routes.find(request.path);
    if (resource && resource->socket && parser.upgrade()) co_return co_await upgrade(self, resource);
    auto const route = resource ? resource->find(request.method) : nullptr;
    parser.body_limit_bytes = route ? route->options.body_limit : route_options{}.body_limit;
    unsigned status = route ? 0u : 404u;
    route_seat const seat(route);
    if (seat.too_many()) co_return co_await say(503, head_only);
    if (!route && resource) {
        allow_ = resource->allow();
        status = resource->routes.empty() ? 426 : 405;
    }

    if (!parser.is_done()) {
        if (auto const length = parser.content_length(); length && *length > parser.body_limit_bytes)
            co_return co_await say(status ? status : 413, head_only);
        bool const own = route && route->options.body_deadline.count() > 0;
        until(stage::reading, own ? route->options.body_deadline : core_->options.body_deadline);
        if (parser.expects_continue() && in_.size() == 0) {
            if (status) co_return co_await say(status, head_only);
            co_await asio::async_write(stream_, asio::buffer(go_on), redirect_error(use_awaitable, ec));
            if (ec) co_return next::end;
        }
        parser.eager(true);
        while (!parser.is_done()) {
            if (in_.size() != 0) {
                in_.consume(parser.put(in_.data(), ec));
                if (ec && ec != http::error::need_more) co_return co_await say(status_of(ec), head_only);
                if (parser.is_done()) break;
                if (in_.size() > unparsed_limit) co_return co_await say(400, head_only);
            }
            auto const room = in_.prepare(read_size);
            std::size_t const got = co_await stream_.async_read_some(room, redirect_error(use_awaitable, ec));
            in_.commit(got);
            if (expired_) co_return co_await say(408, head_only);
            if (ec) co_return next::end;
        }
    }
    keep_alive_ = parser.keep_alive() && !core_->draining;
    if (status) co_return co_await say(status, head_only);

    until(stage::handling, route->options.deadline);
    http_reply reply;
    bool failed = false;
    try {
        reply = co_await route->handler(std::move(request));
    } catch (std::exception const& e) {
        failed = true;
        if (!expired_ && !killed_) core_->fault(e.what());
    }
    if (killed_) co_return next::end;
    if (expired_) co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
    if (failed) co_return co_await say(expired_ ? 503 : 500, head_only);
    if (core_->draining) keep_alive_ = false;
    if (reply.stream && !head_only) co_return co_await run_stream(std::move(self), std::move(reply));

    bool const bodiless = reply.status == 204 || reply.status == 304 || reply.status < 200;
    if (!put_head(reply, bodiless, reply.body.size())) {
        core_->fault("a handler's reply has a header with a line break");
        co_return co_await say(500, head_only);
    }
    if (!bodiless && !head_only) out_ += reply.body;
    bool const sent = co_await flush();
    co_return sent&& keep_alive_ ? next::request : next::end;
}

unsigned http_session::status_of(error_code ec) const noexcept {
    if (ec == http::error::header_limit) return 431;
    if (ec == http::error::body_limit) return 413;
    if (ec == http::error::bad_version) return 505;
    return 400;
}

// Short replies of the server itself. The connection goes on only when the whole request was read.
awaitable<http_session::next> http_session::say(unsigned status, bool head_only) {
    http_reply reply;
    reply.status = status;
    reply.content_type = "text/plain; charset=utf-8";
    reply.body = advice(status);
    if (status == 405) reply.headers.emplace_back("Allow", allow_);
    if (status == 426) reply.headers.emplace_back("Upgrade", "websocket");
    if (status == 503) reply.headers.emplace_back("Retry-After", "5");
    bool const unread = !keep_alive_;
    put_head(reply, false, reply.body.size());
    if (!head_only) out_ += reply.body;
    bool const sent = co_await flush();
    if (!sent) co_return next::end;
    co_return unread ? next::linger : next::request;
}

bool http_session::put_head(http_reply const& reply, bool bodiless, std::optional<std::size_t> length) {
    if (out_.capacity() > reply_kept) out_ = {};
    out_.clear();
    return append_head(out_, reply,
                       {.keep_alive = keep_alive_,
                        .http_1_0 = parser_->minor_version() == 0,
                        .bodiless = bodiless,
                        .length = length,
                        .extra = core_->extra_headers,
                        .date = core_->date_line()});
}

// Sends `out_`. Most replies fit the socket's buffer: then nothing has to be waited for.
awaitable<bool> http_session::flush() {
    error_code ec;
    std::size_t done = 0;
    if (!stream_.secure()) {
        done = stream_.socket().write_some(asio::buffer(out_), ec);
        if (!ec && done == out_.size()) co_return true;
        if (ec && ec != asio::error::would_block && ec != asio::error::try_again) co_return false;
    }
    until(stage::writing, core_->options.write_deadline);
    auto const rest = asio::buffer(out_) + done;
    co_await asio::async_write(stream_, rest, redirect_error(use_awaitable, ec));
    co_return !ec;
}

// Closing with unread data resets the connection, and the peer may lose our answer (RFC 9112 9.6).
awaitable<void> http_session::linger() {
    using namespace std::chrono_literals;
    until(stage::writing, std::min(core_->options.head_deadline, std::chrono::milliseconds(2s)));
    error_code ec;
    stream_.socket().shutdown(asio::socket_base::shutdown_send, ec);
    std::size_t left = 4 * 1024 * 1024;
    while (!ec && left > 0) {
        in_.clear();
        auto const room = in_.prepare(read_size);
        std::size_t const got = co_await stream_.socket().async_read_some(room, redirect_error(use_awaitable, ec));
        left -= std::min(left, got);
    }
}

awaitable<void> http_session::say_goodbye() {
    using namespace std::chrono_literals;
    until(stage::writing, std::min(core_->options.head_deadline, std::chrono::milliseconds(2s)));
    error_code ignored;
    co_await stream_.tls()->async_shutdown(redirect_error(use_awaitable, ignored));
}

awaitable<http_session::next> http_session::upgrade(std::shared_ptr<http_session> self, http_resource const* resource) {
    if (!parser_->is_done() || in_.size() != 0) co_return co_await say(400, false);
    auto const handler = resource->socket;
    until(stage::elsewhere, std::chrono::hours(24 * 365));
    auto request = std::move(parser_->request);
    auto const core = core_;
    in_ = {};
    parser_.reset();
    auto socket = make_websocket(std::move(stream_), core->options);
    bool const accepted = co_await socket->accept(request);
    if (accepted) {
        std::shared_ptr<websocket> shared = socket;
        try {
            co_await (*handler)(std::move(request), std::move(shared));
        } catch (std::exception const& e) {
            if (!killed_) core->fault(e.what());
        }
    }
    socket->close(killed_ ? 1001 : 1000);
    co_return next::end;
}

}  // namespace earshot::net
