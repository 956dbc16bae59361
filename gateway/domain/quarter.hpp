// SPDX-License-Identifier: Apache-2.0
// A quarter of a year, UTC: the finest time of what is counted when a case is gone, and the shortest of figures.
#pragma once

#include "gateway/domain/clock.hpp"

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace earshot {

struct quarter {
    int number{};  // year * 4 + 0 ... 3

    static quarter of(instant at);
    static std::optional<quarter> named(std::string_view name);  // as name() gives it

    instant start() const;
    quarter next() const noexcept { return {number + 1}; }
    std::string name() const;  // 2026-Q3

    auto operator<=>(quarter const&) const = default;
};

}  // namespace earshot
