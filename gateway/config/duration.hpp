// SPDX-License-Identifier: Apache-2.0
// Lengths of time as people write them in the configuration.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace earshot::config {

// A whole number and a unit, with or without a space: "90 s", "20 min", "24 h", "30 d". At most ten years. Anything
// else, a bare number above all, is nullopt: a unit left out is the commonest mistake with time-outs.
std::optional<std::chrono::seconds> parse_duration(std::string_view text) noexcept;

}  // namespace earshot::config
