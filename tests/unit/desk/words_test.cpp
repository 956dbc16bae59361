// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/views.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/desk/desk_house.hpp"

#include <boost/json.hpp>

using namespace earshot;
using namespace earshot::desk::test;

namespace {

struct held {
    house h;
    user ann = h.hire("ann", "operator");
    case_id id = h.open_case();
    std::string at = "/cases/" + id.str();
    std::int64_t number = h.claim(id, ann);

    got write(std::string text, header_list more = {}) {
        return h.call("POST", at + "/messages", &ann,
                      lease_body(number, "\"text\":" + boost::json::serialize(boost::json::string(text))),
                      std::move(more));
    }
};

}  // namespace

TEST_CASE("desk: who may be written to") {
    storage::case_row row;
    row.status = "claimed";
    desk::conversation_state state;
    auto const may = [&] { return desk::writing_allowed(row, state); };
    for (auto const p : {phase::asking, phase::danger, phase::human}) {
        state.phase = p;
        CHECK(may().yes);
    }
    state.phase = phase::done;
    CHECK_FALSE(may().yes);
    CHECK(may().status == 403);
    row.may_contact = true;
    CHECK(may().yes);
    state.phase = phase::stopped;
    CHECK_FALSE(may().yes);
    state.phase = phase::human;
    state.contact_refused = true;
    CHECK_FALSE(may().yes);
    state.contact_refused = false;
    state.phase = phase::erased;
    CHECK(may().status == 409);
    state.phase = phase::asking;
    row.status = "withdrawn";
    CHECK_FALSE(may().yes);
}

TEST_CASE("desk: nothing is sent to somebody who said stop, or after the end without consent") {
    held d;
    d.h.book.where.phase = phase::stopped;
    CHECK(d.write("hello").status == 403);
    d.h.book.where.phase = phase::done;
    CHECK(d.write("hello").status == 403);
    d.h.book.refused = errc::not_found;
    CHECK(d.write("hello").status == 404);
    d.h.book.refused = errc::unauthentic;
    CHECK(d.write("hello").status == 410);
    CHECK(d.h.acts.done.empty());
}

TEST_CASE("desk: the same key sends once, and never swallows other words") {
    held d;
    CHECK(d.write("hello", {{"idempotency-key", "k1"}}).body.at("repeated") == false);
    CHECK(d.write("hello", {{"idempotency-key", "\"k1\""}}).body.at("repeated") == true);
    CHECK(d.write("other", {{"idempotency-key", "k1"}}).status == 422);
    CHECK(d.write("other", {{"idempotency-key", "k 1"}}).status == 400);
    CHECK(d.write("other", {{"idempotency-key", std::string(65, 'a')}}).status == 400);
    CHECK(d.write("hello").status == 202);  // without a key each is a message
    CHECK(d.h.acts.done.size() == 2);
    SECTION("a busy journal takes it the next time, under the same key") {
        d.h.acts.busy = true;
        CHECK(d.write("again", {{"idempotency-key", "k2"}}).status == 503);
        d.h.acts.busy = false;
        CHECK(d.write("again", {{"idempotency-key", "k2"}}).body.at("repeated") == false);
        CHECK(d.h.acts.done.back() == "write again");
    }
}

TEST_CASE("desk: a question and a hand-back under one key are done once") {
    held d;
    auto const post = [&](char const* what, std::string more, char const* key) {
        return d.h.call("POST", d.at + what, &d.ann, lease_body(d.number, std::move(more)), {{"idempotency-key", key}});
    };
    CHECK(post("/ask", R"("question":"Q3")", "k1").body.at("repeated") == false);
    CHECK(post("/ask", R"("question":"Q3")", "k1").body.at("repeated") == true);
    CHECK(post("/ask", R"("question":"Q7")", "k1").status == 422);
    CHECK(post("/ask", R"("question":"Q7")", "k 1").status == 400);
    CHECK(post("/hand-back", {}, "k1").status == 422);
    CHECK(d.write("hello", {{"idempotency-key", "k1"}}).status == 422);
    CHECK(post("/hand-back", {}, "k2").body.at("repeated") == false);
    d.h.book.where.phase = phase::asking;  // the questions go on now
    CHECK(post("/hand-back", {}, "k2").body.at("repeated") == true);
    CHECK(post("/hand-back", {}, "k3").status == 409);
    CHECK(d.h.acts.done == std::vector<std::string>{"ask Q3", "hand back"});
}

