// SPDX-License-Identifier: Apache-2.0
// When to try again, and how fast a channel may send. Pure.
#pragma once

#include "gateway/domain/clock.hpp"

#include <chrono>
#include <cstddef>
#include <optional>

namespace earshot {

// Wait before the next attempt, after `attempts` failed ones: 5 s, 30 s, 2 min, 10 min, 30 min, then every 2 h, each
// with up to 20 % of jitter either way (`jitter` in [0, 1)), and never less than the other side asked for. Nothing after
// about a day: the item is dead and a person must look.
std::optional<std::chrono::milliseconds> retry_after(int attempts, double jitter,
                                                     std::optional<std::chrono::seconds> asked);

// Hands out sending times, evenly spaced, at most `per_second`; 0: no limit.
class pace {
public:
    explicit pace(double per_second) : per_second_(per_second) {}
    // The time at which the next message may leave: `now` or later. Each call takes one place.
    instant reserve(instant now);
    // How many calls of reserve(now) would give a time up to `until`; at most `most`.
    std::size_t places(instant now, instant until, std::size_t most) const;
    // The time that reserve(now) would give.
    instant next(instant now) const;

private:
    std::chrono::milliseconds gap() const;

    double per_second_;
    std::optional<instant> next_;
};

}  // namespace earshot
