// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/calendar.hpp"

#include <array>
#include <chrono>
#include <utility>

namespace earshot::redact {
namespace {

using namespace std::chrono;

std::string two(int n) {
    return (n < 10 ? "0" : "") + std::to_string(n);
}

}  // namespace

day_of_year day_of(std::int64_t ms_since_epoch) {
    year_month_day const d{floor<days>(sys_time<milliseconds>(milliseconds(ms_since_epoch)))};
    return {int(d.year()), static_cast<int>(unsigned(d.month())), static_cast<int>(unsigned(d.day()))};
}

int age_on(day_of_year born, day_of_year now) noexcept {
    int const years = now.year - born.year;
    bool const before_birthday = std::pair(now.month, now.day) < std::pair(born.month, born.day);
    int const age = years - (before_birthday ? 1 : 0);
    return age < 0 || age > 115 ? -1 : age;
}

std::string age_band(int years) {
    constexpr std::array starts = {0, 10, 16, 18, 25, 35, 45, 55, 65, 75, 90};
    if (years >= starts.back()) return "90+";
    for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
        if (years < starts[i + 1]) return std::to_string(starts[i]) + "-" + std::to_string(starts[i + 1] - 1);
    }
    return {};
}

std::string week_name(day_of_year day) {
    year_month_day const d{year(day.year), month(static_cast<unsigned>(day.month)),
                           std::chrono::day(static_cast<unsigned>(day.day))};
    if (!d.ok()) return {};
    sys_days const at{d};
    auto const thursday = at - (weekday(at) - Monday) + days(3);
    auto const iso_year = year_month_day{thursday}.year();
    auto const week = (thursday - sys_days{iso_year / January / 1}) / days(7) + 1;
    return std::to_string(int(iso_year)) + "-W" + two(static_cast<int>(week));
}

std::string month_name(day_of_year day) {
    return std::to_string(day.year) + "-" + two(day.month);
}

std::string part_of_day(int hour) {
    if (hour < 6 || hour >= 22) return "night";
    if (hour < 12) return "morning";
    return hour < 18 ? "afternoon" : "evening";
}

}  // namespace earshot::redact
