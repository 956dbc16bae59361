// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/calendar.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/redact/say.hpp"

using namespace earshot::redact;
using namespace earshot::redact::test;

TEST_CASE("the reporter's address goes, the place of the incident keeps its street") {
    CHECK(shown("I live at 14 Oak Road, Leeds LS1 4AB") == "I live at [ADDRESS-1], Leeds [LS1]");
    CHECK(shown("i live at 14 oak road") == "i live at [ADDRESS-1]");
    CHECK(shown("my address is Flat 2, 14a High Street") == "my address is [ADDRESS-1]");
    CHECK(shown("I live on Oak Road near the park") == "I live on [ADDRESS-1] near the park");
    CHECK(shown("it happened outside 14 Oak Road") == "it happened outside [HOUSE-NUMBER] Oak Road");
    policy where;
    where.incident_place = true;
    CHECK(shown("14 Oak Road, by the mosque", where) == "[HOUSE-NUMBER] Oak Road, by the mosque");
    CHECK(shown("Oak Road", where) == "Oak Road");
    CHECK(shown("he lives at number 14 Oak Road") == "he lives at [HOUSE-NUMBER] Oak Road");
    CHECK(shown("PO Box 149") == "[ADDRESS-1]");
    CHECK(shown("we are in flat 12 upstairs") == "we are in [ADDRESS-1] upstairs");
}

TEST_CASE("addresses without a street's usual word, house names, and pieces beside each other") {
    for (auto const* home :
         {"34 Kingsway", "34 kingsway", "8 Broadway", "150, the green", "12 heol y bryn", "no. 184 ffordd las",
          "Rose Cottage, Mill Lane", "Flat 39, Tower Block A, Old Kent Road", "flat 50, rose cottage, the green",
          "49 Milton Court, 150 Station Road", "27 Kestrel House", "flat 56 10 Kingsway", "11/20 The Crescent",
          "Rose Cottage, West End Lane"}) {
        INFO(home);
        CHECK(shown("I live at " + std::string(home)) == "I live at [ADDRESS-1]");
    }
    CHECK(shown("it happened outside Kestrel House, Victoria Avenue") ==
          "it happened outside [HOUSE-NUMBER], Victoria Avenue");
}

TEST_CASE("counts and bus routes are no addresses") {
    for (auto const* kept : {"3 men came down the road", "the 36 bus on Old Kent Road", "2 of them on the street",
                             "on Oak Road", "there were 4 in the park", "bus number 36", "at 5 the park was empty",
                             "we met at 6 outside", "10 highway patrol men", "the 5 houses by the way", "on Broadway",
                             "2 towers fell", "he ran halfway down the street", "in the house, the door was open"}) {
        INFO(kept);
        CHECK(shown(kept) == kept);
    }
}

TEST_CASE("ages become bands") {
    CHECK(shown("I'm 34 and gay") == "I'm [AGE: 25-34] and gay");
    CHECK(shown("I am thirty-six years old") == "I am [AGE: 35-44] years old");
    CHECK(shown("my 9 year old") == "my [AGE: 0-9] year old");
    CHECK(shown("aged 17") == "aged [AGE: 16-17]");
    CHECK(shown("I'm 5 minutes away") == "I'm 5 minutes away");
    CHECK(shown("I am 10 miles from there") == "I am 10 miles from there");
    CHECK(shown("a man aged 40 hit me") == "a man aged 40 hit me");
}

TEST_CASE("a date of birth is an age band when the day of the message is known") {
    CHECK(shown("dob 12/05/1985") == "dob [DOB]");
    CHECK(shown("I was born on 12th May 1985") == "I was born on [DOB]");
    case_knowledge knows;
    CHECK(strip("born 12/05/1985", knows, {}, 1'715'000'000'000).text.str() == "born [DOB: 35-44]");
    CHECK(shown("It happened on 12/05/2024 at 10pm") == "It happened on 12/05/2024 at 10pm");
}

TEST_CASE("above the case worker days become weeks or months") {
    policy how;
    how.level = level::partner;
    CHECK(shown("on 12/05/2024 at 10:30", how) == "on [DATE: 2024-W19] at [DATE: morning]");
    CHECK(shown("on 12 May 2024 at 11pm", how) == "on [DATE: 2024-W19] at [DATE: night]");
    how.level = level::statistics;
    CHECK(shown("on 12 May 2024 at 11pm", how) == "on [DATE: 2024-05] at [DATE]");
    CHECK(week_name({2021, 1, 3}) == "2020-W53");
    CHECK(week_name({2023, 2, 30}).empty());
    CHECK(age_band(90) == "90+");
}

TEST_CASE("papers and references that only their cue explains") {
    CHECK(shown("my passport is 123456789") == "my passport is [PASSPORT-1]");
    CHECK(shown("BRP number ZU1234567") == "BRP number [IMMIGRATION-REF-1]");
    CHECK(shown("GWF012345678") == "[IMMIGRATION-REF-1]");
    CHECK(shown("my share code is W9K 4TX 7RD") == "my share code is [IMMIGRATION-REF-1]");
    CHECK(shown("crime ref 4201234/24 they said") == "crime ref [CRIME-REF-1] they said");
    CHECK(shown("CAD 1234") == "CAD [CRIME-REF-1]");
    CHECK(shown("student number 20198843") == "student number [ID-1]");
    CHECK(shown("my password is hunter2!") == "my password is [SECRET-1]!");
    CHECK(shown("P<GBRKHAN<<AMINA<<<<<<<<<<<<<<<<<<<<<<<<<<<<") == "[PASSPORT-1]");
}

TEST_CASE("school, work and worship of the reporter") {
    CHECK(shown("my son goes to Oakfield Primary School") == "my son goes to [SCHOOL-1]");
    CHECK(shown("I work at Barton Foods Ltd") == "I work at [EMPLOYER-1]");
    CHECK(shown("I pray at Green Lane Masjid") == "I pray at [WORSHIP-1]");
    CHECK(shown("graffiti on Green Lane Masjid") == "graffiti on Green Lane Masjid");
    CHECK(shown("I work in Leeds") == "I work in Leeds");
}

TEST_CASE("coordinates and codes of places") {
    CHECK(shown("at 53.4808, -2.2426 now") == "at [LOCATION-1] now");
    CHECK(shown("at SJ 837 983 now") == "at [LOCATION-1] now");
    CHECK(shown("///filled.count.soap") == "[LOCATION-1]");
    CHECK(shown("at 9C3XGV4C+2H now") == "at [LOCATION-1] now");
    CHECK(shown("late.haha.first") == "late.haha.first");
}
