// SPDX-License-Identifier: Apache-2.0
#include "gateway/log/log.hpp"

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <mutex>

namespace earshot::log {
namespace {

constexpr double burst = 50;
constexpr double per_second = 0.5;

struct bucket {
    double tokens{burst};
    instant last{};
    std::uint64_t suppressed{};
};

struct row {
    char const* name;
    spdlog::level::level_enum theirs;
};
constexpr std::array rows{row{"debug", spdlog::level::debug}, row{"info", spdlog::level::info},
                          row{"warning", spdlog::level::warn}, row{"error", spdlog::level::err},
                          row{"critical", spdlog::level::critical}};

row const& of(level l) noexcept {
    return rows[static_cast<std::size_t>(l)];
}

std::string written(instant at) {
    auto const day = std::chrono::floor<std::chrono::days>(at);
    std::chrono::year_month_day const date(day);
    std::chrono::hh_mm_ss const time(at - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                       time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

void append(std::string& line, entry const& e) {
    line += fmt::format(",\"{}\":", e.key);
    if (auto const* text = std::get_if<std::string>(&e.value))
        line += fmt::format("\"{}\"", *text);
    else if (auto const* flag = std::get_if<bool>(&e.value))
        line += *flag ? "true" : "false";
    else if (auto const* real = std::get_if<double>(&e.value))
        line += std::isfinite(*real) ? fmt::format("{}", *real) : "null";  // JSON knows no NaN
    else if (auto const* whole = std::get_if<std::int64_t>(&e.value))
        line += fmt::format("{}", *whole);
    else
        line += fmt::format("{}", std::get<std::uint64_t>(e.value));
}

}  // namespace

char const* name(level l) noexcept {
    return of(l).name;
}

std::optional<level> level_named(std::string_view text) noexcept {
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (text == rows[i].name) return static_cast<level>(i);
    return std::nullopt;
}

struct logger::parts {
    parts(level l, clock_fn clock, spdlog::sink_ptr sink)
        : least(l), now(std::move(clock)), out("earshot", std::move(sink)) {
        out.set_pattern("%v");
        out.set_level(spdlog::level::debug);
        out.flush_on(spdlog::level::debug);
    }

    // How many lines of this event were dropped before this one; nullopt: drop this one too.
    std::optional<std::uint64_t> admit(level l, std::string_view what, instant at) {
        auto [place, fresh] = buckets.try_emplace(what);
        auto& b = place->second;
        if (fresh) b.last = at;
        // The wall clock may jump back: then nothing is gained.
        auto const passed = std::chrono::duration<double>(std::max(at - b.last, instant::duration::zero())).count();
        b.tokens = std::min(burst, b.tokens + passed * per_second);
        b.last = at;
        if (b.tokens < 1 && l != level::critical) {
            ++b.suppressed;
            return std::nullopt;
        }
        b.tokens = std::max(0.0, b.tokens - 1);
        return std::exchange(b.suppressed, 0);
    }

    level least;
    clock_fn now;
    std::mutex guard;
    std::map<std::string_view, bucket> buckets;  // keys are literals: as many as the source has
    spdlog::logger out;
};

logger::logger(level least, clock_fn now)
    : parts_(std::make_unique<parts>(least, std::move(now), std::make_shared<spdlog::sinks::stderr_sink_st>())) {}

logger::logger(level least, clock_fn now, std::ostream& out)
    : parts_(std::make_unique<parts>(least, std::move(now), std::make_shared<spdlog::sinks::ostream_sink_st>(out))) {}

logger::~logger() = default;

void logger::event(level l, literal what, std::initializer_list<entry> fields) {
    if (l < parts_->least) return;
    auto const at = parts_->now();
    std::scoped_lock const lock(parts_->guard);
    auto const suppressed = parts_->admit(l, what.str(), at);
    if (!suppressed) return;
    auto line = fmt::format("{{\"t\":\"{}\",\"level\":\"{}\",\"event\":\"{}\"", written(at), name(l), what.str());
    for (auto const& e : fields) append(line, e);
    if (*suppressed > 0) line += fmt::format(",\"suppressed\":{}", *suppressed);
    line += '}';
    parts_->out.log(of(l).theirs, "{}", line);
}

}  // namespace earshot::log
