// SPDX-License-Identifier: Apache-2.0
// How long things are kept: sessions that were left, holds, and the audit log.
#pragma once

#include "tests/conformance/store_conformance.hpp"

namespace store_conformance {

TEST_CASE("store: what became no case and was left is found, oldest first, and nothing else") {
    auto const h = make_house();
    auto& s = h->open();
    auto const left = [&s](std::uint64_t n, instant heard) {
        step_commit step;
        step.conversation = fresh_conversation(n);
        step.conversation->last_heard = heard;
        return *s.advance({step})->steps.at(0);
    };
    auto const late = left(1, noon - 25h), early = left(2, noon - 26h);
    left(3, noon - 1h);
    open_case(s, 4);
    CHECK(s.abandoned(noon - 24h, 10) == std::vector<conversation_id>{early, late});
    CHECK(s.abandoned(noon - 24h, 1) == std::vector<conversation_id>{early});
    step_commit gone;
    gone.conversation = s.conversation(early);
    gone.conversation->phase = "erased";
    gone.forget_conversation = true;
    REQUIRE(s.advance({gone})->steps.at(0).has_value());
    CHECK(s.abandoned(noon - 24h, 10) == std::vector<conversation_id>{late});
}

TEST_CASE("store: a hold stays through news of its case, ends when it is taken off, and falls with the case") {
    auto const h = make_house();
    auto& s = h->open();
    auto const id = open_case(s, 1);
    auto const about = id_of<case_id>(1);
    CHECK(s.find_case(about)->hold.empty());
    REQUIRE(s.hold_case(about, "police").has_value());
    CHECK(s.hold_case(id_of<case_id>(9), "police").error() == errc::not_found);
    step_commit more;
    more.conversation = s.conversation(id);
    more.opened_case = fresh_case(1, "high");
    more.opened_case->conversation = id;
    REQUIRE(s.advance({more})->steps.at(0).has_value());
    CHECK(s.find_case(about)->hold == "police");
    CHECK(s.queue({}).at(0).hold == "police");
    REQUIRE(s.hold_case(about, "").has_value());
    CHECK(s.find_case(about)->hold.empty());
    REQUIRE(s.hold_case(about, "legal").has_value());
    step_commit gone;
    gone.conversation = s.conversation(id);
    gone.conversation->phase = "erased";
    gone.forget_conversation = true;
    REQUIRE(s.advance({gone})->steps.at(0).has_value());
    CHECK(s.find_case(about)->hold.empty());
    CHECK(s.hold_case(about, "legal").error() == errc::conflict);
}

TEST_CASE("store: a case whose time is over goes and is counted under its codes; one that was taken back is not") {
    auto const h = make_house();
    auto& s = h->open();
    auto const end = [&s](conversation_id which, bool count) {
        step_commit gone;
        gone.conversation = s.conversation(which);
        gone.conversation->phase = "erased";
        gone.forget_conversation = true;
        gone.count_case = count;
        REQUIRE(s.advance({gone})->steps.at(0).has_value());
    };
    auto const one = open_case(s, 1), two = open_case(s, 2), other = open_case(s, 3, "high"), back = open_case(s, 4);
    open_case(s, 5);
    auto const when = quarter::of(noon);
    auto const all_alike = [&](std::string const& level) {
        std::int64_t n = 0;
        for (auto const& r : s.coded_in(when)) n += r.level == level ? r.cases : 0;
        return n;
    };
    CHECK(all_alike("medium") == 4);
    end(one, true);
    end(two, true);
    end(other, true);
    end(back, false);
    CHECK_FALSE(s.find_case(id_of<case_id>(1)).has_value());
    CHECK(s.conversation(one)->wrapped_key.empty());
    CHECK(s.find_case(id_of<case_id>(4))->status == "withdrawn");
    CHECK(all_alike("medium") == 3);  // two counted, one that is still there
    CHECK(all_alike("high") == 1);
    CHECK(s.coded_in(when).size() == 2);
    CHECK(s.coded_in(when).at(0).area == "LS6");
    CHECK(s.coded_in(when.next()).empty());
    // What is there stays a case, whatever becomes of the counts.
    CHECK(s.end_coded_before(when).value() == 0);
    CHECK(s.end_coded_before(when.next()).value() == 2);
    CHECK(all_alike("medium") == 1);
    CHECK(all_alike("high") == 0);
    auto const taken_back = s.find_case(id_of<case_id>(4))->updated;
    CHECK(s.drop_withdrawn_before(taken_back).value() == 0);
    CHECK(s.drop_withdrawn_before(taken_back + 1ms).value() == 1);
    CHECK_FALSE(s.find_case(id_of<case_id>(4)).has_value());
    CHECK(s.find_case(id_of<case_id>(5)).has_value());
}

TEST_CASE("store: the audit log proves itself after its oldest entries went, and goes on where it was") {
    auto const h = make_house();
    auto* s = &h->open();
    for (int i = 0; i < 6; ++i) REQUIRE(s->audit({0, noon + std::chrono::hours(i), {1}, "case.claim", "c", "", ""}));
    CHECK(s->end_audit_before(noon).value() == 0);
    auto const fourth = s->audit_after(3, 1).at(0).hash;
    CHECK(s->end_audit_before(noon + 3h).value() == 3);
    CHECK(s->audit_after(0, 100).at(0).number == 4);
    CHECK(s->audit_after(0, 100).at(0).hash == fourth);
    CHECK(s->audit_intact().value());
    h->shut();
    s = &h->open();
    REQUIRE(s->audit({0, noon + 9h, {1}, "case.claim", "c", "", ""}));
    CHECK(s->audit_after(0, 100).back().number == 7);
    CHECK(s->audit_intact().value());
    // The newest stays, however old: the next is chained on it.
    CHECK(s->end_audit_before(noon + 1000h).value() == 3);
    CHECK(s->audit_after(0, 100).size() == 1);
    REQUIRE(s->audit({0, noon + 1001h, {1}, "case.claim", "c", "", ""}));
    CHECK(s->audit_after(0, 100).back().number == 8);
    CHECK(s->audit_intact().value());
}

TEST_CASE("store: an audit log whose clock was set back loses only what stands in front of all that stays") {
    auto const h = make_house();
    auto& s = h->open();
    for (int hour : {5, 1, 6}) REQUIRE(s.audit({0, noon + std::chrono::hours(hour), {1}, "case.claim", "c", "", ""}));
    CHECK(s.end_audit_before(noon + 3h).value() == 0);
    CHECK(s.audit_after(0, 100).size() == 3);
}

}  // namespace store_conformance
