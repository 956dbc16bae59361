// SPDX-License-Identifier: Apache-2.0
#include "gateway/config/duration.hpp"

#include <cstdint>

namespace earshot::config {
namespace {

constexpr std::int64_t ten_years = 3653LL * 24 * 3600;

std::int64_t seconds_in(std::string_view unit) noexcept {
    if (unit == "s") return 1;
    if (unit == "min") return 60;
    if (unit == "h") return 3600;
    if (unit == "d") return 24 * 3600;
    return 0;
}

}  // namespace

std::optional<std::chrono::seconds> parse_duration(std::string_view text) noexcept {
    std::size_t digits = 0;
    std::int64_t count = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
        count = count * 10 + (text[digits] - '0');
        if (count > ten_years) return std::nullopt;
        ++digits;
    }
    if (digits == 0) return std::nullopt;
    auto unit = text.substr(digits);
    if (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
    auto const factor = seconds_in(unit);
    if (factor == 0 || count > ten_years / factor) return std::nullopt;
    return std::chrono::seconds(count * factor);
}

}  // namespace earshot::config
