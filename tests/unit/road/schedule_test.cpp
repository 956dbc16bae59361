// SPDX-License-Identifier: Apache-2.0
#include "gateway/outbox/schedule.hpp"
#include "tests/support/catch.hpp"

using namespace earshot;
using namespace std::chrono_literals;

TEST_CASE("waits grow, vary by a fifth, obey the other side, and end after about a day") {
    CHECK(retry_after(1, 0.5, {}) == 5s);
    CHECK(retry_after(2, 0.5, {}) == 30s);
    CHECK(retry_after(6, 0.5, {}) == 2h);
    CHECK(retry_after(16, 0.5, {}) == 2h);
    CHECK_FALSE(retry_after(17, 0.5, {}));
    CHECK(retry_after(1, 0.0, {}) == 4s);
    CHECK(retry_after(1, 1.0, {}) == 6s);
    CHECK(retry_after(1, 0.5, 60s) == 60s);
    CHECK(retry_after(6, 0.5, 60s) == 2h);
    CHECK(retry_after(1, 0.5, std::chrono::hours(1000)) == 24h);
}

TEST_CASE("a channel's sending times are evenly spaced, and none is lost") {
    pace p(2.0);
    instant const t{0ms};
    CHECK(p.reserve(t) == t);
    CHECK(p.reserve(t) == t + 500ms);
    CHECK(p.reserve(t) == t + 1s);
    CHECK(p.reserve(t + 10s) == t + 10s);
    CHECK(p.next(t) == t + 10500ms);
    CHECK(p.places(t, t + 10499ms, 9) == 0);
    CHECK(p.places(t, t + 10500ms, 9) == 1);
    CHECK(p.places(t, t + 11500ms, 9) == 3);
    CHECK(p.places(t, t + 11500ms, 2) == 2);
    pace none(0);
    CHECK(none.places(t, t, 9) == 9);
    CHECK(none.reserve(t) == t);
    CHECK(none.reserve(t) == t);
}
