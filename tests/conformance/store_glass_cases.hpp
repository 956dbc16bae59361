// SPDX-License-Identifier: Apache-2.0
// Break-glass in a store: who may do which step, when, and what is written down. Included by exactly one file of a
// program.
#pragma once

#include "tests/conformance/store_conformance.hpp"

namespace store_conformance {

inline constexpr operator_id asker{1}, second{2}, third{3};

inline glass_row glass_request(conversation_id about, std::uint64_t n, instant at = noon) {
    glass_row r;
    r.about = id_of<case_id>(n);
    r.conversation = about;
    r.reason = "suicide";
    r.ground = "alert.suicide";
    r.telling = "tell";
    r.asked_by = asker;
    r.asked = at;
    r.answer_by = at + 30min;
    return r;
}

inline std::vector<std::string> glass_log(store& s) {
    std::vector<std::string> all;
    for (auto const& row : s.audit_after(0, 100))
        if (row.action.starts_with("glass.")) all.push_back(row.action + " " + std::to_string(row.who.value));
    return all;
}

TEST_CASE("store: glass is opened once, by who asked, after another person allowed it, and reviewed by a third") {
    auto const h = make_house();
    auto& s = h->open();
    auto const about = open_case(s, 1);
    auto const asked = s.ask_glass(glass_request(about, 1), 5);
    REQUIRE(asked.has_value());
    auto const id = asked->id;
    CHECK(asked->state == "asked");
    CHECK(s.open_glass(id, asker, noon + 1s).error() == errc::conflict);
    CHECK(s.allow_glass(id, asker, noon + 1s, 15min).error() == errc::forbidden);
    CHECK(s.review_glass(id, third, "in_order", noon + 1s).error() == errc::conflict);

    auto const allowed = s.allow_glass(id, second, noon + 1min, 15min);
    REQUIRE(allowed.has_value());
    CHECK(allowed->decided_by == second);
    CHECK(allowed->open_by == noon + 16min);
    CHECK(s.allow_glass(id, third, noon + 1min, 15min).error() == errc::conflict);
    CHECK(s.open_glass(id, second, noon + 2min).error() == errc::forbidden);
    CHECK(s.open_glass(id, third, noon + 2min).error() == errc::forbidden);
    CHECK(s.count_glass(noon + 2min).waiting == 1);

    auto const opened = s.open_glass(id, asker, noon + 2min);
    REQUIRE(opened.has_value());
    CHECK(opened->opened == noon + 2min);
    CHECK(s.open_glass(id, asker, noon + 2min).error() == errc::conflict);
    CHECK(s.refuse_glass(id, second, noon + 2min).error() == errc::conflict);
    CHECK(s.count_glass(noon + 2min).waiting == 0);
    CHECK(s.count_glass(noon + 2min).unreviewed == 1);

    CHECK(s.untold_glass(9).size() == 1);
    CHECK(s.mark_glass_told(id).has_value());
    CHECK(s.untold_glass(9).empty());

    CHECK(s.review_glass(id, asker, "in_order", noon + 3h).error() == errc::forbidden);
    CHECK(s.review_glass(id, second, "in_order", noon + 3h).error() == errc::forbidden);
    REQUIRE(s.review_glass(id, third, "to_follow_up", noon + 3h).has_value());
    CHECK(s.review_glass(id, third, "in_order", noon + 3h).error() == errc::conflict);
    CHECK(s.count_glass(noon + 3h).unreviewed == 0);
    CHECK(s.glass(id)->finding == "to_follow_up");
    CHECK(glass_log(s) == std::vector<std::string>{"glass.ask 1", "glass.allow 2", "glass.open 1", "glass.review 3"});
    CHECK(*s.audit_intact());
    CHECK(s.audit_about(id_of<case_id>(1).str(), "glass.open", 9).at(0).detail.find("allowed-by=2") != std::string::npos);
    CHECK(s.audit_about(id_of<case_id>(1).str(), "glass.", 9).front().action == "glass.review");
    CHECK(s.audit_about(id_of<case_id>(1).str(), "glass.", 2).size() == 2);
    CHECK(s.audit_about(id_of<case_id>(2).str(), "glass.", 9).empty());

    h->shut();
    CHECK(h->open().glass(id)->reviewed_by == third);
}

TEST_CASE("store: glass that nobody answered or opened in time is over, also before the sweep has been by") {
    auto const h = make_house();
    auto& s = h->open();
    auto const id = s.ask_glass(glass_request(open_case(s, 1), 1), 5)->id;
    SECTION("not answered") {
        CHECK(s.allow_glass(id, second, noon + 30min, 15min).error() == errc::conflict);
        CHECK(s.count_glass(noon + 30min).waiting == 0);
        CHECK(*s.lapse_glass(noon + 30min) == 1);
    }
    SECTION("not opened") {
        REQUIRE(s.allow_glass(id, second, noon + 1min, 15min).has_value());
        CHECK(s.open_glass(id, asker, noon + 16min).error() == errc::conflict);
        CHECK(*s.lapse_glass(noon + 15min) == 0);
        CHECK(*s.lapse_glass(noon + 16min) == 1);
    }
    CHECK(s.glass(id)->state == "lapsed");
    CHECK(*s.lapse_glass(noon + 2h) == 0);
    CHECK(glass_log(s).back() == "glass.lapse 0");
}

TEST_CASE("store: one glass a case and a bounded number in all") {
    auto const h = make_house();
    auto& s = h->open();
    auto const one = open_case(s, 1), two = open_case(s, 2);
    auto const first = s.ask_glass(glass_request(one, 1), 1)->id;
    CHECK(s.ask_glass(glass_request(one, 1, noon + 1min), 5).error() == errc::conflict);
    CHECK(s.ask_glass(glass_request(two, 2, noon + 1min), 1).error() == errc::busy);
    SECTION("taken back, another may be asked") {
        CHECK(s.refuse_glass(first, asker, noon + 2min)->state == "refused");
        CHECK(glass_log(s).back() == "glass.take-back 1");
        CHECK(s.allow_glass(first, second, noon + 2min, 15min).error() == errc::conflict);
        CHECK(s.ask_glass(glass_request(two, 2, noon + 2min), 1).has_value());
    }
    SECTION("refused after it was allowed, it cannot be opened") {
        REQUIRE(s.allow_glass(first, second, noon + 1min, 15min).has_value());
        REQUIRE(s.refuse_glass(first, third, noon + 2min).has_value());
        CHECK(s.open_glass(first, asker, noon + 2min).error() == errc::conflict);
        CHECK(glass_log(s).back() == "glass.refuse 3");
    }
    SECTION("one whose time is over stands in nobody's way") {
        CHECK(s.ask_glass(glass_request(one, 1, noon + 31min), 1).has_value());
        CHECK(s.glass(first)->state == "lapsed");
    }
    CHECK(s.glass_of(id_of<case_id>(1), 9).back().id == first);
}

TEST_CASE("store: glass that could not be shown is marked as failed, and an unknown one is not found") {
    auto const h = make_house();
    auto& s = h->open();
    auto const id = s.ask_glass(glass_request(open_case(s, 1), 1), 5)->id;
    CHECK(s.fail_glass(id, asker, noon).error() == errc::conflict);
    REQUIRE(s.allow_glass(id, second, noon + 1min, 15min).has_value());
    REQUIRE(s.open_glass(id, asker, noon + 2min).has_value());
    CHECK(s.fail_glass(id, asker, noon + 2min).has_value());
    CHECK(s.count_glass(noon + 2min).unreviewed == 0);
    CHECK(s.untold_glass(9).empty());
    CHECK(s.allow_glass(glass_id{77}, second, noon, 15min).error() == errc::not_found);
    CHECK(s.open_glass(glass_id{77}, asker, noon).error() == errc::not_found);
    CHECK_FALSE(s.glass(glass_id{77}));
    CHECK(s.glass_list(9).size() == 1);
}

TEST_CASE("store: who made an account is kept until it is confirmed") {
    auto const h = make_house();
    auto& s = h->open();
    operator_row row;
    row.login = "ann";
    row.role = "operator";
    row.made_by = operator_id{9};
    auto const id = s.add_operator(row).value();
    CHECK(s.operator_by_id(id)->made_by == operator_id{9});
    auto changed = *s.operator_by_login("ann");
    changed.made_by = {};
    REQUIRE(s.update_operator(changed).has_value());
    CHECK(s.operators().front().made_by == operator_id{});
}

}  // namespace store_conformance
