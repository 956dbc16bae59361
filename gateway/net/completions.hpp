// SPDX-License-Identifier: Apache-2.0
// Carries answers from the store's writer thread back to the net thread: a whole commit's answers cost one post.
#pragma once

#include "gateway/net/async.hpp"

#include <boost/asio/post.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace earshot {

class completions : public std::enable_shared_from_this<completions> {
public:
    explicit completions(net::any_io_executor executor) : executor_(std::move(executor)) {}

    // From any thread. `then` runs on the executor, in order of delivery.
    void deliver(std::function<void()> then) {
        bool first = false;
        {
            std::lock_guard const hold(mutex_);
            first = waiting_.empty();
            waiting_.push_back(std::move(then));
        }
        if (first) net::asio::post(executor_, [self = shared_from_this()] { self->drain(); });
    }

private:
    void drain() {
        std::vector<std::function<void()>> batch;
        {
            std::lock_guard const hold(mutex_);
            batch.swap(waiting_);
        }
        for (auto& then : batch) then();
    }

    net::any_io_executor executor_;
    std::mutex mutex_;
    std::vector<std::function<void()>> waiting_;
};

}  // namespace earshot
