// SPDX-License-Identifier: Apache-2.0
// A report that is over belongs to the helpline: what is left on this side opens nothing of it.
#include "gateway/sealed/forms.hpp"
#include "tests/support/key_pair.hpp"
#include "tests/unit/road/house.hpp"

#include <boost/json.hpp>

using namespace road_test;
namespace json = boost::json;

namespace {

void answer_all(house& h, std::string const& wants, std::string const& story) {
    for (auto const* words : {"hello", "1", "1", "2 3", "1", "1", "near SE15", "1 9pm", "3", "2", "3"}) h.say(words);
    h.say(wants);
    h.say(story);
    // The questions about the person themselves are theirs to leave.
    h.pass(std::chrono::hours(1));
    h.settle();
}

std::shared_ptr<seal::helpline const> sealed_to(test::key_pair const& team) {
    auto to = std::make_shared<seal::helpline>();
    std::string why;
    REQUIRE(to->add(team.shown(), why));
    return to;
}

storage::case_row only_case(house& h) {
    auto const all = h.store().queue({});
    REQUIRE(all.size() == 1);
    return *h.store().find_case(all[0].id);
}

json::object opened(test::key_pair const& team, blob const& jwe) {
    auto const plain = team.open(std::string(jwe.begin(), jwe.end()));
    REQUIRE(plain != "does not open");
    CHECK(plain.size() % 1024 == 0);
    return json::parse(plain).as_object();
}

bool state_holds(house& h, conversation_id id, std::string const& text) {
    auto const row = h.store().conversation(id);
    auto const key = sealed::conversation_key::unwrap(h.keys(), row->who, row->wrapped_key);
    REQUIRE(key.has_value());
    auto const kept = sealed::open_state(*key, row->who, row->sealed_state);
    REQUIRE(kept.has_value());
    return (kept->conversation_json + kept->knowledge_json).find(text) != std::string::npos;
}

std::string words_of(json::object const& report) {
    std::string all;
    for (auto const& m : report.at("messages").as_array()) all += std::string(m.at("text").as_string()) + "\n";
    return all;
}

constexpr auto sealed_report = storage::conversation_row::report::sealed;

}  // namespace

TEST_CASE("the end of a report seals record and thread to the helpline, and what opened them is gone") {
    house h;
    test::key_pair const team("team-1");
    h.helpline = sealed_to(team);
    answer_all(h, "2", "My neighbour Tom Hartley said they would come back");
    auto const c = only_case(h);
    REQUIRE(c.for_helpline);
    CHECK(c.sealed_triage.empty());
    auto const report = opened(team, c.sealed_record);
    CHECK(report.at("case").as_string() == c.id.str());
    CHECK(report.at("record").at("schema_version").as_string() == "1.0.0");
    CHECK(report.at("triage").at("level").as_string() == c.level);
    CHECK(words_of(report).find("said they would come back") != std::string::npos);

    auto const row = h.store().conversation(c.conversation);
    CHECK(row->is == sealed_report);
    for (auto const& m : h.store().thread(c.conversation, {}, 100)) {
        CHECK(m.for_helpline);
        CHECK(m.sealed_text.empty());
    }
    CHECK_FALSE(state_holds(h, c.conversation, "come back"));
    CHECK_FALSE(state_holds(h, c.conversation, "artley"));
    CHECK_FALSE(state_holds(h, c.conversation, "SE15"));
    // The queue still knows what it is sorted and counted by.
    CHECK_FALSE(c.strands.empty());
    CHECK(c.area == "SE15");
}

TEST_CASE("what comes after the end is sealed message by message, and the case shows that there is more") {
    house h;
    test::key_pair const team("team-1");
    h.helpline = sealed_to(team);
    answer_all(h, "2", "They said they would come back");
    auto const before = only_case(h);
    h.say("It happened again this morning");
    auto const after = only_case(h);
    CHECK(after.sealed_record == before.sealed_record);
    CHECK(after.strands == before.strands);
    CHECK(after.score == before.score);
    CHECK(after.alerts == "returned");
    auto const thread = h.store().thread(after.conversation, {}, 100);
    auto const said = std::ranges::find_if(thread, [](auto const& m) { return m.for_helpline && !m.sealed_text.empty(); });
    REQUIRE(said != thread.end());
    auto const message = opened(team, said->sealed_text);
    CHECK(message.at("text").as_string() == "It happened again this morning");
    CHECK(message.at("seq").as_int64() == said->seq.value);
    CHECK_FALSE(state_holds(h, after.conversation, "again this morning"));
    CHECK(h.line.sent.back().text.find("Thank") != std::string::npos);
}

