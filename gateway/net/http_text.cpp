// SPDX-License-Identifier: Apache-2.0
#include "gateway/net/http_text.hpp"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/status.hpp>

#include <algorithm>
#include <charconv>

namespace earshot::net {
namespace {

bool clean(std::string_view text) noexcept {
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

void append_number(std::string& out, std::size_t number, int base = 10) {
    char digits[24];
    auto const end = std::to_chars(digits, digits + sizeof digits, number, base).ptr;
    out.append(digits, end);
}

bool sets(http_reply const& reply, std::string_view name) noexcept {
    return std::any_of(reply.headers.begin(), reply.headers.end(),
                       [name](auto const& header) { return boost::beast::iequals(header.first, name); });
}

}  // namespace

bool append_head(std::string& out, http_reply const& reply, head_facts facts) {
    if (!clean(reply.content_type)) return false;
    for (auto const& [name, value] : reply.headers)
        if (name.empty() || !clean(name) || name.find(':') != std::string::npos || !clean(value)) return false;
    out += "HTTP/1.1 ";
    append_number(out, reply.status);
    out += ' ';
    auto const reason = boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(reply.status));
    out.append(reason.data(), reason.size());
    out += "\r\n";
    out += facts.date;
    if (!reply.content_type.empty()) out.append("Content-Type: ").append(reply.content_type).append("\r\n");
    for (auto const& [name, value] : reply.headers) out.append(name).append(": ").append(value).append("\r\n");
    for (auto rest = facts.extra; !rest.empty();) {
        auto const line = rest.substr(0, rest.find("\r\n") + 2);
        if (reply.headers.empty() || !sets(reply, line.substr(0, line.find(':')))) out += line;
        rest.remove_prefix(line.size());
    }
    if (!facts.bodiless && facts.length) {
        out += "Content-Length: ";
        append_number(out, *facts.length);
        out += "\r\n";
    } else if (!facts.length && !facts.http_1_0) {
        out += "Transfer-Encoding: chunked\r\n";
    }
    if (!facts.keep_alive)
        out += "Connection: close\r\n";
    else if (facts.http_1_0)
        out += "Connection: keep-alive\r\n";
    out += "\r\n";
    return true;
}

std::string_view advice(unsigned status) noexcept {
    switch (status) {
        case 400: return "This request is not valid HTTP. Check the request line, Host and the body's length.\n";
        case 404: return "There is nothing at this address. Check the path.\n";
        case 405: return "This address does not take that method. Use one of those in Allow.\n";
        case 408: return "The request did not arrive in time. Send it again.\n";
        case 413: return "The body is too long for this address. Send less.\n";
        case 417: return "Only 'Expect: 100-continue' is understood. Send the request without Expect.\n";
        case 426: return "This address speaks WebSocket only. Connect with a WebSocket client.\n";
        case 431: return "The request line and headers are too long. Send fewer or shorter headers.\n";
        case 500: return "Something went wrong here. Send the request again later.\n";
        case 501: return "This transfer coding is not understood. Send a Content-Length or 'chunked'.\n";
        case 503: return "The server is busy. Send the request again in a few seconds.\n";
        case 505: return "Only HTTP/1.1 and HTTP/1.0 are spoken here.\n";
        default: return "The request was refused.\n";
    }
}

}  // namespace earshot::net
