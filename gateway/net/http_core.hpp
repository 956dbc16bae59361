// SPDX-License-Identifier: Apache-2.0
// What all connections of one HTTP server share: settings, routes, and the watch over their deadlines. Private to net.
#pragma once

#include "gateway/net/http_routes.hpp"
#include "gateway/net/http_server.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <list>
#include <memory>
#include <string>

namespace earshot::net {

class http_core;

// One open connection as the watch sees it. Deadlines are looked at every `tick`, which costs nothing per request.
class watched {
public:
    using moment = std::chrono::steady_clock::time_point;

    explicit watched(std::shared_ptr<http_core> core);
    watched(watched const&) = delete;
    watched& operator=(watched const&) = delete;
    virtual ~watched();

    moment expires{moment::max()};
    virtual void on_expired() = 0;  // once for each time that `expires` passes
    virtual void on_drain() = 0;    // finish what runs, take nothing new
    virtual void on_kill() = 0;     // end at once

protected:
    std::shared_ptr<http_core> core_;

private:
    std::list<watched*>::iterator place_;
};

class http_core : public std::enable_shared_from_this<http_core> {
public:
    http_core(any_io_executor executor, http_routes const& routes, server_options options,
              std::unique_ptr<asio::ssl::context> tls);

    server_options options;
    http_routes const& routes;
    std::unique_ptr<asio::ssl::context> tls;
    std::string extra_headers;  // "Name: value\r\n" ...
    bool draining{};

    std::size_t open() const noexcept { return open_.size(); }
    std::string const& date_line();
    void fault(std::string_view what) const;

    // Until no connection is left.
    awaitable<void> empty();
    void drain();
    void kill();

private:
    friend class watched;
    void arm();
    void look();

    std::list<watched*> open_;
    asio::steady_timer tick_;
    asio::steady_timer empty_;
    bool ticking_{};
    std::time_t date_at_{-1};
    std::string date_line_;
};

}  // namespace earshot::net