TEST_CASE("desk: a supervisor stops answers to a sender for some days, sees who did, and takes it back") {
    held d;
    auto const sue = d.h.hire("sue", "supervisor");
    auto const at = d.at + "/silence";
    CHECK(d.h.call("GET", at, &d.ann).status == 403);
    auto const before = d.h.call("GET", at, &sue);
    CHECK(before.body.at("until").is_null());
    CHECK(before.body.at("last").is_null());
    CHECK(d.h.call("POST", at, &sue, R"({"days":31})").status == 400);
    REQUIRE(d.h.call("POST", at, &sue, R"({"days":3})").status == 204);
    auto const during = d.h.call("GET", at, &sue);
    CHECK(during.body.at("until") == "2026-03-05T00:00:00Z");
    CHECK(during.body.at("last").at("days").as_int64() == 3);
    CHECK(during.body.at("last").at("by").at("id").as_int64() == sue.id.value);
    SECTION("taken back") {
        REQUIRE(d.h.call("POST", at, &sue, R"({"days":0})").status == 204);
        CHECK(d.h.call("GET", at, &sue).body.at("until").is_null());
        CHECK(d.h.call("GET", at, &sue).body.at("last").at("action") == "sender.answer-again");
        CHECK(d.h.acts.done == std::vector<std::string>{"silence", "answer again"});
    }
    SECTION("over by itself") {
        d.h.pass(24h * 3);
        auto const fresh = d.h.hire("tom", "supervisor");
        CHECK(d.h.call("GET", at, &fresh).body.at("until").is_null());
    }
    SECTION("one that failed is none") {
        d.h.acts.silence_fails = true;
        CHECK(d.h.call("POST", at, &sue, R"({"days":7})").status == 409);
        CHECK(d.h.call("GET", at, &sue).body.at("until") == "2026-03-05T00:00:00Z");
        CHECK(d.h.call("GET", at, &sue).body.at("last").at("days").as_int64() == 3);
    }
}

TEST_CASE("desk: bodies are read strictly") {
    held d;
    auto const post = [&](std::string body) {
        return d.h.call("POST", d.at + "/messages", &d.ann, std::move(body)).status;
    };
    CHECK(post(R"({"text":"hello"})") == 400);
    CHECK(post(R"({"lease_number":"1","text":"hello"})") == 400);
    CHECK(post(R"({"lease_number":1.5,"text":"hello"})") == 400);
    CHECK(post(lease_body(d.number, R"("text":7)")) == 400);
    CHECK(post(lease_body(d.number, R"("text":" \n ")")) == 400);
    CHECK(post(lease_body(d.number, R"("text":"a\u0000b")")) == 400);
    CHECK(post(lease_body(d.number, R"("text":"a\u001bb")")) == 400);
    CHECK(post(lease_body(d.number, R"("text":"hello","to":"07700900123")")) == 400);
    CHECK(post(lease_body(d.number, "\"text\":\"" + std::string(1001, 'x') + "\"")) == 400);
    CHECK(d.h.acts.done.empty());
    std::string thousand;
    for (int i = 0; i < 1000; ++i) thousand += "\xc5\x82";
    CHECK(d.write(thousand).status == 202);
}

TEST_CASE("desk: questions, hand-back and erasure") {
    held d;
    auto const sue = d.h.hire("sue", "supervisor");
    auto const post = [&](std::string what, user const& who, std::string body) {
        return d.h.call("POST", d.at + what, &who, std::move(body)).status;
    };
    CHECK(post("/ask", d.ann, lease_body(d.number, R"("question":"Q99")")) == 400);
    CHECK(post("/ask", d.ann, lease_body(d.number, R"("question":"Q7")")) == 202);
    CHECK(post("/hand-back", d.ann, lease_body(d.number)) == 202);
    d.h.book.where.phase = phase::asking;
    CHECK(post("/hand-back", d.ann, lease_body(d.number)) == 409);
    CHECK(post("/erase", sue, R"({"confirm":"yes"})") == 400);
    CHECK(post("/erase", sue, "{\"confirm\":\"" + d.id.str() + "\"}") == 202);
    CHECK(d.h.acts.done == std::vector<std::string>{"ask Q7", "hand back", "erase"});
}

