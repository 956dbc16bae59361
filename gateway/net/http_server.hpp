// SPDX-License-Identifier: Apache-2.0
// An HTTP/1.1 server (RFC 9110, RFC 9112) with WebSocket (RFC 6455) and TLS 1.2 or later, all on one io_context thread.
#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/net/http.hpp"
#include "gateway/net/line_stream.hpp"

#include <chrono>
#include <cstddef>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earshot::net {

struct server_options {
    tls_files tls;                          // both empty: plain HTTP
    std::chrono::milliseconds idle{60000};  // between two requests; then the connection is closed
    std::chrono::milliseconds head_deadline{
        10000};  // TLS handshake, and a request's head from its first byte; then 408
    std::chrono::milliseconds body_deadline{30000};   // a whole request body; then 408
    std::chrono::milliseconds write_deadline{30000};  // one reply or one chunk; then the connection is closed
    std::chrono::milliseconds websocket_idle{60000};  // without a sign of life (a ping is sent at half of it)
    std::size_t header_limit{16 * 1024};              // request line and all headers, and at most 100 headers; else 431
    std::size_t websocket_message_limit{64 * 1024};   // one text message; a longer one closes with 1009
    // At the bound further connections get 503 and are closed; over a further tenth (at least 64) they are closed at
    // once, without a word.
    std::size_t max_connections{10000};
    std::vector<std::pair<std::string, std::string>> headers;  // added to every reply that does not set them itself
    std::function<std::time_t()> clock;                        // set: replies carry Date
    // A handler threw: what() for the log. The peer gets 500 without detail. `what` is never the peer's data.
    std::function<void(std::string_view what)> on_fault;
};

std::unique_ptr<http_router> make_router();

class http_server {
public:
    virtual ~http_server() = default;
    // errc::unavailable with a reason in `why` when the address cannot be bound; errc::malformed when the certificate
    // cannot be used. The router must outlive the server and everything it runs.
    static result<std::unique_ptr<http_server>> listen(any_io_executor executor, listen_address where,
                                                       http_router& router, server_options options, std::string& why);

    // Accepts until stop_accepting() or cancellation. Connections go on by themselves.
    virtual awaitable<void> serve() = 0;
    virtual listen_address bound() const = 0;
    virtual std::size_t connections() const = 0;
    virtual void stop_accepting() = 0;
    // Stops accepting, closes idle connections, lets running requests finish, and after `grace` cancels the rest.
    // Returns when every connection is gone.
    virtual awaitable<void> drain(std::chrono::milliseconds grace) = 0;
};

}  // namespace earshot::net
