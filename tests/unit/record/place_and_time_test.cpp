// SPDX-License-Identifier: Apache-2.0
#include "gateway/record/area.hpp"
#include "gateway/record/moment.hpp"
#include "tests/support/catch.hpp"

using namespace earshot::record;
using namespace std::chrono;

namespace {

earshot::instant at(year_month_day day, int hour, int minute = 0) {
    return sys_days{day} + hours{hour} + minutes{minute};
}

}  // namespace

TEST_CASE("outward postcodes are found in words") {
    struct row {
        char const* words;
        char const* area;
    };
    auto const r = GENERATE(values<row>({{"Rye Lane, se15", "SE15"},
                                         {"near Peckham Rye SE15", "SE15"},
                                         {"EC1A", "EC1A"},
                                         {"W1 by the shop", "W1"},
                                         {"SE15 and later SE5", "SE15"},
                                         {"room B12", ""},
                                         {"on the N1 bus", ""},
                                         {"bus N1, in SE1", "SE1"},
                                         {"platform E2", ""},
                                         {"the A20", ""},
                                         {"QX15", ""},
                                         {"the 36 bus stop", ""},
                                         {"", ""}}));
    CAPTURE(r.words);
    CHECK(outward_postcode(r.words) == r.area);
}

TEST_CASE("days are counted in London") {
    auto const days = [](char const* code, earshot::instant asked) { return days_of(code, asked).value(); };
    // 23:30 UTC on 30 June is 00:30 on 1 July in London.
    CHECK(iso_date(days("today", at(2026y / June / 30, 23, 30)).latest) == "2026-07-01");
    CHECK(iso_date(days("yesterday", at(2026y / June / 30, 23, 30)).latest) == "2026-06-30");
    CHECK(iso_date(days("today", at(2026y / November / 24, 23, 30)).latest) == "2026-11-24");
    CHECK(iso_date(*days("week", at(2026y / November / 24, 12)).earliest) == "2026-11-17");
    CHECK_FALSE(days("older", at(2026y / November / 24, 12)).earliest);
    CHECK_FALSE(days_of("someday", at(2026y / November / 24, 12)));
}

TEST_CASE("summer time begins and ends at one in the morning UTC") {
    CHECK(london(at(2026y / March / 29, 0, 59)).time_since_epoch() ==
          (sys_days{2026y / March / 29} + 59min).time_since_epoch());
    CHECK(london(at(2026y / March / 29, 1, 0)).time_since_epoch() ==
          (sys_days{2026y / March / 29} + 2h).time_since_epoch());
    CHECK(london(at(2026y / October / 25, 0, 59)).time_since_epoch() ==
          (sys_days{2026y / October / 25} + 1h + 59min).time_since_epoch());
    CHECK(london(at(2026y / October / 25, 1, 0)).time_since_epoch() ==
          (sys_days{2026y / October / 25} + 1h).time_since_epoch());
}

TEST_CASE("the part of the day is read when it is clear") {
    struct row {
        char const* words;
        char const* band;
    };
    auto const r = GENERATE(values<row>({{"9pm", "21-24"},
                                         {"2 9pm", "21-24"},
                                         {"about 9.30 pm", "21-24"},
                                         {"12am", "00-06"},
                                         {"12 pm", "12-15"},
                                         {"17:40", "15-18"},
                                         {"06:00", "06-12"},
                                         {"in the morning", "06-12"},
                                         {"last night", "21-24"},
                                         {"9am and 9pm", ""},
                                         {"afternoon", ""},
                                         {"2", ""},
                                         {"25:00", ""},
                                         {"99pm", ""},
                                         {"", ""}}));
    CAPTURE(r.words);
    CHECK(band_of(r.words) == r.band);
}
