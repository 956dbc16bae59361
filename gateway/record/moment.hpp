// SPDX-License-Identifier: Apache-2.0
// When it happened, as far as a coded answer tells: civil dates in Europe/London, because "yesterday" is said there.
#pragma once

#include "gateway/domain/clock.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace earshot::record {

// UK time of an instant: an hour ahead of UTC from the last Sunday of March to the last of October, 01:00 UTC both
// (The Summer Time Order 2002).
std::chrono::local_seconds london(instant at);

struct span_of_days {
    std::optional<std::chrono::local_days> earliest;  // unknown for "before that"
    std::chrono::local_days latest;
    std::string_view precision;  // exact day week month older
};
// code: today yesterday week month older; `asked_at`: when the answer was given.
std::optional<span_of_days> days_of(std::string_view code, instant asked_at);

// Band of the day that free words name ("9pm", "21:30", "morning"), or empty when they name none or are not clear.
std::string_view band_of(std::string_view words);

std::string iso_date(std::chrono::local_days day);  // 2026-11-24
std::string iso_instant(instant at);                // 2026-11-24T21:14:05Z: whole seconds

}  // namespace earshot::record
