// SPDX-License-Identifier: Apache-2.0
// Soft bounds for one sender: what is beyond them is kept, and less is answered.
#include "tests/support/catch.hpp"
#include "tests/unit/road/house.hpp"

using namespace earshot;
using namespace road_test;
using namespace std::chrono_literals;

TEST_CASE("road: somebody who begins report after report is held for a person, and nothing is lost") {
    house h;
    REQUIRE(h.offered);
    for (int i = 0; i < 20; ++i) {
        h.say("hello");
        h.say("DELETE");
        h.settle();
    }
    CHECK(h.store().count().held == 0);
    auto const answered = h.line.sent.size();
    h.say("hello");
    CHECK(h.store().count().held == 1);
    CHECK(h.line.sent.size() == answered);
    CHECK(h.outcomes.back() == pipeline::outcome::set_aside_often);
    // Another person is not concerned, and a day later neither is this one.
    h.post(h.text("other", "hello", "+447700900999"));
    h.settle();
    CHECK(h.line.sent.size() == answered + 1);
    h.pass(25h);
    h.say("hello");
    CHECK(h.store().count().held == 1);
    CHECK(h.line.sent.size() == answered + 2);
}

TEST_CASE("road: an endless writer is kept and not answered, until they are in danger") {
    house h;
    // A report with contact agreed, and then always one thing more.
    for (auto const* words : {"hello", "1", "1", "2 3", "1", "1", "near SE15", "1 9pm", "3", "2", "3", "2", "at the stop", "0"})
        h.say(words);
    for (int i = 0; i < 60; ++i) h.say("hm");
    auto const answered = h.line.sent.size();
    auto const kept = h.store().count().worked;
    h.say("hm");
    CHECK(h.line.sent.size() == answered);
    CHECK(h.store().count().worked == kept + 1);
    h.say("help me I am in danger now");
    CHECK(h.line.sent.size() > answered);
}

TEST_CASE("road: a silenced sender is listened to and gets no answer, also in a new report") {
    house h;
    h.say("hello");
    auto const who = h.addresses().current(h.addresses().tag_of("sms", address("+447700900123"))).value();
    REQUIRE(who);
    REQUIRE(h.addresses().silence(*who, h.now() + 7 * 24h));
    auto const answered = h.line.sent.size();
    h.say("1");
    CHECK(h.line.sent.size() == answered);
    h.say("DELETE");
    h.say("hello again");
    CHECK(h.line.sent.size() == answered);
    h.pass(30min);  // the flow's own reminder
    h.settle();
    CHECK(h.line.sent.size() == answered);
    CHECK(h.store().count().held == 0);
    h.pass(8 * 24h);
    h.say("hello");
    CHECK(h.line.sent.size() > answered);
}

namespace {

// The act that tells the person behind the only case; true: they were told.
bool told_of_opened(house& h) {
    auto const before = h.line.sent.size();
    auto const cases = h.store().queue({});
    REQUIRE_FALSE(cases.empty());
    REQUIRE(h.act(cases.front().conversation, {sealed::desk_act::kind::address_opened, operator_id{1}, "suicide"}));
    return h.line.sent.size() > before && h.line.sent.back().text.starts_with("We fear");
}

// The shipped flow under another version, with a text renamed when there is one to rename.
std::string flow_as(std::string const& version, std::string const& text = {}) {
    auto flow = shipped_flow();
    auto const at = flow.find("version = \"");
    flow.replace(at, flow.find('"', at + 11) + 1 - at, "version = \"" + version + "\"");
    if (!text.empty()) flow.replace(flow.find("[text." + text + "]"), text.size() + 7, "[text.NOT_" + text + "]");
    return flow;
}

}  // namespace

TEST_CASE(
    "road: who sent STOP before is not told of an opened address in a new conversation, until they ask for us again") {
    house h;
    h.say("hello");
    h.say("STOP");
    h.say("DELETE");
    auto const answered = h.line.sent.size();
    h.say("hello again");
    CHECK(h.line.sent.size() == answered);
    h.say("HELP");
    CHECK_FALSE(told_of_opened(h));
    h.say("START");
    CHECK(told_of_opened(h));
}

TEST_CASE("road: who runs on a flow from before there were words for an opened address is told in those of today") {
    house h;
    REQUIRE(h.offer(flow_as("8.0.0", "GLASS")));
    h.say("hello");
    h.say("HELP");
    auto const row = [&h] { return *h.store().conversation(h.store().queue({}).at(0).conversation); };
    REQUIRE(row().flow_version == "8.0.0");
    CHECK_FALSE(told_of_opened(h));  // nobody has words for it
    REQUIRE(h.offer(flow_as("9.0.0")));
    CHECK(told_of_opened(h));
    CHECK(row().flow_version == "8.0.0");
}

TEST_CASE("road: times that are kept are as coarse as configured") {
    house h;
    h.pass(7min + 13s);
    h.say("hello");
    auto const who = h.addresses().current(h.addresses().tag_of("sms", address("+447700900123"))).value();
    REQUIRE(who);
    auto const row = h.store().conversation_of(*who);
    REQUIRE(row);
    auto const coarse_enough = [](instant at) { return at.time_since_epoch() % 15min == 0ms; };
    CHECK(coarse_enough(row->opened));
    CHECK(coarse_enough(row->last_heard));
    for (auto const& m : h.store().thread(row->id, {}, 10)) CHECK(coarse_enough(m.at));
}
