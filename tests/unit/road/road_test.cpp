// SPDX-License-Identifier: Apache-2.0
#include "gateway/sealed/forms.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/road/house.hpp"

#include <algorithm>

using namespace road_test;

namespace {

std::string last(house const& h) { return h.line.sent.empty() ? std::string() : h.line.sent.back().text; }

void whole_report(house& h, std::string const& wants, std::string const& story) {
    for (auto const* words : {"hello", "1", "1", "2 3", "1", "1", "near SE15", "1 9pm", "3", "2", "3"}) h.say(words);
    h.say(wants);
    h.say(story);
}

std::string code_in(house const& h) {
    for (auto const& m : h.line.sent)
        if (auto const at = m.text.find("Your code: "); at != std::string::npos) return m.text.substr(at + 11, 11);
    return {};
}

bool file_holds(std::string const& dir, std::string const& text) {
    for (auto const& f : std::filesystem::recursive_directory_iterator(dir)) {
        if (!f.is_regular_file()) continue;
        std::ifstream in(f.path(), std::ios::binary);
        std::string const all(std::istreambuf_iterator<char>(in), {});
        if (all.find(text) != std::string::npos) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("a report goes from the door to a case, and its answers go back to the sender") {
    house h;
    REQUIRE(h.offered);
    whole_report(h, "2", "They said they would come back");
    CHECK(h.store().count().cases_waiting == 1);
    CHECK_FALSE(code_in(h).empty());
    CHECK(std::ranges::all_of(h.line.sent, [](auto const& m) { return m.to == "+447700900123"; }));
    auto const n = h.store().count();
    CHECK(n.accepted == 13);
    CHECK(n.accepted == n.worked + n.journal + n.held);
}

TEST_CASE("the same provider id twice is one message with the same good answer") {
    house h;
    bool repeated = true;
    REQUIRE(h.post(h.text("SM1", "hello"), &repeated));
    CHECK_FALSE(repeated);
    REQUIRE(h.post(h.text("SM1", "hello"), &repeated));
    CHECK(repeated);
    h.settle();
    CHECK(h.line.sent.size() == 1);
}

TEST_CASE("two messages of one person in one batch are stepped one after the other") {
    house h;
    for (auto const* words : {"hello", "1", "1"}) h.post(h.text(std::string("x") + words + std::to_string(h.store().count().accepted), words));
    h.settle();
    CHECK(h.line.sent.size() == 4);  // Q1, then M1 and Q2, then Q3
    CHECK(last(h).starts_with("What happened?"));
}

TEST_CASE("without contact agreed the address is gone after the session, behind the last text") {
    house h;
    whole_report(h, "1", "no more");
    auto const tag = h.addresses().tag_of("sms", address("+447700900123"));
    CHECK(h.addresses().current(tag)->has_value());
    h.say("0");  // no more questions
    h.pass(std::chrono::hours(2));
    h.settle();
    CHECK_FALSE(h.addresses().current(tag)->has_value());
    CHECK(h.addresses().count().value() == 0);
}

TEST_CASE("DELETE destroys the words, and the goodbye still arrives") {
    house h;
    whole_report(h, "2", "the marmalade hatstand");
    auto const filed = h.store().queue({}).at(0).id;
    h.say("DELETE");
    CHECK(last(h).starts_with("Your answers are wiped"));
    CHECK(h.store().find_case(filed)->status == "withdrawn");
    CHECK(h.store().find_case(filed)->sealed_record.empty());
    CHECK(h.addresses().count().value() == 0);
    CHECK(h.store().thread(h.store().find_case(filed)->conversation, {}, 100).empty());
}

TEST_CASE("a code brings the reporter back, on another phone, and the answers go there") {
    house h;
    whole_report(h, "2", "it was the copper lighthouse");
    auto const code = code_in(h);
    REQUIRE(code.size() == 11);
    h.post(h.text("other-1", code, "+447700900456"));
    h.settle();
    CHECK(h.line.sent.back().to == "+447700900456");
    CHECK(h.store().count().conversations_open + h.store().count().cases_waiting >= 1);
    h.post(h.text("other-2", "one more thing", "+447700900456"));
    h.settle();
    CHECK(h.store().queue({}).size() == 1);
    CHECK(h.store().queue({}).at(0).unread);
    SECTION("and a code that nobody has is told so") {
        h.post(h.text("third", "ZZZZZ-ZZZZZ", "+447700900789"));
        h.settle();
        CHECK(h.line.sent.back().to == "+447700900789");
    }
}

TEST_CASE("a send that fails is tried again later, with the next attempt's number, and only once when it works") {
    house h;
    h.line.failures = 1;
    h.post(h.text("a", "hello"));
    h.settle();
    CHECK(h.line.sent.empty());
    CHECK(h.store().count().outbox_pending == 1);
    h.pass(std::chrono::seconds(10));
    h.settle();
    REQUIRE(h.line.sent.size() == 1);
    CHECK(h.line.sent[0].attempt == 2);
    CHECK(h.store().count().outbox_pending == 0);
}

TEST_CASE("what cannot be understood is kept: as a note when the bytes are odd, aside when the fault is ours") {
    house h;
    h.post(h.text("odd", "unreadable"));
    h.settle();
    CHECK(h.line.sent.size() == 1);  // the person is answered all the same
    h.post(h.text("ours", "throws", "+447700900456"));
    h.settle();
    auto const n = h.store().count();
    CHECK(n.held == 1);
    CHECK(n.accepted == n.worked + n.journal + n.held);
    CHECK(std::ranges::count(h.outcomes, pipeline::outcome::set_aside_fault) == 1);
}

TEST_CASE("an operator's words reach the person once, in order with the person's own") {
    house h;
    h.say("hello");
    h.say("HELP");
    auto const c = h.store().queue({}).at(0);
    sealed::desk_act const act{sealed::desk_act::kind::write, {1}, "We are here."};
    storage::journal_entry entry;
    entry.from = storage::journal_entry::origin::desk;
    entry.conversation = c.conversation;
    entry.dedupe = {seal::tag(h.keys().dedupe, {"in", "desk", "k1"})};
    entry.sealed_body = sealed::close_journal_body(h.keys(), entry.dedupe, sealed::to_json(act), seal::system_random());
    entry.received = h.now();
    REQUIRE(h.store().accept(entry).has_value());
    CHECK(h.store().accept(entry)->repeated);
    h.settle();
    CHECK(std::ranges::count_if(h.line.sent, [](auto const& m) { return m.text == "We are here."; }) == 1);
}

TEST_CASE("no file of the store or the vault holds a number or a word") {
    house h;
    whole_report(h, "2", "the velvet umbrella, call me on 07700 900123");
    for (auto const* secret : {"+447700900123", "07700 900123", "7700900123", "velvet umbrella"}) {
        INFO(secret);
        CHECK_FALSE(file_holds(h.dir(), secret));
    }
}

TEST_CASE("road: what changes under a step in the middle of a pass is worked in by the next, in order") {
    house h;
    h.say("hello");
    auto const who = h.addresses().current(h.addresses().tag_of("sms", address("+447700900123"))).value();
    REQUIRE(who);
    auto const worked = h.store().count().worked;
    h.post(h.text("a", "1"));
    h.post(h.text("other", "hello", "+447700900999"));
    h.post(h.text("b", "1"));
    h.post(h.text("c", "2 3"));
    // b waits for the commit of a; before that, while somebody else's is read, the conversation's key is wrapped anew.
    int read = 0;
    h.line.while_reading = [&](std::string_view) {
        if (++read != 2) return;
        auto const under = h.store().keyed_blobs(storage::keyed_blob::place::conversation_key, 0, 1);
        REQUIRE(under.size() == 1);
        REQUIRE(h.store().change_keyed({{under[0].where, under[0].id, under[0].sealed, under[0].sealed}}));
    };
    h.settle();
    CHECK(read == 5);  // a twice
    CHECK(h.store().count().journal == 0);
    CHECK(h.store().count().worked == worked + 4);
    std::vector<std::string> answers;
    for (auto const& one : h.line.sent)
        if (one.to == "+447700900123") answers.push_back(one.text.substr(0, 4));
    CHECK(answers == std::vector<std::string>{"Repo", "You ", "Who ", "What", "Why "});
}

TEST_CASE("an answer that does not open is read again, and kept for a person when it never does") {
    house h;
    h.post(h.text("a", "hello"));
    while (*h.works().work()) {
    }
    auto const place = storage::keyed_blob::place::outbox;
    auto const first = h.store().keyed_blobs(place, 0, 1);
    REQUIRE(first.size() == 1);
    blob const odd(first[0].sealed.size(), 7);
    REQUIRE(h.store().change_keyed({{place, first[0].id, first[0].sealed, odd}}));
    h.settle();
    CHECK(h.line.tried.empty());
    CHECK(h.store().count().outbox_pending == 1);

    SECTION("its key was changed under it: the next look finds it") {
        REQUIRE(h.store().change_keyed({{place, first[0].id, odd, first[0].sealed}}));
        h.pass(std::chrono::minutes(1));
        h.settle();
        REQUIRE(h.line.sent.size() == 1);
        CHECK(h.line.sent[0].attempt == 2);
    }
    SECTION("it stays, is counted, and what comes behind it goes on") {
        for (int i = 0; i < 4; ++i) {
            h.pass(std::chrono::minutes(5));
            h.settle();
        }
        CHECK(h.store().count().outbox_dead == 1);
        auto const kept = h.store().keyed_blobs(place, 0, 10);
        CHECK(std::any_of(kept.begin(), kept.end(), [&](auto const& k) { return k.sealed == odd; }));
        h.say("1");
        CHECK_FALSE(h.line.sent.empty());
    }
}

TEST_CASE("a message that redaction cannot vouch for is not kept, its writer hears so, and an operator sees it") {
    house h;
    h.say("hello");
    h.say("1");
    h.say(std::string(1'100'000, 'a'));
    REQUIRE(h.line.sent.size() > 2);
    CHECK(h.line.sent[h.line.sent.size() - 2].text.starts_with("We did not keep that message."));
    CHECK(h.line.sent.back().text.starts_with("Who did it happen to?"));
    auto const cases = h.store().queue({});
    REQUIRE(cases.size() == 1);
    CHECK(cases[0].alerts == "held");
}
