// SPDX-License-Identifier: Apache-2.0
// Listening on a `listen_address`, TCP or UNIX.
#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/net/line_stream.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <string>

namespace earshot::net {

using any_acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol>;

// Binds and listens; `where` is completed with the port that was given. errc::unavailable with a reason in `why`.
result<any_acceptor> open_acceptor(any_io_executor executor, listen_address& where, std::string& why);

// Small writes go out at once: with Nagle's algorithm and delayed ACKs a handshake takes 47 ms.
void no_delay(asio::generic::stream_protocol::socket& socket);

}  // namespace earshot::net
