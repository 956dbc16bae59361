// SPDX-License-Identifier: Apache-2.0
// Break-glass at the Desk: every way in which one person alone fails, and the one way in which two succeed.
#include "gateway/desk/glass_rules.hpp"
#include "gateway/desk/login_guard.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/desk/desk_house.hpp"

#include <boost/json.hpp>

using namespace earshot;
using namespace earshot::desk::test;

namespace {

constexpr char const* number = "+447700900123";
std::string const allow_body = std::string("{\"password\":\"") + right_password + "\"}";

struct case_of_two {
    house h;
    user ann = h.hire("ann", "operator");
    user sue = h.hire("sue", "supervisor");
    user tom = h.hire("tom", "supervisor");
    user amy = h.hire("amy", "admin");
    case_id id = h.open_case("suicide", "immediate");
    std::string at = "/cases/" + id.str() + "/break-glass";
    std::int64_t lease = h.claim(id, ann);

    got ask(user const& who, std::string reason = "suicide", std::string more = {}) {
        return h.call("POST", at, &who,
                      lease_body(lease, "\"reason\":\"" + reason + "\",\"words\":\"They said goodbye.\"" + more));
    }
    std::string asked(std::string more = {}) {
        auto const a = ask(ann, "suicide", std::move(more));
        REQUIRE(a.status == 201);
        return "/break-glass/" + std::to_string(a.body.at("id").as_int64());
    }
    got allow(std::string const& it, user const& who) { return h.call("POST", it + "/allow", &who, allow_body); }
    got open(std::string const& it, user const& who) { return h.call("POST", it + "/open", &who, "{}"); }
    void doubt(user const& who, operator_id by) {
        auto row = h.store->operator_by_id(who.id).value();
        row.made_by = by;
        REQUIRE(h.store->update_operator(row).has_value());
    }
};

std::string code_of(got const& a) {
    return a.body.is_object() && a.body.as_object().contains("code") ? std::string(a.body.at("code").as_string())
                                                                     : std::string();
}

}  // namespace

TEST_CASE("glass: two people open an address once, and a third one looks at it") {
    case_of_two t;
    auto const it = t.asked();
    REQUIRE(t.allow(it, t.sue).status == 200);
    CHECK(t.h.door.times == 0);
    auto const a = t.open(it, t.ann);
    REQUIRE(a.status == 200);
    CHECK(a.body.at("address") == number);
    CHECK(a.body.at("kind") == "phone");
    CHECK(a.headers.at("Cache-Control") == "no-store");
    CHECK(t.h.acts.done == std::vector<std::string>{"opened suicide"});

    CHECK(t.open(it, t.ann).status == 409);
    CHECK(t.h.door.times == 1);
    auto const list = t.h.call("GET", "/break-glass", &t.tom);
    CHECK(list.body.at("unreviewed").as_int64() == 1);
    CHECK(list.body.at("items").at(0).at("may_review") == true);
    CHECK(t.h.call("GET", "/stats", &t.ann).body.at("glass_unreviewed").as_int64() == 1);
    CHECK(t.h.call("POST", it + "/review", &t.sue, R"({"finding":"in_order"})").status == 403);
    CHECK(t.h.call("POST", it + "/review", &t.tom, R"({"finding":"fine"})").status == 400);
    CHECK(t.h.call("POST", it + "/review", &t.tom, R"({"finding":"in_order"})").status == 200);
    CHECK(t.h.call("POST", it + "/review", &t.amy, R"({"finding":"in_order"})").status == 409);

    std::vector<std::string> log;
    for (auto const& row : t.h.store->audit_after(0, 100)) {
        if (row.action.starts_with("glass.")) log.push_back(row.action);
        CHECK((row.about + row.detail).find("7700900123") == std::string::npos);
        CHECK((row.about + row.detail).find("goodbye") == std::string::npos);
    }
    CHECK(log == std::vector<std::string>{"glass.ask", "glass.allow", "glass.open", "glass.review"});
    // What was written for the second person is with the case, sealed by the book.
    CHECK(t.h.book.notes == std::vector<std::string>{"Asked to open the address (suicide): They said goodbye."});
    for (auto const& answer : {list, t.h.call("GET", t.at, &t.ann), t.h.call("GET", "/cases/" + t.id.str(), &t.ann)})
        CHECK(answer.text.find("7700900123") == std::string::npos);
}

