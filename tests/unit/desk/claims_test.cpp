// SPDX-License-Identifier: Apache-2.0
#include "tests/support/catch.hpp"
#include "tests/unit/desk/desk_house.hpp"

#include <boost/json.hpp>

using namespace earshot;
using namespace earshot::desk::test;

namespace {

struct desk_with_case {
    house h;
    user ann = h.hire("ann", "operator");
    user bob = h.hire("bob", "operator");
    user sue = h.hire("sue", "supervisor");
    case_id id = h.open_case();
    std::string at = "/cases/" + id.str();

    unsigned post(std::string const& what, user const& who, std::string body) {
        return h.call("POST", at + what, &who, std::move(body)).status;
    }
};

}  // namespace

TEST_CASE("desk: of sixteen who claim at once exactly one holds the case") {
    house h;
    std::vector<user> people;
    for (int i = 0; i < 16; ++i) people.push_back(h.hire("op" + std::to_string(i), "operator"));
    for (int round = 0; round < 5; ++round) {
        auto const id = h.open_case();
        std::vector<net::http_request> all;
        for (auto const& p : people) all.push_back(h.request("POST", "/cases/" + id.str() + "/claim", &p, ""));
        auto const answers = h.at_once(std::move(all));
        std::vector<std::size_t> won;
        for (std::size_t i = 0; i < answers.size(); ++i) {
            if (answers[i].status == 200)
                won.push_back(i);
            else
                CHECK(answers[i].status == 409);
        }
        REQUIRE(won.size() == 1);
        CHECK(h.row(id).claimed_by == people[won.front()].id);
        CHECK(h.row(id).lease_number == 1);
    }
    CHECK(h.store->audit_intact().value());
}

TEST_CASE("desk: an old lease acts no more") {
    desk_with_case d;
    auto const first = d.h.claim(d.id, d.ann);
    CHECK(d.post("/claim", d.bob, "") == 409);
    d.h.pass(d.h.how.lease);
    CHECK(d.h.call("GET", d.at, &d.ann).body.at("case").at("status") == "waiting");
    CHECK(d.post("/messages", d.ann, lease_body(first, R"("text":"hello")")) == 409);
    CHECK(d.post("/return", d.ann, lease_body(first)) == 409);
    CHECK(d.post("/close", d.ann, lease_body(first, R"("outcome":"advised")")) == 409);
    auto const second = d.h.claim(d.id, d.bob);
    CHECK(second == first + 1);
    CHECK(d.post("/heartbeat", d.ann, lease_body(first)) == 409);
    CHECK(d.post("/messages", d.bob, lease_body(first, R"("text":"hello")")) == 409);
    CHECK(d.post("/messages", d.bob, lease_body(second, R"("text":"hello")")) == 202);
    CHECK(d.h.acts.done == std::vector<std::string>{"write hello"});
}

TEST_CASE("desk: an act renews the lease before it is journalled, so that nobody else gets the case under it") {
    desk_with_case d;
    auto const number = d.h.claim(d.id, d.ann);
    d.h.pass(d.h.how.lease - 1ms);
    // The lease would have ended while the act is on its way.
    d.h.acts.before = [&] {
        d.h.pass(1s);
        CHECK(d.h.store->claim(d.id, d.bob.id, d.h.now(), d.h.how.lease).error() == errc::conflict);
    };
    CHECK(d.post("/messages", d.ann, lease_body(number, R"("text":"hello")")) == 202);
    CHECK(d.h.acts.done.size() == 1);
    CHECK(d.h.row(d.id).claimed_by == d.ann.id);
}

TEST_CASE("desk: heartbeats keep a claim, giving back frees it") {
    desk_with_case d;
    auto const number = d.h.claim(d.id, d.ann);
    for (int i = 0; i < 3; ++i) {
        d.h.pass(d.h.how.lease - 1s);
        REQUIRE(d.post("/heartbeat", d.ann, lease_body(number)) == 200);
    }
    CHECK(d.post("/heartbeat", d.ann, lease_body(number + 1)) == 409);
    CHECK(d.post("/heartbeat", d.ann, "") == 400);
    CHECK(d.post("/return", d.bob, lease_body(number)) == 409);
    CHECK(d.post("/return", d.ann, lease_body(number)) == 204);
    CHECK(d.h.row(d.id).status == "waiting");
    CHECK(d.post("/claim", d.bob, "") == 200);
}

