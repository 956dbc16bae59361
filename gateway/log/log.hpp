// SPDX-License-Identifier: Apache-2.0
// One JSON object a line, on standard error by default:
//   {"t":"2026-03-01T09:15:00.123Z","level":"warning","event":"channel.refused","channel":"sms","reason":"signature"}
#pragma once

#include "gateway/domain/clock.hpp"
#include "gateway/log/field.hpp"

#include <initializer_list>
#include <memory>
#include <optional>
#include <ostream>
#include <string_view>

namespace earshot::log {

enum class level : std::uint8_t { debug, info, warning, error, critical };
char const* name(level l) noexcept;
std::optional<level> level_named(std::string_view text) noexcept;

// Passed by reference to whoever logs; there is no global one. Any thread may call it.
//
// Bound: of each event name 50 lines at once and one more every two seconds are written, so that a stranger who
// provokes lines cannot fill the disk; the next line that is written says how many were dropped ("suppressed").
// Critical lines are always written.
class logger {
public:
    // Standard error.
    logger(level least, clock_fn now);
    // Another stream, which must outlive the logger.
    logger(level least, clock_fn now, std::ostream& out);
    ~logger();
    logger(logger const&) = delete;
    logger& operator=(logger const&) = delete;

    void event(level l, literal what, std::initializer_list<entry> fields = {});

    void debug(literal what, std::initializer_list<entry> fields = {}) { event(level::debug, what, fields); }
    void info(literal what, std::initializer_list<entry> fields = {}) { event(level::info, what, fields); }
    void warning(literal what, std::initializer_list<entry> fields = {}) { event(level::warning, what, fields); }
    void error(literal what, std::initializer_list<entry> fields = {}) { event(level::error, what, fields); }
    void critical(literal what, std::initializer_list<entry> fields = {}) { event(level::critical, what, fields); }

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

}  // namespace earshot::log
