// SPDX-License-Identifier: Apache-2.0
// Byte streams for line protocols (LMTP, SMTP): accept on TCP or a UNIX socket, read what is there, write, start TLS.
// The protocol itself is a state machine elsewhere; this only moves bytes.
#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/net/async.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace earshot::net {

class line_stream {
public:
    virtual ~line_stream() = default;
    // Appends what has arrived (at most `limit` bytes) to `into`. 0 bytes: the peer has closed. errc::timed_out after
    // `deadline`.
    virtual awaitable<result<std::size_t>> read_some(std::string& into, std::size_t limit,
                                                     std::chrono::milliseconds deadline) = 0;
    virtual awaitable<result<void>> write(std::string_view bytes, std::chrono::milliseconds deadline) = 0;
    // Server side of STARTTLS. Bytes that were already read are the caller's to drop. errc::unsupported without a
    // certificate.
    virtual awaitable<result<void>> start_tls(std::chrono::milliseconds deadline) = 0;
    virtual bool can_start_tls() const = 0;
    virtual bool secure() const = 0;
    // Peer address as text for counting only: "203.0.113.9", or "unix".
    virtual std::string peer() const = 0;
    virtual void close() = 0;
};

struct tls_files {
    std::string certificate_file;  // PEM chain
    std::string key_file;          // PEM
};

struct listen_address {
    std::string host;       // "127.0.0.1", "::1"
    unsigned short port{};  // 0: any free one
    std::string unix_path;  // set: a UNIX socket instead (a stale one is replaced)
    unsigned unix_mode{0660};
    // "127.0.0.1:8024", "[::1]:25", "unix:/run/earshot/lmtp"
    static result<listen_address> parse(std::string_view text);
    std::string str() const;
};

class line_server {
public:
    virtual ~line_server() = default;
    // Runs one handler per connection until cancelled; at `max_sessions` a new connection gets `busy_line` and is
    // closed. Cancelling waits for the handlers.
    virtual awaitable<void> serve(std::function<awaitable<void>(std::shared_ptr<line_stream>)> handler) = 0;
    virtual listen_address bound() const = 0;
};

// errc::unavailable with a reason in `why` when the address cannot be bound.
result<std::unique_ptr<line_server>> make_line_server(any_io_executor executor, listen_address where, tls_files tls,
                                                      std::size_t max_sessions, std::string busy_line,
                                                      std::string& why);

}  // namespace earshot::net
