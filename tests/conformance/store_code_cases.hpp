// SPDX-License-Identifier: Apache-2.0
// Reporters' codes: the quick hash at the moment of issue, the slow one in its place, and steps meanwhile.
#pragma once

#include "tests/conformance/store_conformance.hpp"

namespace store_conformance {

inline auto const quick = id_of<code_tag>(5);
inline auto const slow = id_of<slow_code_tag>(6);

inline conversation_id hand_out_code(store& s, std::uint64_t n = 1, code_tag code = quick) {
    step_commit step;
    step.conversation = fresh_conversation(n);
    step.conversation->new_code = code;
    return *s.advance({step})->steps.at(0);
}

TEST_CASE("store: a code is found by its quick hash, and after hardening by its slow one alone") {
    auto const h = make_house();
    auto* s = &h->open();
    auto const id = hand_out_code(*s);
    CHECK(s->conversation_by_code(quick)->id == id);
    CHECK_FALSE(s->conversation_by_code(slow).has_value());
    auto const left = s->quick_codes(10);
    REQUIRE(left.size() == 1);
    CHECK(left[0].id == id);
    CHECK(left[0].quick == quick);

    REQUIRE(s->harden_code(left[0], slow).has_value());
    CHECK(s->conversation_by_code(slow)->id == id);
    CHECK_FALSE(s->conversation_by_code(quick).has_value());
    CHECK(s->quick_codes(10).empty());
    h->shut();
    s = &h->open();
    CHECK(s->conversation_by_code(slow)->id == id);
}

TEST_CASE("store: a step that was under way while its code was hardened neither conflicts nor undoes it") {
    auto const h = make_house();
    auto& s = h->open();
    auto const id = hand_out_code(s);
    step_commit step;
    step.conversation = s.conversation(id);
    step.conversation->phase = "done";
    REQUIRE(s.harden_code({id, quick}, slow).has_value());
    CHECK(s.conversation(id)->version == step.conversation->version);
    CHECK(s.advance({step})->steps.at(0).has_value());
    CHECK(s.conversation_by_code(slow)->phase == "done");
    CHECK(s.quick_codes(10).empty());
}

TEST_CASE("store: a step that hands out no code leaves the one there as it is") {
    auto const h = make_house();
    auto& s = h->open();
    auto const id = hand_out_code(s);
    step_commit step;
    step.conversation = s.conversation(id);
    REQUIRE(s.advance({step})->steps.at(0).has_value());
    CHECK(s.conversation_by_code(quick)->id == id);
}

TEST_CASE("store: what was erased has no code, hardened or not, and cannot get one by a late hardening") {
    auto const h = make_house();
    auto& s = h->open();
    auto const erase = [&s](conversation_id id) {
        step_commit step;
        step.conversation = s.conversation(id);
        step.conversation->phase = "erased";
        step.forget_conversation = true;
        REQUIRE(s.advance({step})->steps.at(0).has_value());
    };
    auto const first = hand_out_code(s);
    erase(first);
    REQUIRE(s.harden_code({first, quick}, slow).has_value());
    CHECK_FALSE(s.conversation_by_code(slow).has_value());

    auto const second = hand_out_code(s, 2);
    REQUIRE(s.harden_code({second, quick}, slow).has_value());
    erase(second);
    CHECK_FALSE(s.conversation_by_code(slow).has_value());
    CHECK_FALSE(s.conversation_by_code(quick).has_value());
}

TEST_CASE("store: codes are hardened a few at a time, until none is left") {
    auto const h = make_house();
    auto& s = h->open();
    for (std::uint64_t n = 1; n <= 5; ++n) hand_out_code(s, n, id_of<code_tag>(100 + n));
    std::size_t rounds = 0;
    for (auto left = s.quick_codes(2); !left.empty(); left = s.quick_codes(2)) {
        CHECK(left.size() <= 2);
        for (auto const& one : left) REQUIRE(s.harden_code(one, id_of<slow_code_tag>(one.quick.value[0])).has_value());
        ++rounds;
    }
    CHECK(rounds == 3);
    CHECK(s.conversation_by_code(id_of<slow_code_tag>(103)).has_value());
}

}  // namespace store_conformance
