// SPDX-License-Identifier: Apache-2.0
#include "gateway/net/http_server.hpp"

#include "gateway/net/http_session.hpp"
#include "gateway/net/sockets.hpp"
#include "gateway/net/tls.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace earshot::net {
namespace {

using boost::system::error_code;

class server final : public http_server {
public:
    server(any_acceptor acceptor, listen_address where, std::shared_ptr<http_core> core)
        : acceptor_(std::move(acceptor)), where_(std::move(where)), core_(std::move(core)) {}
    ~server() override { stop_accepting(); }

    awaitable<void> serve() override {
        auto const bound = core_->options.max_connections;
        auto const refused = std::max<std::size_t>(64, bound / 10);
        while (acceptor_.is_open()) {
            error_code ec;
            auto socket = co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, ec));
            if (ec == asio::error::operation_aborted || ec == asio::error::bad_descriptor) co_return;
            if (ec) {  // out of descriptors, for one: those who wait stay in the backlog meanwhile
                core_->fault("accept: " + ec.message());
                asio::steady_timer pause(acceptor_.get_executor(), std::chrono::milliseconds(100));
                co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, ec));
                continue;
            }
            auto const open = core_->open();
            if (open >= bound + refused) continue;
            socket.non_blocking(true, ec);
            auto session = std::make_shared<http_session>(core_, std::move(socket), open >= bound);
            http_session::start(std::move(session));
        }
    }

    listen_address bound() const override { return where_; }
    std::size_t connections() const override { return core_->open(); }

    void stop_accepting() override {
        error_code ignored;
        acceptor_.close(ignored);
    }

    awaitable<void> drain(std::chrono::milliseconds grace) override {
        using namespace asio::experimental::awaitable_operators;
        stop_accepting();
        core_->drain();
        asio::steady_timer patience(acceptor_.get_executor(), grace);
        auto gone = core_->empty();
        co_await (std::move(gone) || patience.async_wait(asio::use_awaitable));
        core_->kill();
        co_await core_->empty();
    }

private:
    any_acceptor acceptor_;
    listen_address where_;
    std::shared_ptr<http_core> core_;
};

}  // namespace

result<std::unique_ptr<http_server>> http_server::listen(any_io_executor executor, listen_address where,
                                                         http_router& router, server_options options,
                                                         std::string& why) {
    auto tls = make_tls_context(options.tls, why);
    if (!tls) return tls.error();
    auto acceptor = open_acceptor(executor, where, why);
    if (!acceptor) return acceptor.error();
    auto core = std::make_shared<http_core>(executor, dynamic_cast<http_routes const&>(router), std::move(options),
                                            std::move(*tls));
    return std::make_unique<server>(std::move(*acceptor), std::move(where), std::move(core));
}

}  // namespace earshot::net
