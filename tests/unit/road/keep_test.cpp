// SPDX-License-Identifier: Apache-2.0
// The reporter hears what was covered, and a word that they want seen stays: in the record, in the thread, and later.
#include "gateway/pipeline/kept_word.hpp"
#include "gateway/sealed/forms.hpp"
#include "tests/support/key_pair.hpp"
#include "tests/unit/road/house.hpp"

#include <boost/json.hpp>

using namespace road_test;
namespace json = boost::json;

namespace {

std::string last(house& h, std::size_t back = 0) {
    auto const n = h.line.sent.size();
    return n > back ? h.line.sent[n - 1 - back].text : std::string();
}

void answer_up_to_the_story(house& h) {
    for (auto const* words : {"hello", "1", "1", "2 3", "1", "1", "near SE15", "1 9pm", "3", "2", "3", "2"}) h.say(words);
}

}  // namespace

TEST_CASE("road: a covered name is told, kept when the reporter says so, and everything else stays covered") {
    house h;
    test::key_pair const team("team-1");
    auto to = std::make_shared<seal::helpline>();
    std::string why;
    REQUIRE(to->add(team.shown(), why));
    h.helpline = to;
    answer_up_to_the_story(h);
    h.say("My friend Omar Haddad saw it and so did my cousin Leila Haddad, ring him on 07700 900456");
    REQUIRE(h.line.sent.size() > 2);
    CHECK(last(h, 2).find("names, phone numbers") != std::string::npos);
    CHECK(last(h, 2).find("Omar") == std::string::npos);

    h.say("KEEP Omar Haddad");
    CHECK(last(h, 1) == "OK. Staff will see it.");
    h.say("KEEP 07700 900456");
    CHECK(last(h, 1).starts_with("We did not find that"));
    h.say("KEEP Bartholomew");
    CHECK(last(h, 1).starts_with("We did not find that"));
    h.say("0");

    auto const cases = h.store().queue({});
    REQUIRE(cases.size() == 1);
    auto const c = h.store().find_case(cases[0].id);
    REQUIRE(c->for_helpline);
    auto const report = json::parse(team.open(std::string(c->sealed_record.begin(), c->sealed_record.end()))).as_object();
    auto const record = json::serialize(report.at("record"));
    CHECK(record.find("Omar Haddad") != std::string::npos);
    CHECK(record.find("Leila") == std::string::npos);
    CHECK(record.find("900456") == std::string::npos);
    bool noted = false;
    for (auto const& m : report.at("messages").as_array()) {
        auto const& o = m.as_object();
        if (auto const* id = o.if_contains("text_id"); !id || *id != kept_by_reporter) continue;
        noted = true;
        CHECK(o.at("text") == "Omar Haddad");
        CHECK(o.at("author") == "system");
        CHECK(std::string(o.at("aside").as_string()).starts_with("["));
    }
    CHECK(noted);
    auto const whole = json::serialize(report);
    CHECK(whole.find("Leila") == std::string::npos);
    CHECK(whole.find("900456") == std::string::npos);
}

TEST_CASE("road: a kept name stays in what is still to come, and a story that begins with keep is a story") {
    house h;
    h.say("hello");
    h.say("1");
    h.say("keep Omar");  // nothing was covered so far: an answer that does not fit
    CHECK(last(h).starts_with("Sorry"));
    for (auto const* words : {"1", "2 3", "1", "1", "near SE15", "1 9pm", "3", "2", "3", "2"}) h.say(words);
    h.say("My friend Omar Haddad saw it");
    h.say("keep omar haddad");
    CHECK(last(h, 1) == "OK. Staff will see it.");
    h.say("Omar was there again, and his brother Yusuf Karimi");
    auto const cases = h.store().queue({});
    REQUIRE(cases.size() == 1);
    auto const row = h.store().conversation(cases[0].conversation);
    auto const key = sealed::conversation_key::unwrap(h.keys(), row->who, row->wrapped_key);
    REQUIRE(key.has_value());
    std::string all;
    for (auto const& m : h.store().thread(row->id, {}, 200)) {
        auto const text = sealed::open_text(*key, row->who, m.seq, m.sealed_text);
        REQUIRE(text.has_value());
        all += text->text + "\n";
    }
    CHECK(all.find("Omar was there again") != std::string::npos);
    CHECK(all.find("Yusuf") == std::string::npos);
}

TEST_CASE("a wish to keep is bounded, and changes nothing when it is not granted") {
    seal::initialise();
    auto const engine = redact::make_engine();
    redact::case_knowledge knows;
    instant const at{};
    engine->strip("My friend Omar Haddad saw it", {}, knows, {}, 0);
    auto const before = knows.to_json();
    for (auto const* wish : {"Bartholomew", "the", "07700 900123", "omar@example.org", "", "[PERSON-1]", "friend"}) {
        INFO(wish);
        CHECK_FALSE(keep_word(*engine, {}, knows, wish, at));
        CHECK(knows.to_json() == before);
    }
    auto const kept = keep_word(*engine, {}, knows, "Omar Haddad", at);
    REQUIRE(kept);
    CHECK(kept->word.str() == "Omar Haddad");
    CHECK(kept->shown.front() == '[');
    CHECK_FALSE(keep_word(*engine, {}, knows, "Omar Haddad", at));  // it is not covered any more

    for (int i = 0; i < 100; ++i) knows.keep.push_back("x" + std::to_string(i));
    engine->strip("My friend Leila Karimi saw it", {}, knows, {}, 0);
    CHECK_FALSE(keep_word(*engine, {}, knows, "Leila Karimi", at));
}
