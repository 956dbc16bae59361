// SPDX-License-Identifier: Apache-2.0
#include "gateway/log/log.hpp"

#include "gateway/domain/message.hpp"
#include "gateway/domain/result.hpp"
#include "tests/support/catch.hpp"

#include <sstream>

using namespace earshot;
using namespace std::chrono_literals;

// A text that a person or a provider wrote has no way into a line; neither has anything that holds an address.
static_assert(!log::loggable<std::string>);
static_assert(!log::loggable<std::string_view>);
static_assert(!log::loggable<char const*>);
static_assert(!log::loggable<char>);
static_assert(!log::loggable<address>);
static_assert(!log::loggable<body>);
static_assert(!log::loggable<alias>);
static_assert(!log::loggable<inbound>);
static_assert(!log::loggable<std::exception>);
static_assert(log::loggable<int>);
static_assert(log::loggable<std::size_t>);
static_assert(log::loggable<bool>);
static_assert(log::loggable<double>);
static_assert(log::loggable<delivery>);
static_assert(log::loggable<log::code>);
static_assert(log::loggable<case_id>);
static_assert(log::loggable<boost::system::error_code>);
static_assert(!std::is_constructible_v<log::literal, std::string>);
static_assert(!std::is_constructible_v<log::literal, char const*>);

namespace {

std::vector<std::string> lines(std::ostringstream const& out) {
    std::vector<std::string> found;
    std::istringstream in(out.str());
    for (std::string line; std::getline(in, line);) found.push_back(line);
    return found;
}

}  // namespace

TEST_CASE("a line is one JSON object") {
    std::ostringstream out;
    log::logger l(log::level::info, [] { return instant(1772356500123ms); }, out);
    l.warning("channel.refused",
              {log::field("channel", log::code::of("southwark-sms")), log::field("reason", "signature"),
               log::field("count", 3), log::field("big", ~std::uint64_t{0}), log::field("yes", true),
               log::field("ratio", 0.5), log::field("nan", std::numeric_limits<double>::quiet_NaN()),
               log::field("state", delivery::failed_perm), log::field("took", 2s),
               log::field("error", make_error_code(errc::busy)), log::field("case", case_id{})});
    CHECK(
        out.str() ==
        "{\"t\":\"2026-03-01T09:15:00.123Z\",\"level\":\"warning\",\"event\":\"channel.refused\","
        "\"channel\":\"southwark-sms\",\"reason\":\"signature\",\"count\":3,\"big\":18446744073709551615,\"yes\":true,"
        "\"ratio\":0.5,\"nan\":null,\"state\":\"failed_perm\",\"took\":2000,\"error\":\"earshot:8\","
        "\"case\":\"00000000000000000000000000000000\"}\n");
}

TEST_CASE("levels below the least are left out") {
    std::ostringstream out;
    log::logger l(log::level::warning, [] { return instant(); }, out);
    l.debug("a");
    l.info("b");
    l.warning("c");
    l.error("d");
    l.critical("e");
    CHECK(lines(out).size() == 3);
    CHECK(log::level_named("warning") == log::level::warning);
    CHECK_FALSE(log::level_named("loud"));
}

TEST_CASE("codes are letters and few digits") {
    struct {
        char const* text;
        char const* code;
    } const table[] = {
        {"twilio 20429", "twilio-20429"}, {"smtp-4.2.1", "smtp-4.2.1"},
        {"a/b:c_d", "a/b:c_d"},           {"", "-unfit-"},
        {"+447700900123", "-unfit-"},     {"447700900123", "-unfit-"},
        {"07700-900-123", "-unfit-"},     {"07700 900123", "-unfit-"},
        {"id:0770.0900", "-unfit-"},      {"someone@example.org", "-unfit-"},
        {"quote\"", "-unfit-"},           {"back\\slash", "-unfit-"},
        {"new\nline", "-unfit-"},         {"caf\xc3\xa9", "-unfit-"},
    };
    for (auto const& row : table) {
        INFO(row.text);
        CHECK(log::code::of(row.text).str() == row.code);
    }
    CHECK(log::code::of(std::string(64, 'x')).str().size() == 64);
    CHECK(log::code::of(std::string(65, 'x')).str() == "-unfit-");
    CHECK(log::code::of(std::string(100'000, 'x')).str() == "-unfit-");
}

TEST_CASE("a stranger who provokes one event cannot fill the disk nor drown the others") {
    std::ostringstream out;
    auto now = instant(1772356500000ms);
    log::logger l(log::level::info, [&now] { return now; }, out);
    for (int i = 0; i < 1000; ++i) l.warning("provoked");
    CHECK(lines(out).size() == 50);
    l.warning("other");
    CHECK(lines(out).size() == 51);
    now += 2s;
    l.warning("provoked");
    l.warning("provoked");
    auto const after = lines(out);
    REQUIRE(after.size() == 52);
    CHECK(after.back().find("\"suppressed\":950}") != std::string::npos);

    // A clock that jumps back gains nothing and breaks nothing.
    now -= 24h;
    l.warning("provoked");
    CHECK(lines(out).size() == 52);

    for (int i = 0; i < 100; ++i) l.critical("alarm");
    CHECK(lines(out).size() == 152);
}
