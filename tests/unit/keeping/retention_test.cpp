// SPDX-License-Identifier: Apache-2.0
// What ends when its time is over, on a real road with a clock that is moved.
#include "gateway/app/retention.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/road/house.hpp"

using namespace road_test;
using namespace std::chrono_literals;

namespace {

constexpr auto day = 24h;
retention_times const times{24h, 30 * day, 365 * day, 365 * day, 2196 * day, 2196 * day};

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
    // Also when the case is gone.
    storage::conversation_row conversation(case_id id) {
        if (auto const row = h.store().find_case(id)) behind = row->conversation;
        return *h.store().conversation(behind);
    }
    bool address_known(case_id id) { return h.addresses().reveal(conversation(id).who).has_value(); }
    bool words_kept(case_id id) { return !conversation(id).wrapped_key.empty(); }
    std::int64_t counted(instant opened) {
        std::int64_t n = 0;
        for (auto const& r : h.store().coded_in(quarter::of(opened))) n += r.cases;
        return n;
    }
    conversation_id behind{};
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
    auto const opened = k.h.store().find_case(id)->opened;
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
    CHECK_FALSE(k.h.store().find_case(id).has_value());
    // Its count under its codes ends after six years more.
    CHECK(k.counted(opened) == 1);
    k.h.pass(2196 * day - 366 * day);
    k.round();
    CHECK(k.counted(opened) == 1);
    k.h.pass(366 * day + 92 * day);
    k.round();
    CHECK(k.counted(opened) == 0);
}

TEST_CASE("retention: who writes, or is held, between the look and the act is not wiped") {
    kept k;
    auto const id = k.report();
    k.close(id);
    k.h.pass(366 * day);
    end_what_is_over(k.h.store(), k.h.addresses(), k.acts, times, k.h.now());  // asked for, not yet done
    bool const held = GENERATE(false, true);
    if (held) {
        REQUIRE(k.h.store().hold_case(id, "police").has_value());
    } else {
        auto row = k.conversation(id);
        storage::step_commit news;
        news.conversation = row;
        REQUIRE(k.h.store().advance({news})->steps.at(0).has_value());
    }
    k.h.settle();
    CHECK(k.words_kept(id));
    CHECK(k.h.store().count().held == 0);
    if (held) REQUIRE(k.h.store().hold_case(id, "").has_value());
    k.h.pass(8 * day);  // the store knows an act by its key for a week
    CHECK(k.h.store().sweep(k.h.now()).has_value());
    k.round();
    CHECK_FALSE(k.words_kept(id));
}

TEST_CASE("retention: what a reporter took back is not counted, and its empty row ends as the case would have") {
    kept k;
    auto const id = k.report();
    auto const opened = k.h.store().find_case(id)->opened;
    k.h.say("DELETE");
    REQUIRE(k.h.store().find_case(id)->status == "withdrawn");
    CHECK(k.counted(opened) == 0);
    k.h.pass(366 * day);
    k.round();
    CHECK_FALSE(k.h.store().find_case(id).has_value());
    CHECK(k.counted(opened) == 0);
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
    auto const left = k.h.store().find_case(id);
    CHECK((by_reporter ? left->hold.empty() : !left));
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
