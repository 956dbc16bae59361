// SPDX-License-Identifier: Apache-2.0
#include "gateway/net/deadline.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace earshot::net {

awaitable<void> pause(std::chrono::milliseconds duration) {
    auto const executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, duration);
    co_await timer.async_wait(asio::use_awaitable);
}

awaitable<bool> wake_up::wait(std::chrono::milliseconds at_most) {
    boost::system::error_code ignored;
    if (!set_) {
        timer_.expires_after(at_most);
        co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    co_return std::exchange(set_, false);
}

void wake_up::notify() {
    set_ = true;
    timer_.cancel();
}

}  // namespace earshot::net
