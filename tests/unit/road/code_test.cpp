// SPDX-License-Identifier: Apache-2.0
// Codes on the road: looked up aside while others go on, hardened in the background, and not to be guessed.
#include "gateway/pipeline/code_guard.hpp"
#include "gateway/sealed/forms.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/road/house.hpp"

#include <algorithm>

using namespace road_test;
using namespace std::chrono_literals;

namespace {

std::string const ann = "+447700900001", bob = "+447700900002", eve = "+447700900003";

// A whole report by text, from the house's own number; gives its code.
std::string report(house& h) {
    for (auto const* words :
         {"hello", "1", "1", "2 3", "1", "1", "near SE15", "1 9pm", "3", "2", "3", "1", "They shouted", "0"})
        h.say(words);
    std::string code;
    for (auto const& m : h.line.sent)
        if (auto const at = m.text.find("Your code: "); at != std::string::npos) code = m.text.substr(at + 11, 11);
    REQUIRE(code.size() == 11);
    return code;
}

void harden(house& h) {
    for (auto left = h.store().quick_codes(10); !left.empty(); left = h.store().quick_codes(10))
        for (auto const& one : left)
            REQUIRE(h.store().harden_code(one, seal::slow_tag_of_code(h.keys(), one.quick)).has_value());
}

std::vector<std::string> told(house const& h, std::string const& who) {
    std::vector<std::string> out;
    for (auto const& m : h.line.sent)
        if (m.to == who) out.push_back(m.text);
    return out;
}

void post(house& h, std::string const& who, std::string words) {
    static int n = 0;
    REQUIRE(h.post(h.text("c" + std::to_string(++n), std::move(words), who)));
}

std::string wrong(int n) {
    return "AAAAA-0000" + std::to_string(n);
}

bool holds(std::string const& dir, std::span<std::uint8_t const> wanted) {
    for (auto const& f : std::filesystem::recursive_directory_iterator(dir)) {
        if (!f.is_regular_file()) continue;
        std::ifstream in(f.path(), std::ios::binary);
        std::string const all(std::istreambuf_iterator<char>(in), {});
        auto const same = [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; };
        if (std::ranges::search(all, wanted, same).begin() != all.end()) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("codes: found at once after it was handed out, and the same when it is hardened") {
    bool const hard = GENERATE(false, true);
    CAPTURE(hard);
    house h;
    auto const code = report(h);
    if (hard) harden(h);
    post(h, bob, hard ? "code: " + code : code);
    h.settle();
    REQUIRE(told(h, bob).size() == 2);
    CHECK(told(h, bob)[0].starts_with("News: we have your report."));
    CHECK(told(h, bob)[1].starts_with("Welcome back."));
    CHECK(h.tried == std::vector{pipeline::code_try::found});
    post(h, bob, "correct: it was Tuesday");
    h.settle();
    CHECK(told(h, bob).back().starts_with("Thank you. We marked this as a correction"));
    auto const cases = h.store().queue({});
    REQUIRE(cases.size() == 1);
    CHECK(cases[0].alerts.find("corrected") != std::string::npos);
    post(h, bob, "DELETE");
    h.settle();
    CHECK(told(h, bob).back().find("Receipt: R") != std::string::npos);
    post(h, ann, code);
    h.settle();
    CHECK(told(h, ann).back().starts_with("We do not know this code."));
}

TEST_CASE("codes: while one is worked out others go on, and what its sender writes waits behind it") {
    house h;
    auto const code = report(h);
    harden(h);
    post(h, bob, code);
    post(h, bob, "one more thing");
    post(h, ann, "hello");
    REQUIRE(h.works().work().has_value());
    CHECK(h.store().count().journal == 2);
    h.settle();
    CHECK(h.store().count().journal == 0);
    CHECK(told(h, ann).size() == 1);
    auto const heard = told(h, bob);
    REQUIRE(heard.size() == 3);
    CHECK(heard[0].starts_with("News:"));
    CHECK(heard[2].starts_with("Thank you. We added this"));
    auto const n = h.store().count();
    CHECK(n.accepted == n.worked + n.journal + n.held);
}

TEST_CASE("codes: more than the room holds wait in the journal, and all are answered") {
    house h;
    auto const code = report(h);
    harden(h);
    for (int i = 0; i < 6; ++i) post(h, "+44770090010" + std::to_string(i), wrong(i));
    post(h, bob, code);
    REQUIRE(h.works().work().has_value());
    CHECK(h.store().count().journal == 7);
    h.settle();
    CHECK(h.store().count().journal == 0);
    for (int i = 0; i < 6; ++i) CHECK(told(h, "+44770090010" + std::to_string(i)).size() == 1);
    CHECK(told(h, bob)[0].starts_with("News:"));
}

TEST_CASE("codes: after five wrong ones a right one is not looked up for an hour, and the person is told so") {
    house h;
    auto const code = report(h);
    for (int i = 0; i < 5; ++i) {
        post(h, eve, wrong(i));
        h.settle();
        CHECK(told(h, eve).back().starts_with("We do not know this code."));
    }
    post(h, eve, code);
    h.settle();
    CHECK(told(h, eve).back().find("Wait an hour") != std::string::npos);
    CHECK(h.tried.back() == pipeline::code_try::limited);
    // A wrong one gets the same answer.
    post(h, eve, wrong(6));
    h.settle();
    CHECK(told(h, eve).back().find("Wait an hour") != std::string::npos);
    // Nobody else is concerned, and right ones do not count.
    for (int i = 0; i < 7; ++i) {
        post(h, bob, code);
        h.settle();
        CHECK(h.tried.back() == pipeline::code_try::found);
    }
    h.pass(61min);
    post(h, eve, code);
    h.settle();
    CHECK(told(h, eve).back().starts_with("Welcome back."));
}

TEST_CASE("codes: the bound of a channel holds whoever sends, one under way counts, and another channel is free") {
    code_guard guard(5, 3);
    instant const at{1h * 1000};
    auto const who = [](std::uint8_t n) { return sender_tag{{n}}; };
    guard.begin({1}, who(1), "chat", at);
    guard.begin({1}, who(1), "chat", at);  // the same row again is one
    guard.begin({2}, who(2), "chat", at + 1s);
    CHECK(guard.may_try(who(9), "chat", at + 1s));
    guard.begin({3}, who(3), "chat", at + 2s);
    CHECK_FALSE(guard.may_try(who(9), "chat", at + 2s));
    CHECK(guard.may_try(who(9), "sms", at + 2s));
    guard.end({3}, true);
    CHECK(guard.may_try(who(9), "chat", at + 2s));
    guard.end({1}, false);
    guard.end({2}, false);
    guard.begin({4}, who(4), "chat", at + 3s);
    CHECK_FALSE(guard.may_try(who(9), "chat", at + 59s));
    CHECK(guard.may_try(who(9), "chat", at + 60s));
}

TEST_CASE("codes: an old database is hardened by itself, and then nothing quick is left in any file") {
    house h;
    auto const code = report(h);
    auto const quick = seal::quick_tag_of_code(h.keys(), code);
    while (!h.codes->all_hard()) std::this_thread::yield();
    REQUIRE(h.store().quick_codes(1).empty());
    REQUIRE(find_by_code(h.store(), h.keys(), code).has_value());
    REQUIRE(h.store().cut_wal().has_value());
    CHECK_FALSE(holds(h.dir(), quick.value));
    CHECK(holds(h.dir(), seal::slow_tag_of_code(h.keys(), quick).value));
    // In the sealed parts neither: the record names the report by something that is not made from the code.
    auto const row = find_by_code(h.store(), h.keys(), code);
    REQUIRE(row->filed_as);
    auto const key = sealed::conversation_key::unwrap(h.keys(), row->who, row->wrapped_key);
    auto const record = sealed::open_record(*key, *row->filed_as, h.store().find_case(*row->filed_as)->sealed_record);
    REQUIRE(record.has_value());
    CHECK(record->find(opaque_id<struct any_tag>{quick.value}.str()) == std::string::npos);
    CHECK(record->find("\"ref_hash\":\"") != std::string::npos);
    for (auto const& m : h.store().thread(row->id, {}, 100)) {
        auto const text = sealed::open_text(*key, row->who, m.seq, m.sealed_text);
        REQUIRE(text.has_value());
        CHECK((text->text + text->for_reporter + text->aside).find(code) == std::string::npos);
    }
}

TEST_CASE("codes: what looks like one is covered in a text, words and numbers are not") {
    CHECK(without_codes("> Your code: K7M3Q-9TX4R. Keep") == "> Your code: [CODE]. Keep");
    CHECK(without_codes("k7m3q-9tx4r and ABCDE-FGHJK") == "[CODE] and [CODE]");
    for (auto const* left :
         {"north-south", "NORTH-SOUTH", "07700-90012", "xK7M3Q-9TX4R", "K7M3Q-9TX4Rx", "K7M3Q 9TX4R", "U7M3Q-9TX4R"})
        CHECK(without_codes(left) == left);
}