TEST_CASE("glass: one session alone gets nothing, whatever its role") {
    case_of_two t;
    SECTION("who asked cannot allow it") {
        auto const mine = t.h.call("POST", t.at, &t.sue, R"({"reason":"court_order","words":"Order seen."})");
        REQUIRE(mine.status == 201);
        auto const it = "/break-glass/" + std::to_string(mine.body.at("id").as_int64());
        CHECK(code_of(t.allow(it, t.sue)) == "same_person");
        CHECK(code_of(t.open(it, t.sue)) == "not_allowed_yet");
    }
    SECTION("an operator allows nothing") {
        auto const it = t.asked();
        auto const bob = t.h.hire("bob", "operator");
        CHECK(t.allow(it, bob).status == 403);
        CHECK(t.open(it, t.ann).status == 409);
    }
    SECTION("who allowed it cannot open it, and an administrator asks for nothing") {
        auto const it = t.asked();
        CHECK(t.ask(t.amy).status == 403);
        REQUIRE(t.allow(it, t.amy).status == 200);
        CHECK(t.open(it, t.amy).status == 403);
        CHECK(code_of(t.open(it, t.sue)) == "not_yours");
    }
    SECTION("an open console is no second person: the passphrase is asked for again, and guessing is slow") {
        auto const it = t.asked();
        for (int i = 0; i < desk::login_guard::free_tries; ++i)
            CHECK(code_of(t.h.call("POST", it + "/allow", &t.sue, R"({"password":"guess"})")) == "wrong_password");
        CHECK(t.allow(it, t.sue).status == 429);
        CHECK(t.open(it, t.ann).status == 409);
        CHECK(t.h.store->audit_after(0, 100).back().action == "glass.allow.refused");
    }
    SECTION("accounts that one administrator made are no second person until somebody else confirms them") {
        auto const it = t.asked();
        auto const made =
            t.h.call("POST", "/operators", &t.amy,
                     R"({"login":"new","display":"New","role":"supervisor","password":"a password of theirs"})");
        REQUIRE(made.status == 201);
        operator_id const fresh{made.body.at("id").as_int64()};
        auto const path = "/operators/" + std::to_string(fresh.value) + "/confirm";
        CHECK(t.h.store->operator_by_id(fresh)->made_by == t.amy.id);
        CHECK(t.h.call("POST", path, &t.amy, "{}").status == 409);
        CHECK(t.h.call("POST", path, &t.sue, "{}").status == 409);  // no passphrase of their own yet
        auto row = t.h.store->operator_by_id(fresh).value();
        row.public_key = "{}";
        REQUIRE(t.h.store->update_operator(row).has_value());
        CHECK(t.h.call("POST", path, &t.amy, "{}").status == 409);

        // A colleague's password reset by the administrator is the same thing.
        REQUIRE(t.h.call("PATCH", "/operators/" + std::to_string(t.tom.id.value), &t.amy, R"({"reset_password":true})")
                    .status == 200);
        CHECK(t.h.store->operator_by_id(t.tom.id)->made_by == t.amy.id);
        t.doubt(t.sue, t.amy.id);
        CHECK(code_of(t.allow(it, t.sue)) == "not_confirmed");
        CHECK(t.h.call("POST", path, &t.sue, "{}").status == 409);  // nor can they confirm each other
        t.doubt(t.sue, {});
        CHECK(t.h.call("POST", path, &t.sue, "{}").status == 204);
        CHECK(t.h.store->operator_by_id(fresh)->made_by == operator_id{});
        CHECK(t.h.call("POST", path, &t.sue, "{}").status == 409);
    }
    SECTION("one who is not confirmed cannot ask, nor open what they asked for before") {
        auto const it = t.asked();
        REQUIRE(t.allow(it, t.sue).status == 200);
        t.doubt(t.ann, t.amy.id);
        CHECK(code_of(t.open(it, t.ann)) == "not_confirmed");
        CHECK(code_of(t.ask(t.ann)) == "not_confirmed");
    }
    SECTION("without the claim an operator cannot ask") {
        auto const bob = t.h.hire("bob", "operator");
        CHECK(t.ask(bob).status == 409);
    }
    CHECK(t.h.door.times == 0);
}

