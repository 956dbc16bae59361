// SPDX-License-Identifier: Apache-2.0
// Outgoing HTTP and SMTP over libcurl's multi interface on the net thread. No redirects, both time-outs set, bodies
// capped; no call blocks.
#pragma once

#include "gateway/domain/private_text.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/net/async.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace earshot::net {

// How far a transfer got when it failed: decides whether it is safe to send again.
enum class reached : std::uint8_t {
    nothing,   // name, connect or TLS failed: nothing was sent
    written,   // the request may have been taken: the answer is missing
    answered,  // a complete answer came
};

struct http_call {
    std::string method{"POST"};
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::string user;  // Basic authentication, when not empty
    std::string password;
    std::chrono::milliseconds connect_deadline{5000};
    std::chrono::milliseconds deadline{10000};
    std::size_t reply_limit{256 * 1024};
    std::string ca_file;  // PEM; empty: the system's
    std::string unix_path;  // set: connect to this UNIX socket, whatever host the URL names
};

struct http_answer {
    enum reached reached { reached::nothing };
    unsigned status{};
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
    std::string error;                                         // libcurl's words for logs; never holds request data
    std::string_view header(std::string_view name) const noexcept;
};

struct smtp_call {
    std::string url;  // smtp://host:port/ehlo-name or smtps://...
    std::string user, password;
    std::string mail_from;  // empty: the null sender
    std::string rcpt_to;    // exactly one; both are checked against RFC 5321's grammar before libcurl sees them
    std::string message;    // CRLF lines, 7 bit, without dot-stuffing
    bool require_tls{};
    std::string ca_file;
    std::chrono::milliseconds connect_deadline{5000};
    std::chrono::milliseconds deadline{60000};
};

struct smtp_answer {
    enum reached reached { reached::nothing };
    int code{};  // last reply code, such as 250 or 451; its text is never kept: it quotes addresses
    std::string error;
};

class http_client {
public:
    virtual ~http_client() = default;
    // Never throws for what the network does. Cancelling the awaiting coroutine ends the transfer.
    virtual awaitable<http_answer> call(http_call request) = 0;
    virtual awaitable<smtp_answer> submit(smtp_call mail) = 0;
};

std::unique_ptr<http_client> make_http_client(any_io_executor executor, std::size_t max_connections = 64);

// RFC 5321 4.1.2 Mailbox, ASCII or UTF-8 (RFC 6531), at most 254 bytes, no quoted strings, no control characters,
// no address literals. Everything that goes on an SMTP command line must pass it.
bool is_mailbox(std::string_view text) noexcept;

}  // namespace earshot::net
