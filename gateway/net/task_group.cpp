// SPDX-License-Identifier: Apache-2.0
#include "gateway/net/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <list>

namespace earshot::net {

struct task_group::state {
    any_io_executor executor;
    std::function<void(std::string_view)> on_fault;
    std::list<asio::cancellation_signal> tasks;
    asio::steady_timer ended;  // cancelled whenever a task ends: a condition variable

    void cancel() {
        for (auto at = tasks.begin(); at != tasks.end();) (at++)->emit(asio::cancellation_type::terminal);
    }

    void report(std::exception_ptr error) const {
        try {
            std::rethrow_exception(error);
        } catch (boost::system::system_error const& e) {
            if (e.code() != asio::error::operation_aborted && on_fault) on_fault(e.what());
        } catch (std::exception const& e) {
            if (on_fault) on_fault(e.what());
        }
    }
};

task_group::task_group(any_io_executor executor, std::function<void(std::string_view)> on_fault)
    : state_(std::make_shared<state>(executor, std::move(on_fault), std::list<asio::cancellation_signal>(),
                                     asio::steady_timer(executor))) {}

task_group::~task_group() {
    state_->cancel();
}

std::size_t task_group::size() const noexcept {
    return state_->tasks.size();
}

void task_group::cancel() {
    state_->cancel();
}

void task_group::spawn(awaitable<void> task) {
    auto const mine = state_->tasks.emplace(state_->tasks.end());
    auto finish = [s = state_, mine](std::exception_ptr error) {
        s->tasks.erase(mine);
        s->ended.cancel();
        if (error) s->report(error);
    };
    asio::co_spawn(state_->executor, std::move(task), asio::bind_cancellation_slot(mine->slot(), std::move(finish)));
}

awaitable<bool> task_group::join(std::chrono::milliseconds grace) {
    auto const s = state_;
    auto const patience = std::chrono::steady_clock::now() + grace;
    boost::system::error_code ignored;
    while (!s->tasks.empty() && std::chrono::steady_clock::now() < patience) {
        s->ended.expires_at(patience);
        co_await s->ended.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    bool const all_by_themselves = s->tasks.empty();
    s->cancel();
    while (!s->tasks.empty()) {
        s->ended.expires_at(asio::steady_timer::time_point::max());
        co_await s->ended.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    co_return all_by_themselves;
}

}  // namespace earshot::net
