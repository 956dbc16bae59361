// SPDX-License-Identifier: Apache-2.0
// One stream type for TCP, UNIX sockets and TLS over either, so that session code is compiled once.
#pragma once

#include "gateway/net/async.hpp"

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include <memory>
#include <utility>
#include <variant>

namespace earshot::net {

class any_stream {
public:
    using socket_type = asio::generic::stream_protocol::socket;
    using tls_type = asio::ssl::stream<socket_type>;
    using executor_type = socket_type::executor_type;

    explicit any_stream(socket_type socket) : stream_(std::move(socket)) {}

    executor_type get_executor() { return socket().get_executor(); }
    socket_type& socket() {
        if (auto* tls = std::get_if<tls_type>(&stream_)) return tls->next_layer();
        return std::get<socket_type>(stream_);
    }
    socket_type const& socket() const { return const_cast<any_stream*>(this)->socket(); }
    bool secure() const noexcept { return std::holds_alternative<tls_type>(stream_); }
    tls_type* tls() noexcept { return std::get_if<tls_type>(&stream_); }

    // From now on everything goes through TLS; the handshake comes next.
    void use_tls(asio::ssl::context& context) {
        auto plain = std::move(std::get<socket_type>(stream_));
        stream_.emplace<tls_type>(std::move(plain), context);
    }

    // Drops the connection at once; whoever waits on it gets an error.
    void close() {
        boost::system::error_code ignored;
        socket().close(ignored);
    }

    template <class Buffers, class Token>
    auto async_read_some(Buffers const& buffers, Token&& token) {
        if (auto* tls = std::get_if<tls_type>(&stream_))
            return tls->async_read_some(buffers, std::forward<Token>(token));
        return std::get<socket_type>(stream_).async_read_some(buffers, std::forward<Token>(token));
    }

    template <class Buffers, class Token>
    auto async_write_some(Buffers const& buffers, Token&& token) {
        if (auto* tls = std::get_if<tls_type>(&stream_))
            return tls->async_write_some(buffers, std::forward<Token>(token));
        return std::get<socket_type>(stream_).async_write_some(buffers, std::forward<Token>(token));
    }

    // How Beast's WebSocket ends a connection; found by name.
    template <class Handler>
    friend void async_teardown(boost::beast::role_type role, any_stream& stream, Handler&& handler) {
        using boost::beast::async_teardown;
        using boost::beast::websocket::async_teardown;
        if (auto* tls = stream.tls())
            async_teardown(role, *tls, std::forward<Handler>(handler));
        else
            async_teardown(role, std::get<socket_type>(stream.stream_), std::forward<Handler>(handler));
    }
    friend void beast_close_socket(any_stream& stream) { stream.close(); }

private:
    std::variant<socket_type, tls_type> stream_;
};

}  // namespace earshot::net
