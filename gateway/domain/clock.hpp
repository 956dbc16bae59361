// SPDX-License-Identifier: Apache-2.0
// Time and randomness are arguments: the real ones are made in `app`, tests make their own.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>

namespace earshot {

// UTC, whole milliseconds.
using instant = std::chrono::sys_time<std::chrono::milliseconds>;

using clock_fn = std::function<instant()>;

// Fills the span with bytes nobody can guess.
using random_fn = std::function<void(std::span<std::uint8_t>)>;

}  // namespace earshot