TEST_CASE("desk: work is handed to a colleague, never to nobody") {
    desk_with_case d;
    auto const number = d.h.claim(d.id, d.ann);
    auto const root = d.h.hire("root", "admin");
    auto const to = [](operator_id who) { return "\"to\":" + std::to_string(who.value); };
    CHECK(d.post("/handover", d.ann, lease_body(number, to({999}))) == 400);
    CHECK(d.post("/handover", d.ann, lease_body(number, to(root.id))) == 400);
    CHECK(d.post("/handover", d.ann, lease_body(number, to(d.ann.id))) == 400);
    CHECK(d.post("/handover", d.bob, lease_body(number, to(d.ann.id))) == 409);
    CHECK(d.post("/handover", d.ann, lease_body(number, to(d.bob.id))) == 204);
    CHECK(d.post("/heartbeat", d.ann, lease_body(number)) == 409);
    auto const seen = d.h.call("GET", d.at, &d.bob).body.at("case").at("claim");
    CHECK(seen.at("mine") == true);
    CHECK(seen.at("lease_number") == number + 1);
    CHECK(d.h.call("GET", d.at, &d.ann).body.at("case").at("claim").at("lease_number").is_null());
}

TEST_CASE("desk: a case is closed by who holds it, with an outcome, and not over an alert") {
    house h;
    auto const ann = h.hire("ann", "operator");
    auto const id = h.open_case("danger,help");
    auto const at = "/cases/" + id.str();
    auto const number = h.claim(id, ann);
    auto const close = [&](std::string more) {
        return h.call("POST", at + "/close", &ann, lease_body(number, std::move(more))).status;
    };
    CHECK(close(R"("outcome":"done")") == 400);
    CHECK(close(R"("outcome":"advised")") == 409);
    CHECK(h.call("POST", at + "/alerts/clear", &ann, lease_body(number, R"("alerts":["help"])")).status == 409);
    CHECK(h.row(id).alerts == "danger,help");
    CHECK(h.call("POST", at + "/alerts/clear", &ann, lease_body(number, R"("alerts":["help","danger"])")).status ==
          204);
    {
        std::lock_guard const hold(h.book.mutex);
        h.book.content.consent_json = R"({"police_anonymous":{"state":"refused"}})";
    }
    CHECK(close(R"("outcome":"police_with_consent")") == 409);
    CHECK(close(R"("outcome":"advised","promised":"call on Friday","operator_ok":false)") == 204);
    CHECK(h.row(id).status == "closed");
    CHECK(h.row(id).outcome == "advised");
    CHECK(h.book.notes == std::vector<std::string>{"Promised: call on Friday\nOperator: would like to talk"});
    CHECK(h.call("POST", at + "/claim", &ann).status == 409);
    CHECK(close(R"("outcome":"advised")") == 409);
}

TEST_CASE("desk: a supervisor needs no claim for level and alerts, an operator does") {
    desk_with_case d;
    auto const why = R"("level":"immediate","why":"she called again")";
    CHECK(d.post("/level", d.ann, std::string("{") + why + "}") == 409);
    CHECK(d.post("/level", d.sue, std::string("{") + why + "}") == 204);
    CHECK(d.h.row(d.id).level == "immediate");
    CHECK(d.h.book.notes == std::vector<std::string>{"Level set to immediate: she called again"});
    CHECK(d.post("/level", d.sue, R"({"level":"worst","why":"because"})") == 400);
    CHECK(d.post("/level", d.sue, R"({"level":"high"})") == 400);
    auto const number = d.h.claim(d.id, d.ann);
    CHECK(d.post("/level", d.ann, lease_body(number, R"("level":"medium","why":"calmer")")) == 204);
}
