// SPDX-License-Identifier: Apache-2.0
#include "gateway/net/sockets.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>

namespace earshot::net {
namespace {

using protocol = asio::generic::stream_protocol;

std::optional<protocol::endpoint> endpoint_of(listen_address const& where, std::string& why) {
    if (!where.unix_path.empty()) {
        if (where.unix_path.size() > 100) {
            why = "the socket path is longer than 100 bytes: " + where.unix_path;
            return std::nullopt;
        }
        return protocol::endpoint(asio::local::stream_protocol::endpoint(where.unix_path));
    }
    boost::system::error_code ec;
    auto const address = asio::ip::make_address(where.host, ec);
    if (ec) {
        why = "not an IP address to listen on: " + where.host;
        return std::nullopt;
    }
    return protocol::endpoint(asio::ip::tcp::endpoint(address, where.port));
}

// A socket file that nobody listens on any more is left by a crash; one that answers belongs to somebody.
bool remove_stale(any_io_executor executor, protocol::endpoint const& at, std::string const& path) {
    struct stat info{};
    if (::lstat(path.c_str(), &info) != 0) return true;
    if (!S_ISSOCK(info.st_mode)) return false;
    protocol::socket probe(executor);
    boost::system::error_code ec;
    probe.connect(at, ec);
    if (!ec) return false;
    return ::unlink(path.c_str()) == 0;
}

}  // namespace

result<any_acceptor> open_acceptor(any_io_executor executor, listen_address& where, std::string& why) {
    auto at = endpoint_of(where, why);
    if (!at) return errc::unavailable;
    bool const local = !where.unix_path.empty();
    if (local && !remove_stale(executor, *at, where.unix_path)) {
        why = "somebody else listens on " + where.str() + ", or it is not a socket";
        return errc::unavailable;
    }
    any_acceptor acceptor(executor);
    boost::system::error_code ec;
    acceptor.open(at->protocol(), ec);
    if (!ec && !local) acceptor.set_option(asio::socket_base::reuse_address(true), ec);
    if (!ec && local) ::fchmod(acceptor.native_handle(), where.unix_mode);
    if (!ec) acceptor.bind(*at, ec);
    if (!ec && local && ::chmod(where.unix_path.c_str(), where.unix_mode) != 0) ec.assign(errno, boost::system::system_category());
    if (!ec) acceptor.listen(asio::socket_base::max_listen_connections, ec);
    if (ec) {
        why = "cannot listen on " + where.str() + ": " + ec.message();
        return errc::unavailable;
    }
    if (!local) {
        auto const bound = acceptor.local_endpoint(ec);
        asio::ip::tcp::endpoint tcp;
        tcp.resize(bound.size());
        std::memcpy(tcp.data(), bound.data(), bound.size());
        where.port = tcp.port();
    }
    return acceptor;
}

void no_delay(protocol::socket& socket) {
    boost::system::error_code ignored;  // a UNIX socket has no such option
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
}

result<listen_address> listen_address::parse(std::string_view text) {
    listen_address out;
    if (text.starts_with("unix:")) {
        out.unix_path = text.substr(5);
        if (out.unix_path.empty() || out.unix_path.find('\0') != std::string::npos) return errc::malformed;
        return out;
    }
    auto const colon = text.rfind(':');
    if (colon == std::string_view::npos) return errc::malformed;
    auto host = text.substr(0, colon);
    auto const port = text.substr(colon + 1);
    bool const bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    auto const [end, error] = std::from_chars(port.data(), port.data() + port.size(), out.port);
    if (port.empty() || error != std::errc() || end != port.data() + port.size()) return errc::malformed;
    boost::system::error_code ec;
    auto const address = asio::ip::make_address(std::string(host), ec);
    if (ec || address.is_v6() != bracketed) return errc::malformed;
    out.host = host;
    return out;
}

std::string listen_address::str() const {
    if (!unix_path.empty()) return "unix:" + unix_path;
    bool const v6 = host.find(':') != std::string::npos;
    return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace earshot::net
