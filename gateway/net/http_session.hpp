// SPDX-License-Identifier: Apache-2.0
// One connection: requests one after the other, each answered before the next is looked at. Private to net.
#pragma once

#include "gateway/net/any_stream.hpp"
#include "gateway/net/http_core.hpp"
#include "gateway/net/http_parser.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace earshot::net {

class http_session final : public watched {
public:
    // `refuse`: the server is full: one request is read and answered 503.
    http_session(std::shared_ptr<http_core> core, any_stream::socket_type socket, bool refuse);

    static void start(std::shared_ptr<http_session> session);

    void on_expired() override;
    void on_drain() override;
    void on_kill() override;

private:
    friend class chunk_stream;
    enum class stage { idle, reading, handling, writing, elsewhere };
    enum class next { request, linger, end };

    static awaitable<void> run(std::shared_ptr<http_session> self);
    awaitable<bool> handshake();
    awaitable<next> serve_one(std::shared_ptr<http_session> self);
    awaitable<next> upgrade(std::shared_ptr<http_session> self, http_resource const* resource);
    awaitable<next> run_stream(std::shared_ptr<http_session> self, http_reply reply);
    awaitable<void> watch_peer();
    awaitable<next> say(unsigned status, bool head_only);
    awaitable<bool> flush();
    awaitable<void> linger();
    awaitable<void> say_goodbye();

    void until(stage what, std::chrono::milliseconds from_now);
    unsigned status_of(boost::system::error_code ec) const noexcept;
    bool put_head(http_reply const& reply, bool head_only, std::optional<std::size_t> length);

    any_stream stream_;
    asio::cancellation_signal cancel_;
    boost::beast::flat_buffer in_;
    std::string out_;
    std::optional<http_parser> parser_;
    stage stage_{stage::idle};
    bool refuse_;
    bool expired_{};
    bool killed_{};
    bool keep_alive_{};
    std::string allow_;  // for a 405
};

}  // namespace earshot::net