TEST_CASE("glass: what the case must hold for each reason") {
    storage::case_row row;
    row.level = "medium";
    desk::conversation_state state;
    auto const ground = [&](char const* reason, char const* role = "operator") {
        return desk::may_ask_glass(reason, row, state, role).ground;
    };
    for (auto const reason : desk::glass_reasons) {
        CHECK(ground(std::string(reason).c_str()).empty());
        CHECK_FALSE(desk::may_ask_glass(reason, row, state, "operator").why.empty());
    }
    CHECK(ground("court_order", "supervisor") == "order");
    row.alerts = "help,child";
    CHECK(ground("child_at_risk") == "alert.child");
    CHECK(ground("life_in_danger").empty());
    CHECK(ground("suicide").empty());
    row.alerts = "weapon";
    CHECK(ground("life_in_danger") == "alert.weapon");
    CHECK(ground("terrorism") == "alert.weapon");
    row.alerts.clear();
    row.level = "high";
    for (auto const* reason : {"life_in_danger", "suicide", "child_at_risk", "terrorism"})
        CHECK(ground(reason) == "level.high");
    CHECK(ground("agreed_contact").empty());
    row.may_contact = true;
    CHECK(ground("agreed_contact") == "consent.contact");
    state.contact_refused = true;
    CHECK(ground("agreed_contact").empty());
    state.contact_refused = false;
    state.phase = phase::stopped;
    CHECK(ground("agreed_contact").empty());
    CHECK(desk::may_ask_glass("agreed_contact", row, std::nullopt, "operator").ground.empty());
    row.status = "withdrawn";
    for (auto const reason : desk::glass_reasons) CHECK(ground(std::string(reason).c_str(), "supervisor").empty());
}

TEST_CASE("glass: refused at once, with what would be needed") {
    case_of_two t;
    CHECK(t.ask(t.ann, "curiosity").status == 400);
    CHECK(t.ask(t.ann, "suicide", R"(,"telling":"no")").status == 400);
    auto const no = t.ask(t.ann, "agreed_contact");
    CHECK(no.status == 409);
    CHECK(code_of(no) == "case_does_not_allow");
    CHECK(code_of(t.ask(t.ann, "court_order")) == "case_does_not_allow");
    SECTION("the web chat has nothing to open") {
        t.h.door.missing = errc::unsupported;
        CHECK(code_of(t.ask(t.ann)) == "none");
        CHECK(t.h.call("GET", t.at, &t.ann).body.at("kept") == "none");
    }
    SECTION("an address that was forgotten is gone") {
        t.h.door.missing = errc::not_found;
        CHECK(t.ask(t.ann).status == 410);
        auto const seen = t.h.call("GET", t.at, &t.ann);
        CHECK(seen.body.at("kept") == "forgotten");
        CHECK_FALSE(seen.body.at("why").as_string().empty());
    }
    SECTION("one at a time, and never more than may wait") {
        t.asked();
        CHECK(code_of(t.ask(t.ann)) == "one_waits");
    }
    SECTION("words that cannot be kept: nobody could decide, so nothing waits") {
        t.h.book.busy = true;
        CHECK(t.ask(t.ann).status == 503);
        t.h.book.busy = false;
        CHECK(t.ask(t.ann).status == 201);
    }
    CHECK(t.h.door.times == 0);
}

