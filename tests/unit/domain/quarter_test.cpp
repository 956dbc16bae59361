// SPDX-License-Identifier: Apache-2.0
#include "gateway/domain/quarter.hpp"

#include "tests/support/catch.hpp"

using namespace earshot;
using namespace std::chrono_literals;
using std::chrono::sys_days, std::chrono::year;

TEST_CASE("quarter: begins and ends with its months, and is named as it is read") {
    instant const evening = sys_days{year{2026} / 9 / 30} + 23h + 59min + 59s + 999ms;
    auto const q = quarter::of(evening);
    CHECK(q.name() == "2026-Q3");
    CHECK(q.start().time_since_epoch() == instant(sys_days{year{2026} / 7 / 1}).time_since_epoch());
    CHECK(quarter::of(q.start()) == q);
    CHECK(quarter::of(evening + 1ms) == q.next());
    CHECK(q.next().name() == "2026-Q4");
    CHECK(q.next().next().name() == "2027-Q1");
    CHECK(quarter::named("2026-Q3") == q);
    for (auto const* wrong :
         {"", "2026-Q0", "2026-Q5", "2026-Q33", "2026Q3", "20x6-Q3", "-026-Q3", "1969-Q4", "2026-q3"})
        CHECK_FALSE(quarter::named(wrong).has_value());
}
