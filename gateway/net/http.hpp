// SPDX-License-Identifier: Apache-2.0
// HTTP as plain structs, so that a handler compiles without seeing the HTTP library.
#pragma once

#include "gateway/net/async.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earshot::net {

struct http_request {
    std::string method;
    std::string target;  // raw request target as received: path and query, nothing decoded
    std::string path;    // up to '?', percent-encoding untouched
    std::string query;   // after '?', raw
    std::vector<std::pair<std::string, std::string>> headers;  // names in lower case, in order
    std::string body;                                          // raw bytes, at most the route's limit
    bool secure{};                                             // the listener speaks TLS

    // First header of that (lower-case) name, or empty.
    std::string_view header(std::string_view name) const noexcept;
    // Decoded value of a query parameter, first of its name.
    std::optional<std::string> query_value(std::string_view name) const;
    // Value of a cookie, or empty.
    std::string_view cookie(std::string_view name) const noexcept;
};

// A body that goes on: server-sent events. write() waits for room in the socket; false means the peer has gone.
class http_stream {
public:
    virtual ~http_stream() = default;
    virtual awaitable<bool> write(std::string chunk) = 0;
};

struct http_reply {
    unsigned status{200};
    std::string content_type;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    // Set: the head is sent, then this runs until it returns or the peer goes; body is ignored.
    std::function<awaitable<void>(std::shared_ptr<http_stream>)> stream;
};

// One message of a WebSocket; text only: binary frames close with 1003 before the handler sees them.
class websocket {
public:
    virtual ~websocket() = default;
    // Next message, or nullopt when the peer has gone, was idle for too long or broke the protocol.
    virtual awaitable<std::optional<std::string>> read() = 0;
    // Queued and sent in order; false when the socket is closed or its queue (64 messages) is full.
    virtual bool send(std::string text) = 0;
    virtual void close(std::uint16_t code = 1000) = 0;
};

using http_handler = std::function<awaitable<http_reply>(http_request)>;
// Runs for as long as the socket lives.
using websocket_handler = std::function<awaitable<void>(http_request, std::shared_ptr<websocket>)>;

struct route_options {
    std::size_t body_limit{64 * 1024};          // more is answered 413 without reading on
    std::chrono::milliseconds deadline{15000};  // for the handler; then 503
    std::chrono::milliseconds body_deadline{};  // for the whole body; then 408. 0: as the server's options say
    // Requests being read or handled at a time, so that large bodies cannot fill the memory; more are answered 503
    // before their body is read. 0: no bound but that of connections.
    std::size_t at_once{};
};

// Routes of one listener. Exact paths win over prefixes, longer prefixes over shorter. Paths start with '/'.
// May be changed while the listener runs (a channel adds its own); net thread only.
class http_router {
public:
    virtual ~http_router() = default;
    // method: "GET", "POST" ...; HEAD is answered from GET. Another method on a known path is 405 with Allow.
    virtual void add(std::string method, std::string path, http_handler handler, route_options options = {}) = 0;
    virtual void add_prefix(std::string method, std::string prefix, http_handler handler,
                            route_options options = {}) = 0;
    virtual void add_websocket(std::string path, websocket_handler handler) = 0;
};

// ---- helpers on plain text, shared by all who speak HTTP ----

// %XX and '+' decoded; nullopt when a '%' is not followed by two hex digits.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);
std::string percent_encode(std::string_view text);
// name=value pairs in order, decoded; nullopt when malformed or over 1000 pairs.
std::optional<std::vector<std::pair<std::string, std::string>>> parse_form(std::string_view body);
std::string make_form(std::vector<std::pair<std::string, std::string>> const& pairs);

}  // namespace earshot::net