TEST_CASE("glass: time runs out for both steps") {
    case_of_two t;
    auto const it = t.asked();
    SECTION("not answered") {
        t.h.pass(29min);
        CHECK(t.h.call("GET", "/break-glass", &t.sue).body.at("items").at(0).at("may_allow") == true);
        t.h.pass(1min);
        CHECK(code_of(t.allow(it, t.sue)) == "lapsed");
    }
    SECTION("not opened") {
        REQUIRE(t.allow(it, t.sue).status == 200);
        t.h.pass(15min);
        CHECK(code_of(t.open(it, t.ann)) == "lapsed");
    }
    SECTION("taken back by who asked, refused by another") {
        auto const bob = t.h.hire("bob", "operator");
        CHECK(t.h.call("POST", it + "/refuse", &bob, "{}").status == 403);
        CHECK(t.h.call("POST", it + "/refuse", &t.ann, "{}").status == 200);
        CHECK(code_of(t.allow(it, t.sue)) == "refused");
        auto const next = t.asked();
        REQUIRE(t.allow(next, t.sue).status == 200);
        CHECK(t.h.call("POST", next + "/refuse", &t.tom, "{}").status == 200);
        CHECK(code_of(t.open(next, t.ann)) == "refused");
    }
    CHECK(t.h.door.times == 0);
}

TEST_CASE("glass: an address that goes away in the last moment is said so, and nobody is told of an opening") {
    case_of_two t;
    auto const it = t.asked();
    REQUIRE(t.allow(it, t.sue).status == 200);
    SECTION("before the one time is used up") {
        t.h.door.missing = errc::not_found;
        CHECK(t.open(it, t.ann).status == 410);
        t.h.door.missing = {};
        CHECK(t.open(it, t.ann).status == 200);
    }
    SECTION("while it is opened") {
        t.h.door.fails = errc::not_found;
        CHECK(t.open(it, t.ann).status == 410);
        CHECK(t.h.store->audit_after(0, 100).back().action == "glass.open.failed");
        CHECK(t.h.acts.done.empty());
        CHECK(t.h.store->count_glass(t.h.now()).unreviewed == 0);
    }
}

TEST_CASE("glass: the person is told unless that adds danger, or nobody may write to them") {
    case_of_two t;
    auto const opened = [&](std::string const& it) {
        REQUIRE(t.allow(it, t.sue).status == 200);
        return t.open(it, t.ann);
    };
    SECTION("not told, with why in the log") {
        auto const a = opened(t.asked(R"(,"telling":"adds_danger")"));
        CHECK(a.body.at("told") == false);
        CHECK(t.h.acts.done.empty());
        CHECK(t.h.store->audit_about(t.id.str(), "glass.open", 1).front().detail.find("telling=adds_danger") != std::string::npos);
    }
    SECTION("STOP was sent, in this conversation or before it") {
        bool const before = GENERATE(false, true);
        if (before)
            t.h.book.where.muted = true;
        else
            t.h.book.where.phase = phase::stopped;
        CHECK(t.h.call("GET", t.at, &t.ann).body.at("may_tell") == false);
        CHECK(opened(t.asked()).body.at("told") == false);
        CHECK(t.h.acts.done.empty());
        CHECK(t.h.store->glass_list(9).front().telling == "may_not_write");
    }
    SECTION("a journal that is full does not hide the number, and is tried again") {
        auto const it = t.asked();
        REQUIRE(t.allow(it, t.sue).status == 200);
        t.h.acts.busy = true;
        CHECK(t.open(it, t.ann).status == 200);
        CHECK(t.h.store->untold_glass(9).size() == 1);
    }
}

TEST_CASE("glass: who decides sees who set the level by hand") {
    case_of_two t;
    auto const id = t.h.open_case({}, "standard");
    auto const lease = t.h.claim(id, t.ann);
    auto const at = "/cases/" + id.str();
    auto const ask = [&] {
        return t.h.call("POST", at + "/break-glass", &t.ann,
                        lease_body(lease, R"("reason":"life_in_danger","words":"He is outside.")"));
    };
    CHECK(ask().status == 409);
    REQUIRE(
        t.h.call("POST", at + "/level", &t.ann, lease_body(lease, R"("level":"high","why":"He is outside")")).status ==
        204);
    REQUIRE(ask().status == 201);
    auto const one = t.h.call("GET", "/break-glass", &t.sue).body.at("items").at(0);
    CHECK(one.at("ground") == "level.high");
    CHECK(one.at("level_set_by").at("id").as_int64() == t.ann.id.value);
}
