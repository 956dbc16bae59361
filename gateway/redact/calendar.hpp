// SPDX-License-Identifier: Apache-2.0
// Dates in a coarser form.
#pragma once

#include <cstdint>
#include <string>

namespace earshot::redact {

struct day_of_year {
    int year{};  // 0: not known
    int month{};
    int day{};  // 0: not known
};

day_of_year day_of(std::int64_t ms_since_epoch);
int age_on(day_of_year born, day_of_year now) noexcept;
std::string age_band(int years);          // "0-9", "10-15", "16-17", "18-24", "25-34" ... "75-89", "90+"
std::string week_name(day_of_year day);   // ISO 8601: "2024-W19"; empty if there is no such day
std::string month_name(day_of_year day);  // "2024-05"
std::string part_of_day(int hour);        // night morning afternoon evening

}  // namespace earshot::redact
