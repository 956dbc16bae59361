// SPDX-License-Identifier: Apache-2.0
// Replies that go on: chunks as they come, until the handler returns or the peer leaves.
#include "gateway/net/http_session.hpp"
#include "gateway/net/http_text.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <charconv>

namespace earshot::net {

using boost::system::error_code;

class chunk_stream final : public http_stream {
public:
    chunk_stream(std::shared_ptr<http_session> session, bool chunked)
        : session_(std::move(session)), chunked_(chunked) {}

    awaitable<bool> write(std::string chunk) override {
        if (chunk.empty()) co_return !gone_;  // an empty chunk would end the reply
        if (chunked_) {
            char head[24];
            auto* end = std::to_chars(head, head + 20, chunk.size(), 16).ptr;
            *end++ = '\r';
            *end++ = '\n';
            chunk.insert(0, head, static_cast<std::size_t>(end - head));
            chunk += "\r\n";
        }
        co_return co_await raw(std::move(chunk));
    }

    awaitable<bool> finish() {
        if (!chunked_) co_return !gone_;
        std::string last = "0\r\n\r\n";
        co_return co_await raw(std::move(last));
    }

private:
    awaitable<bool> raw(std::string bytes) {
        if (gone_) co_return false;
        session_->until(http_session::stage::writing, session_->core_->options.write_deadline);
        error_code ec;
        auto const all = asio::buffer(bytes);
        co_await asio::async_write(session_->stream_, all, asio::redirect_error(asio::use_awaitable, ec));
        session_->stage_ = http_session::stage::elsewhere;
        session_->expires = watched::moment::max();
        gone_ = bool(ec);
        co_return !gone_;
    }

    std::shared_ptr<http_session> session_;
    bool chunked_;
    bool gone_{};
};

namespace {

using stream_handler = std::function<awaitable<void>(std::shared_ptr<http_stream>)>;

awaitable<void> guarded(std::shared_ptr<http_core> core, stream_handler handler, std::shared_ptr<chunk_stream> to) {
    std::shared_ptr<http_stream> stream = to;
    bool done = true;
    try {
        co_await handler(std::move(stream));
    } catch (boost::system::system_error const& e) {
        done = false;
        if (e.code() != asio::error::operation_aborted) core->fault(e.what());
    } catch (std::exception const& e) {
        done = false;
        core->fault(e.what());
    }
    if (done) co_await to->finish();
}

}  // namespace

// Nothing more is expected from the peer: whatever comes is dropped, and its end ends the stream.
awaitable<void> http_session::watch_peer() {
    std::array<char, 512> scratch{};
    error_code ec;
    while (!ec) co_await stream_.async_read_some(asio::buffer(scratch), asio::redirect_error(asio::use_awaitable, ec));
}

awaitable<http_session::next> http_session::run_stream(std::shared_ptr<http_session> self, http_reply reply) {
    using namespace asio::experimental::awaitable_operators;
    keep_alive_ = false;
    bool const http_1_0 = parser_->minor_version() == 0;
    if (!put_head(reply, false, std::nullopt)) {
        core_->fault("a handler's reply has a header with a line break");
        co_return co_await say(500, false);
    }
    bool const sent = co_await flush();
    if (!sent) co_return next::end;
    stage_ = stage::elsewhere;
    expires = watched::moment::max();
    in_ = {};
    auto stream = std::make_shared<chunk_stream>(self, !http_1_0);
    auto handler = std::move(reply.stream);
    auto work = guarded(core_, std::move(handler), std::move(stream));
    auto watch = watch_peer();
    co_await (std::move(work) || std::move(watch));
    co_return next::end;
}

}  // namespace earshot::net
