// SPDX-License-Identifier: Apache-2.0
// Messages with files on the road: stripped aside while others go on, kept sealed, and destroyed with the conversation.
#include "gateway/sealed/forms.hpp"
#include "tests/support/key_pair.hpp"
#include "tests/unit/road/house.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <latch>

using namespace road_test;

namespace {

std::string const ann = "+447700900001", bob = "+447700900002";

files::cleaned picture(std::string_view raw) {
    if (raw == "bad") return {{}, file_refusal::huge};
    if (raw.starts_with("letter ")) return {{{file_media::text, std::string(raw.substr(7))}}, {}};
    return {{{file_media::jpeg, "clean " + std::string(raw)}}, {}};
}

void files_answered(house& h) {
    h.stripped.acquire();
    h.settle();
}

bool told(house& h, std::string const& who, std::string const& words) {
    return std::ranges::any_of(h.line.sent, [&](auto const& m) { return m.to == who && m.text.find(words) != std::string::npos; });
}

struct opened_thread {
    storage::conversation_row row;
    seal::key key;
    std::vector<sealed::thread_text> texts;
};

opened_thread thread_of(house& h, conversation_id id) {
    auto const row = h.store().conversation(id);
    REQUIRE(row);
    auto key = sealed::conversation_key::unwrap(h.keys(), row->who, row->wrapped_key);
    REQUIRE(key.has_value());
    opened_thread out{*row, std::move(*key), {}};
    for (auto const& m : h.store().thread(id, {}, 100)) {
        auto text = sealed::open_text(out.key, row->who, m.seq, m.sealed_text);
        REQUIRE(text.has_value());
        out.texts.push_back(*text);
    }
    return out;
}

}  // namespace

TEST_CASE("while a file is stripped others go on, and what its sender writes meanwhile waits behind it") {
    std::latch gate(1);
    house h([&gate](std::string_view raw) {
        gate.wait();
        return picture(raw);
    });
    h.post(h.text("a1", "file:x:hello", ann));
    h.settle();
    h.post(h.text("a2", "1", ann));
    h.post(h.text("b1", "hello", bob));
    h.settle();
    CHECK(told(h, bob, "safe"));
    CHECK_FALSE(told(h, ann, ""));
    gate.count_down();
    files_answered(h);
    CHECK(told(h, ann, "took out hidden details"));
    auto const thread = thread_of(h, {1});
    auto const other = thread_of(h, {2});
    auto const& mine = thread.texts.size() > other.texts.size() ? thread : other;
    CHECK(mine.texts.front().text == "hello");
    REQUIRE(mine.texts.front().files.size() == 1);
    CHECK(mine.texts.front().files[0].name == "picture 1");
    CHECK(h.store().count().journal == 0);
}

TEST_CASE("the words of a document are redacted; what is not kept is noted and said") {
    house h(picture);
    h.say("hello");
    h.post(h.text("f1", "file:letter My number is 07700 900123. They broke it.:1"));
    h.settle();
    files_answered(h);
    h.post(h.text("f2", "file:bad:"));
    h.settle();
    files_answered(h);
    auto const thread = thread_of(h, {1});
    auto const row = h.store().file({1}, 1);
    REQUIRE(row);
    auto const file = sealed::open_file(thread.key, thread.row.who, 1, row->sealed_bytes);
    REQUIRE(file.has_value());
    CHECK(file->media == file_media::text);
    CHECK(file->bytes.find("They broke it.") != std::string::npos);
    CHECK(file->bytes.find("900123") == std::string::npos);
    CHECK_FALSE(h.store().file({1}, 2));
    CHECK(std::ranges::any_of(thread.texts, [](auto const& t) { return t.note.find("unpacks to more") != std::string::npos; }));
    CHECK(told(h, "+447700900123", "too large"));
}

TEST_CASE("more messages with files than the room holds wait their turn, each once") {
    house h(picture);
    for (int i = 0; i < 6; ++i) h.post(h.text("m" + std::to_string(i), "file:x:hello", "+44770090010" + std::to_string(i)));
    h.settle();
    for (int i = 0; i < 6; ++i) files_answered(h);
    CHECK(h.store().count().journal == 0);
    for (int i = 0; i < 6; ++i) {
        CHECK(h.store().file({i + 1}, 1));
        CHECK_FALSE(h.store().file({i + 1}, 2));
    }
}

TEST_CASE("a gateway that can strip nothing keeps no file, and says so") {
    house h;
    h.post(h.text("a1", "file:x:hello"));
    h.settle();
    CHECK(told(h, "+447700900123", "could not open"));
    CHECK(h.store().file_numbers({1}).empty());
}

TEST_CASE("files end with what the person told: DELETE leaves none") {
    house h(picture);
    h.post(h.text("a1", "file:x:hello"));
    h.settle();
    files_answered(h);
    REQUIRE(h.store().file_numbers({1}).size() == 1);
    h.say("DELETE");
    CHECK(h.store().file_numbers({1}).empty());
}

TEST_CASE("with keys of the helpline a file of a case is theirs at once: this side cannot open it again") {
    house h(picture);
    test::key_pair const team("team-1");
    auto to = std::make_shared<seal::helpline>();
    std::string why;
    REQUIRE(to->add(team.shown(), why));
    h.helpline = to;
    h.say("hello");
    h.post(h.text("f1", "file:x:he has a gun"));
    h.settle();
    files_answered(h);
    auto const cases = h.store().queue({});
    REQUIRE(cases.size() == 1);
    auto const row = h.store().file(cases[0].conversation, 1);
    REQUIRE(row);
    CHECK(row->for_helpline);
    auto const plain = team.open(std::string(row->sealed_bytes.begin(), row->sealed_bytes.end()));
    auto const content = boost::json::parse(plain).as_object();
    CHECK(content.at("media").as_string() == "image/jpeg");
    CHECK(seal::from_base64(std::string(content.at("data").as_string())).value() == "clean x");
    auto const thread = thread_of(h, cases[0].conversation);
    CHECK_FALSE(sealed::open_file(thread.key, thread.row.who, 1, row->sealed_bytes).has_value());

    h.post(h.text("f2", "file:y:"));
    h.settle();
    files_answered(h);
    CHECK(h.store().file_numbers(cases[0].conversation) == std::vector<int>{1, 2});
    CHECK(h.store().file(cases[0].conversation, 1)->sealed_bytes == row->sealed_bytes);
    CHECK(h.store().file(cases[0].conversation, 2)->for_helpline);
}
