// SPDX-License-Identifier: Apache-2.0
#include "gateway/net/http_core.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace earshot::net {
namespace {

// Deadlines are late by at most this much.
std::chrono::milliseconds tick_for(server_options const& options) {
    using std::chrono::milliseconds;
    auto const shortest =
        std::min({options.idle, options.head_deadline, options.body_deadline, options.write_deadline});
    return std::clamp(shortest / 20, milliseconds(5), milliseconds(100));
}

}  // namespace

watched::watched(std::shared_ptr<http_core> core)
    : core_(std::move(core)), place_(core_->open_.insert(core_->open_.end(), this)) {
    core_->arm();
}

watched::~watched() {
    core_->open_.erase(place_);
    if (core_->open_.empty()) core_->empty_.cancel();
}

http_core::http_core(any_io_executor executor, http_routes const& all, server_options given,
                     std::unique_ptr<asio::ssl::context> context)
    : options(std::move(given)), routes(all), tls(std::move(context)), tick_(executor), empty_(executor) {
    for (auto const& [name, value] : options.headers) extra_headers += name + ": " + value + "\r\n";
}

void http_core::fault(std::string_view what) const {
    if (options.on_fault) options.on_fault(what);
}

// RFC 9110 5.6.7: IMF-fixdate, made once a second.
std::string const& http_core::date_line() {
    if (!options.clock) return date_line_;
    auto const now = options.clock();
    if (now == date_at_) return date_line_;
    date_at_ = now;
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    static constexpr char const* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr char const* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char text[64];
    auto const size = std::snprintf(text, sizeof text, "Date: %s, %02d %s %04d %02d:%02d:%02d GMT\r\n",
                                    days[parts.tm_wday], parts.tm_mday, months[parts.tm_mon], parts.tm_year + 1900,
                                    parts.tm_hour, parts.tm_min, parts.tm_sec);
    date_line_.assign(text, static_cast<std::size_t>(size));
    return date_line_;
}

void http_core::arm() {
    if (ticking_) return;
    ticking_ = true;
    tick_.expires_after(tick_for(options));
    tick_.async_wait([weak = weak_from_this()](boost::system::error_code ec) {
        auto const self = weak.lock();
        if (!self) return;
        self->ticking_ = false;
        if (!ec) self->look();
    });
}

void http_core::look() {
    auto const now = std::chrono::steady_clock::now();
    for (auto at = open_.begin(); at != open_.end();) {
        auto& one = **at++;  // on_expired may end it
        if (one.expires > now) continue;
        one.expires = watched::moment::max();
        one.on_expired();
    }
    if (!open_.empty()) arm();
}

void http_core::drain() {
    draining = true;
    for (auto at = open_.begin(); at != open_.end();) (*at++)->on_drain();
}

void http_core::kill() {
    for (auto at = open_.begin(); at != open_.end();) (*at++)->on_kill();
}

awaitable<void> http_core::empty() {
    boost::system::error_code ignored;
    while (!open_.empty()) {
        empty_.expires_at(asio::steady_timer::time_point::max());
        co_await empty_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
}

}  // namespace earshot::net
