// SPDX-License-Identifier: Apache-2.0
#include "gateway/outbox/schedule.hpp"

#include <algorithm>
#include <array>

namespace earshot {
namespace {

using namespace std::chrono_literals;

constexpr std::array<std::chrono::milliseconds, 6> steps{5s, 30s, 2min, 10min, 30min, 2h};
// Five short waits and eleven of two hours: a little under a day.
constexpr int most_attempts = 17;

}  // namespace

std::optional<std::chrono::milliseconds> retry_after(
    int attempts,
    double jitter,
    std::optional<std::chrono::seconds> asked
) {
    if (attempts >= most_attempts) return std::nullopt;
    auto const step = steps[static_cast<std::size_t>(std::clamp(attempts - 1, 0, static_cast<int>(steps.size()) - 1))];
    auto const factor = 0.8 + 0.4 * std::clamp(jitter, 0.0, 1.0);
    auto wait = std::chrono::milliseconds(static_cast<std::int64_t>(static_cast<double>(step.count()) * factor));
    if (asked) wait = std::max(wait, std::chrono::milliseconds(std::min<std::chrono::seconds>(*asked, 24h)));
    return wait;
}

std::chrono::milliseconds pace::gap() const {
    return std::chrono::milliseconds(static_cast<std::int64_t>(1000.0 / per_second_));
}

instant pace::next(instant now) const {
    return per_second_ <= 0 ? now : std::max(next_.value_or(now), now);
}

instant pace::reserve(instant now) {
    auto const at = next(now);
    if (per_second_ > 0) next_ = at + gap();
    return at;
}

std::size_t pace::places(instant now, instant until, std::size_t most) const {
    auto const at = next(now);
    if (at > until) return 0;
    if (per_second_ <= 0 || gap().count() == 0) return most;
    return std::min(most, static_cast<std::size_t>((until - at) / gap()) + 1);
}

}  // namespace earshot
