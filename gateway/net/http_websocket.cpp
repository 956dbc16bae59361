// SPDX-License-Identifier: Apache-2.0
#include "gateway/net/http_websocket.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <deque>
#include <optional>
#include <string>

namespace earshot::net {
namespace {

namespace beast = boost::beast;
using boost::system::error_code;

constexpr std::size_t queue_bound = 64;
constexpr std::size_t buffer_kept = 4096;  // a bigger one is given back: most sockets are idle most of the time

class websocket_session final : public server_websocket, public std::enable_shared_from_this<websocket_session> {
public:
    websocket_session(any_stream stream, server_options const& options) : socket_(std::move(stream)) {
        beast::websocket::stream_base::timeout limits{};
        limits.handshake_timeout = options.head_deadline;
        limits.idle_timeout = options.websocket_idle;
        limits.keep_alive_pings = true;
        socket_.set_option(limits);
        socket_.read_message_max(options.websocket_message_limit);
        socket_.text(true);
        socket_.auto_fragment(false);
    }

    awaitable<bool> accept(http_request const& request) override {
        beast::http::request<beast::http::empty_body> head;
        head.method_string(request.method);
        head.target(request.target);
        for (auto const& [name, value] : request.headers) head.insert(name, value);
        error_code ec;
        co_await socket_.async_accept(head, asio::redirect_error(asio::use_awaitable, ec));
        open_ = !ec;
        co_return open_;
    }

    awaitable<std::optional<std::string>> read() override {
        auto const self = shared_from_this();
        if (!open_) co_return std::nullopt;
        error_code ec;
        co_await socket_.async_read(in_, asio::redirect_error(asio::use_awaitable, ec));
        if (!ec && !socket_.got_text()) {
            close(1003);
            co_return std::nullopt;
        }
        if (ec) {
            open_ = false;
            queue_.clear();
            co_return std::nullopt;
        }
        auto const bytes = in_.data();
        std::string text(static_cast<char const*>(bytes.data()), bytes.size());
        in_.clear();
        if (in_.capacity() > buffer_kept) in_ = {};
        co_return text;
    }

    bool send(std::string text) override {
        if (!open_ || closing_ || queue_.size() >= queue_bound) return false;
        queue_.push_back(std::move(text));
        if (!writing_) write_next();
        return true;
    }

    // What was queued goes out first; the idle time-out bounds how long that may take.
    void close(std::uint16_t code) override {
        if (!open_ || closing_) return;
        closing_ = true;
        code_ = code;
        if (!writing_) write_next();
    }

private:
    void write_next() {
        auto self = shared_from_this();
        if (queue_.empty()) {
            writing_ = false;
            if (!closing_ || !open_) return;
            open_ = false;
            socket_.async_close(beast::websocket::close_code(code_), [self](error_code) {});
            return;
        }
        writing_ = true;
        socket_.async_write(asio::buffer(queue_.front()), [self](error_code ec, std::size_t) {
            if (ec) self->open_ = false;
            if (!self->queue_.empty()) self->queue_.pop_front();
            if (self->open_)
                self->write_next();
            else
                self->writing_ = false;
        });
    }

    beast::websocket::stream<any_stream, false> socket_;  // no compression: memory, and secrets beside chosen text
    beast::flat_buffer in_;
    std::deque<std::string> queue_;
    std::uint16_t code_{1000};
    bool open_{};
    bool closing_{};
    bool writing_{};
};

}  // namespace

std::shared_ptr<server_websocket> make_websocket(any_stream stream, server_options const& options) {
    return std::make_shared<websocket_session>(std::move(stream), options);
}

}  // namespace earshot::net
