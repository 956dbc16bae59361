// SPDX-License-Identifier: Apache-2.0
// The server's WebSocket. Private to net.
#pragma once

#include "gateway/net/any_stream.hpp"
#include "gateway/net/http_server.hpp"

#include <memory>

namespace earshot::net {

class server_websocket : public websocket {
public:
    // Answers the handshake; false: it was not one (then 400 has been sent), or the peer has gone.
    virtual awaitable<bool> accept(http_request const& request) = 0;
};

std::shared_ptr<server_websocket> make_websocket(any_stream stream, server_options const& options);

}  // namespace earshot::net