TEST_CASE("desk: words that wait for the person's yes are told as waiting") {
    held d;
    d.h.book.where.waiting_words = true;
    auto const seen = d.h.call("GET", d.at, &d.ann);
    CHECK(seen.body.at("conversation").at("waiting_words") == true);
    CHECK(seen.body.at("consent").at("may_write") == true);
    CHECK(seen.body.at("consent").at("why").as_string().find("not sent yet") != std::string::npos);
    d.h.book.where.waiting_words = false;
    d.h.book.where.contact_refused = true;
    CHECK(d.h.call("GET", d.at, &d.ann).body.at("consent").at("may_write") == false);
    CHECK(d.write("hello").status == 403);
}

TEST_CASE("desk: what people write comes back as JSON text and never as a page") {
    held d;
    std::string const evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\xe2\x80\xa8\"'&";
    desk::thread_item item;
    item.seq = {1};
    item.author = "reporter";
    item.text = evil;
    item.at = d.h.now();
    desk::thread_item broken;
    broken.seq = {2};
    broken.author = "gateway";
    broken.at = d.h.now();
    broken.readable = false;
    d.h.book.said = {item, broken};
    auto const seen = d.h.call("GET", d.at, &d.ann);
    REQUIRE(seen.status == 200);
    CHECK(seen.type == "application/json");
    CHECK(seen.headers.at("X-Content-Type-Options") == "nosniff");
    CHECK(seen.body.at("thread").at("items").at(0).at("text").as_string() == evil);
    CHECK(seen.body.at("thread").at("items").at(1).at("readable") == false);
    CHECK(seen.body.at("thread").at("last") == 2);
    CHECK_FALSE(d.h.row(d.id).unread);
    CHECK(d.h.call("GET", d.at + "/thread?after=1", &d.ann).body.at("items").as_array().size() == 1);
    d.h.book.refused = errc::not_found;
    auto const gone = d.h.call("GET", d.at, &d.ann);
    CHECK(gone.body.at("withheld") == "wiped");
    CHECK(gone.body.at("record").is_null());
    CHECK(d.h.call("GET", d.at + "/thread", &d.ann).status == 410);
}

TEST_CASE("desk: the audit log is written before the act, holds codes and never words") {
    held d;
    std::vector<std::string> before_act;
    d.h.acts.before = [&] {
        for (auto const& row : d.h.store->audit_after(0, 1000)) before_act.push_back(row.action);
    };
    REQUIRE(d.write("my number is 07700900123").status == 202);
    REQUIRE_FALSE(before_act.empty());
    CHECK(before_act.back() == "case.message");
    d.h.acts.before = {};
    d.h.acts.busy = true;
    CHECK(d.write("once more 07700900123").status == 503);
    CHECK(d.h.call("POST", d.at + "/note", &d.ann, R"({"text":"secret note 07700900123"})").status == 201);
    CHECK(d.h.call("POST", d.at + "/level", &d.ann,
                   lease_body(d.number, R"("level":"high","why":"secret reason 07700900123")"))
              .status == 204);
    CHECK(d.h.call("POST", d.at + "/close", &d.ann,
                   lease_body(d.number, R"("outcome":"advised","promised":"secret promise 07700900123")"))
              .status == 204);
    std::vector<std::string> actions;
    for (auto const& row : d.h.store->audit_after(0, 1000)) {
        actions.push_back(row.action);
        CHECK(row.who == d.ann.id);
        CHECK(row.about == d.id.str());
        CHECK(row.detail.find("07700") == std::string::npos);
        CHECK(row.detail.find("secret") == std::string::npos);
    }
    CHECK(actions == std::vector<std::string>{"case.claim", "case.message", "case.message", "case.message.failed",
                                              "case.note", "case.level", "case.close"});
    CHECK(d.h.store->audit_intact().value());
    auto const root = d.h.hire("root", "admin");
    auto const shown = d.h.call("GET", "/audit?limit=2&after=1&check=true", &root);
    CHECK(shown.body.at("items").as_array().size() == 2);
    CHECK(shown.body.at("intact") == true);
}
