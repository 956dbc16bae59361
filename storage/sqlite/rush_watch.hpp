// SPDX-License-Identifier: Apache-2.0
// Tells whether new messages come in a rush: so fast that what can wait should leave the processor and the disk to them.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>

namespace earshot::storage {

class rush_watch {
public:
    // On the writer's thread, after each commit: how many new messages it held.
    void took(std::size_t messages) noexcept {
        if (messages == 0) return;
        auto const at = clock::now();
        if (at - began_ > window) {
            began_ = at;
            count_ = 0;
        }
        count_ += messages;
        if (count_ >= many) until_ = (at + calm_after).time_since_epoch().count();
    }

    // From any thread.
    bool now() const noexcept { return clock::now().time_since_epoch().count() < until_; }

private:
    using clock = std::chrono::steady_clock;
    // Two thousand a second; ordinary days of a helpline stay far below.
    static constexpr auto window = std::chrono::milliseconds(20);
    static constexpr std::size_t many = 40;
    static constexpr auto calm_after = std::chrono::milliseconds(60);

    clock::time_point began_{};
    std::size_t count_{};
    std::atomic<clock::rep> until_{};
};

}  // namespace earshot::storage