TEST_CASE("an operator's answers and the person's own arrive after the end, sealed, and the consents still count") {
    house h;
    test::key_pair const team("team-1");
    h.helpline = sealed_to(team);
    answer_all(h, "2", "They said they would come back");
    auto const c = only_case(h);
    CHECK(c.may_contact);
    auto const row = h.store().conversation(c.conversation);
    REQUIRE(h.act(c.conversation, {sealed::desk_act::kind::write, operator_id{1}, "We can help you"}));
    h.say("1");
    CHECK(h.line.sent.back().text == "We can help you");
    for (auto const& m : h.store().thread(c.conversation, {}, 100)) CHECK(m.for_helpline);
    h.say("3");
    CHECK(row->is == sealed_report);
}

TEST_CASE("whose address was opened is told, also after the report was sealed, and not after STOP") {
    house h;
    test::key_pair const team("team-1");
    h.helpline = sealed_to(team);
    answer_all(h, "2", "They said they would come back");
    auto const c = only_case(h);
    auto const opened = [&](char const* why) {
        REQUIRE(h.act(c.conversation, {sealed::desk_act::kind::address_opened, operator_id{1}, why}));
    };
    opened("life_in_danger");
    CHECK(h.line.sent.back().text.starts_with("We fear that someone is in danger."));
    CHECK(h.store().thread(c.conversation, {}, 100).back().for_helpline);
    h.say("STOP");
    auto const before = h.line.sent.size();
    opened("court_order");
    CHECK(h.line.sent.size() == before);
}

TEST_CASE("without keys a report waits under its own key, and is sealed when there are some") {
    house h;
    test::key_pair const team("team-1");
    answer_all(h, "2", "They said they would come back");
    auto c = only_case(h);
    CHECK_FALSE(c.for_helpline);
    CHECK(h.store().conversation(c.conversation)->is == storage::conversation_row::report::over);
    CHECK_FALSE(*h.works().seal_what_is_over());
    h.helpline = sealed_to(team);
    CHECK(*h.works().seal_what_is_over());
    CHECK_FALSE(*h.works().seal_what_is_over());
    c = only_case(h);
    REQUIRE(c.for_helpline);
    CHECK(words_of(opened(team, c.sealed_record)).find("come back") != std::string::npos);
    CHECK_FALSE(state_holds(h, c.conversation, "come back"));
}

TEST_CASE("a report that was left is sealed after a day, and what comes then adds to it") {
    house h;
    test::key_pair const team("team-1");
    h.helpline = sealed_to(team);
    for (auto const* words : {"hello", "1", "1", "2 3", "1", "1"}) h.say(words);
    for (int i = 0; i < 2; ++i) {
        h.pass(std::chrono::hours(2));
        h.settle();
    }
    REQUIRE_FALSE(only_case(h).for_helpline);
    CHECK_FALSE(*h.works().seal_what_is_over());
    h.pass(std::chrono::hours(25));
    CHECK(*h.works().seal_what_is_over());
    auto const c = only_case(h);
    REQUIRE(c.for_helpline);
    CHECK(c.completeness == "partial");
    h.say("They came back to my door");
    CHECK(only_case(h).sealed_record == c.sealed_record);
    CHECK(only_case(h).unread);
}

TEST_CASE("what an operator marked as missed is covered in what is sealed, and in what comes") {
    house h;
    test::key_pair const team("team-1");
    h.helpline = sealed_to(team);
    for (auto const* words : {"hello", "1", "1", "2 3", "1", "1", "near SE15", "1 9pm", "3", "2", "3", "2"}) h.say(words);
    h.say("HELP");
    h.say("the turquoise lot said it, near the turquoise shop");
    auto const of = only_case(h).conversation;
    REQUIRE(h.act(of, {sealed::desk_act::kind::mask, operator_id{1}, "Turquoise"}));
    h.say("TURQUOISE again");
    h.pass(std::chrono::hours(25));
    REQUIRE(*h.works().seal_what_is_over());
    auto const c = only_case(h);
    REQUIRE(c.for_helpline);
    auto report = opened(team, c.sealed_record);
    CHECK(json::serialize(report.at("record")).find("urquoise") == std::string::npos);
    auto const said = words_of(report);
    CHECK(said.find("the ********* lot said it, near the ********* shop") != std::string::npos);
    CHECK(said.find("URQUOISE") == std::string::npos);
}

TEST_CASE("DELETE after the end wipes the sealed report too") {
    house h;
    test::key_pair const team("team-1");
    h.helpline = sealed_to(team);
    answer_all(h, "2", "They said they would come back");
    auto const id = only_case(h).id;
    h.say("DELETE");
    auto const gone = h.store().find_case(id);
    REQUIRE(gone);
    CHECK(gone->status == "withdrawn");
    CHECK(gone->sealed_record.empty());
    CHECK(h.store().thread(gone->conversation, {}, 100).empty());
    CHECK(h.store().conversation(gone->conversation)->wrapped_key.empty());
}
