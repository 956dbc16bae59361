// SPDX-License-Identifier: Apache-2.0
// Waiting with an end: a pause, a wake-up, and a deadline on anything that honours cancellation. Net thread only.
#pragma once

#include "gateway/net/async.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <utility>

namespace earshot::net {

// Throws operation_aborted when cancelled.
awaitable<void> pause(std::chrono::milliseconds duration);

// One waits, others wake it. A notify() while nobody waits is remembered, but only once.
class wake_up {
public:
    explicit wake_up(any_io_executor executor) : timer_(executor) {}

    // True: notified. False: `at_most` has passed, or the waiting coroutine was cancelled.
    awaitable<bool> wait(std::chrono::milliseconds at_most);
    void notify();

private:
    asio::steady_timer timer_;
    bool set_{};
};

namespace detail {

template <class T>
awaitable<void> keep(awaitable<T> op, std::optional<T>* value, std::exception_ptr* error) {
    try {
        *value = co_await std::move(op);
    } catch (...) {  // handed on to whoever waits in within()
        *error = std::current_exception();
    }
}

}  // namespace detail

// The result of `op`, or nullopt when it was still running after `duration`: then it was cancelled, and has ended.
// What `op` throws comes out here.
template <class T>
awaitable<std::optional<T>> within(awaitable<T> op, std::chrono::milliseconds duration) {
    using namespace asio::experimental::awaitable_operators;
    std::optional<T> value;
    std::exception_ptr error;
    auto work = detail::keep(std::move(op), &value, &error);
    auto limit = pause(duration);
    auto const first = co_await (std::move(work) || std::move(limit));
    if (error && first.index() == 0) std::rethrow_exception(error);
    co_return value;
}

}  // namespace earshot::net
