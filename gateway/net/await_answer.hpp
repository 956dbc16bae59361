// SPDX-License-Identifier: Apache-2.0
// A coroutine on the net thread waits for an answer that another thread gives, with a deadline.
#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/net/completions.hpp"
#include "gateway/net/async.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

namespace earshot {

// Outlives the waiting frame: a started write cannot be called back.
template <class T>
class answer_slot {
public:
    explicit answer_slot(net::any_io_executor executor) : timer_(std::move(executor)) {}

    // On the net thread, at most once.
    void set(result<T> value) {
        value_.emplace(std::move(value));
        timer_.cancel();
    }

    // errc::timed_out after the deadline; an answer that comes later is dropped.
    static net::awaitable<result<T>> wait(std::shared_ptr<answer_slot> slot, std::chrono::milliseconds deadline) {
        if (!slot->value_) {
            slot->timer_.expires_after(deadline);
            boost::system::error_code ignored;
            co_await slot->timer_.async_wait(net::asio::redirect_error(net::asio::use_awaitable, ignored));
        }
        if (!slot->value_) co_return result<T>(boost::system::in_place_error, make_error_code(errc::timed_out));
        co_return std::move(*slot->value_);
    }

private:
    net::asio::steady_timer timer_;
    std::optional<result<T>> value_;
};

// A handler for another thread that fills the slot on the net thread.
template <class T>
auto answer_to(std::shared_ptr<answer_slot<T>> slot, std::shared_ptr<completions> home) {
    return [slot = std::move(slot), home = std::move(home)](result<T> value) {
        home->deliver([slot, value = std::move(value)]() mutable { slot->set(std::move(value)); });
    };
}

// Runs `work` (-> result<T>) on another executor; its answer comes to the net thread.
template <class T, class Work>
std::shared_ptr<answer_slot<T>> run_elsewhere(
    net::any_io_executor elsewhere,
    net::any_io_executor home_executor,
    std::shared_ptr<completions> home,
    Work work
) {
    auto slot = std::make_shared<answer_slot<T>>(std::move(home_executor));
    boost::asio::post(elsewhere, [work = std::move(work), then = answer_to<T>(slot, std::move(home))]() mutable {
        then(work());
    });
    return slot;
}

}  // namespace earshot
