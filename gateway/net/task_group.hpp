// SPDX-License-Identifier: Apache-2.0
// Structured concurrency on one io_context thread: whoever spawns also cancels and waits, so that nothing outlives
// what it uses.
#pragma once

#include "gateway/net/async.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

namespace earshot::net {

class task_group {
public:
    // on_fault: a task threw (cancellation does not count); what() for the log.
    explicit task_group(any_io_executor executor, std::function<void(std::string_view what)> on_fault = {});
    task_group(task_group const&) = delete;
    task_group& operator=(task_group const&) = delete;
    ~task_group();  // cancels, but cannot wait: join() first

    void spawn(awaitable<void> task);
    // Asks every task to end; each sees operation_aborted at what it waits for.
    void cancel();
    // Waits for all; those that are still there after `grace` are cancelled, then waited for. True: none had to be.
    awaitable<bool> join(std::chrono::milliseconds grace);
    std::size_t size() const noexcept;

private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace earshot::net
