// SPDX-License-Identifier: Apache-2.0
// What ends when its time is over, on a real road with a clock that is moved.
#include "gateway/app/retention.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/road/house.hpp"

using namespace road_test;
using namespace std::chrono_literals;

namespace {

constexpr auto day = 24h;
retention_times const times{24h, 30 * day, 365 * day, 365 * day, 2196 * day};

struct kept {
    house h;
    journalled_acts acts{h.store(), h.addresses(), h.keys(), [this] { return h.now(); }, seal::system_random()};

    void round() {
        end_what_is_over(h.store(), h.addresses(), acts, times, h.now());
        h.settle();
    }
    // A report whose reporter may be contacted.
    case_id report() {
        for (auto const* words :
             {"hello", "1", "1", "2 3", "1", "1", "near SE15", "1 9pm", "3", "2", "3", "2", "They shouted", "0"})
            h.say(words);
        auto const all = h.store().queue({});
        REQUIRE(all.size() == 1);
        return all[0].id;
    }
    void close(case_id id) {
        auto const lease = h.store().claim(id, {1}, h.now(), 10min);
        REQUIRE(lease.has_value());
        REQUIRE(h.store().close_case(id, {1}, lease->lease_number, "advised", h.now()).has_value());
    }
    storage::conversation_row conversation(case_id id) {
        return *h.store().conversation(h.store().find_case(id)->conversation);
    }
    bool address_known(case_id id) { return h.addresses().reveal(conversation(id).who).has_value(); }
    bool words_kept(case_id id) { return !conversation(id).wrapped_key.empty(); }
};

}  // namespace

TEST_CASE("retention: a session that was left and became no case ends after a day") {
    kept k;
    k.h.say("hello");
    k.h.say("STOP");
    auto const open = [&k] { return k.h.store().abandoned(k.h.now() + 1h, 10).size(); };
    REQUIRE(open() == 1);
    k.h.pass(23h);
    k.round();
    CHECK(open() == 1);
    k.h.pass(2h);
    k.round();
    CHECK(open() == 0);
    CHECK(k.h.store().count().held == 0);
}

TEST_CASE("retention: of a closed case the address ends after thirty days, and all words after a year") {
    kept k;
    auto const id = k.report();
    k.close(id);
    k.h.pass(29 * day);
    k.round();
    CHECK(k.address_known(id));
    k.h.pass(2 * day);
    k.round();
    CHECK_FALSE(k.address_known(id));
    CHECK(k.words_kept(id));
    k.h.pass(335 * day);
    k.round();
    CHECK_FALSE(k.words_kept(id));
    CHECK(k.h.store().find_case(id)->status == "withdrawn");
}

TEST_CASE("retention: a case on hold keeps its words until the hold is taken off, and its reporter's DELETE wins") {
    bool const by_reporter = GENERATE(false, true);
    kept k;
    auto const id = k.report();
    std::string code;
    for (auto const& m : k.h.line.sent)
        if (auto const at = m.text.find("Your code: "); at != std::string::npos) code = m.text.substr(at + 11, 11);
    k.close(id);
    REQUIRE(k.h.store().hold_case(id, "police").has_value());
    k.h.pass(400 * day);
    k.round();
    CHECK(k.words_kept(id));
    CHECK_FALSE(k.address_known(id));
    if (by_reporter) {
        k.h.say(code);
        k.h.say("DELETE");
    } else {
        REQUIRE(k.h.store().hold_case(id, "").has_value());
        k.round();
    }
    CHECK_FALSE(k.words_kept(id));
    CHECK(k.h.store().find_case(id)->hold.empty());
}

TEST_CASE("retention: of a case that nobody closes the address ends after a year of silence, not of work") {
    kept k;
    auto const id = k.report();
    k.h.pass(200 * day);
    k.h.say("me again");
    k.h.pass(200 * day);
    k.round();
    CHECK(k.address_known(id));
    k.h.pass(166 * day);
    k.round();
    CHECK_FALSE(k.address_known(id));
    CHECK(k.words_kept(id));
}
