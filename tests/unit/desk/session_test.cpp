// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/login_proof.hpp"
#include "gateway/desk/login_guard.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/desk/desk_house.hpp"

#include <boost/json.hpp>

using namespace earshot;
using namespace earshot::desk::test;

namespace {

std::string login(std::string const& name, std::string const& password) {
    return boost::json::serialize(boost::json::object{{"login", name}, {"password", password}});
}

}  // namespace

TEST_CASE("desk: signing in gives a cookie for this browser only, and a token against other sites") {
    house h;
    auto const ann = h.hire("ann", "operator");
    auto const in = h.call("POST", "/session", nullptr, login("Ann", right_password));
    REQUIRE(in.status == 200);
    auto const cookie = in.headers.at("Set-Cookie");
    for (auto const* part : {"HttpOnly", "SameSite=Strict", "Secure", "Path=/"})
        CHECK(cookie.find(part) != std::string::npos);
    CHECK(in.body.at("operator").at("login") == "ann");
    CHECK(in.text.find("argon2") == std::string::npos);
    user const self{ann.id, cookie.substr(0, cookie.find(';')), std::string(in.body.at("csrf").as_string())};
    CHECK(h.call("GET", "/session", &self).status == 200);
    CHECK(h.call("DELETE", "/session", &self).status == 204);
    CHECK(h.call("GET", "/session", &self).status == 401);
    CHECK(h.call("GET", "/session", &ann).status == 200);
}

TEST_CASE("desk: a wrong password, an unknown login and a disabled operator get one answer") {
    house h;
    auto const ann = h.hire("ann", "operator");
    auto row = h.store->operator_by_id(h.hire("off", "operator").id).value();
    row.disabled = true;
    REQUIRE(h.store->update_operator(row).has_value());
    auto const wrong = h.call("POST", "/session", nullptr, login("ann", "not-this-one"));
    auto const nobody = h.call("POST", "/session", nullptr, login("nobody", right_password));
    auto const off = h.call("POST", "/session", nullptr, login("off", right_password));
    CHECK(wrong.status == 401);
    CHECK(nobody.text == wrong.text);
    CHECK(off.text == wrong.text);
    CHECK(wrong.headers.count("Set-Cookie") == 0);
    // What was typed as a login may be a password.
    for (auto const& a : h.store->audit_after(0, 100)) CHECK(a.about != "nobody");
}

TEST_CASE("desk: guessing is slowed down, and not for ever") {
    house h;
    auto const ann = h.hire("ann", "operator");
    for (int i = 0; i < desk::login_guard::free_tries; ++i)
        CHECK(h.call("POST", "/session", nullptr, login("ann", "wrong-" + std::to_string(i))).status == 401);
    auto const late = h.call("POST", "/session", nullptr, login("ann", right_password));
    CHECK(late.status == 429);
    CHECK(late.headers.at("Retry-After") == "5");
    h.pass(5s);
    CHECK(h.call("POST", "/session", nullptr, login("ann", right_password)).status == 200);
}

TEST_CASE("desk: the guard's memory and its burst over all logins are bounded") {
    desk::login_guard guard;
    instant now{1'700'000'000'000ms};
    for (int i = 0; i < desk::login_guard::burst; ++i) CHECK_FALSE(guard.attempt("l" + std::to_string(i), now));
    CHECK(guard.attempt("another", now) == desk::login_guard::refill_one);
    for (int i = 0; i < 3000; ++i) {
        now += desk::login_guard::refill_one;
        CHECK_FALSE(guard.attempt("m" + std::to_string(i), now));
    }
    CHECK(guard.remembered() == desk::login_guard::max_logins);
    // Waits double up to the longest.
    std::chrono::seconds longest{};
    for (int i = 0; i < 40; ++i) {
        if (auto const wait = guard.attempt("one", now)) {
            longest = std::max(longest, *wait);
            now += *wait;
        }
    }
    CHECK(longest == desk::login_guard::longest_wait);
}

TEST_CASE("desk: a session ends when idle, and at the latest after its longest time") {
    desk::options how;
    how.session_idle = 30min;
    how.session_longest = 12h;
    house h(how);
    auto const ann = h.hire("ann", "operator");
    SECTION("idle") {
        h.pass(29min);
        CHECK(h.call("GET", "/session", &ann).status == 200);
        h.pass(29min);
        CHECK(h.call("GET", "/session", &ann).status == 200);
        h.pass(30min);
        CHECK(h.call("GET", "/session", &ann).status == 401);
    }
    SECTION("longest") {
        for (int i = 0; i < 35; ++i) {
            h.pass(20min);
            REQUIRE(h.call("GET", "/session", &ann).status == 200);
        }
        h.pass(20min);
        CHECK(h.call("GET", "/session", &ann).status == 401);
    }
    SECTION("a start that was moved in the cookie does not open") {
        auto later = ann;
        later.cookie = "earshot_desk=" + std::to_string(h.clock + 1) + ann.cookie.substr(ann.cookie.find('.'));
        CHECK(h.call("GET", "/session", &later).status == 401);
    }
}

TEST_CASE("desk: no act without the token of the session, nor from another site") {
    house h;
    auto const ann = h.hire("ann", "operator");
    auto const bob = h.hire("bob", "operator");
    auto const path = "/cases/" + h.open_case().str() + "/claim";
    auto without = ann;
    without.csrf.clear();
    CHECK(h.call("POST", path, &without).status == 403);
    without.csrf = bob.csrf;
    CHECK(h.call("POST", path, &without).status == 403);
    CHECK(h.call("POST", path, &ann, {}, {{"origin", "https://evil.example"}}).status == 403);
    CHECK(h.call("POST", path, &ann, {}, {{"origin", "null"}}).status == 403);
    CHECK(h.call("POST", path, &ann, {}, {{"sec-fetch-site", "cross-site"}}).status == 403);
    CHECK(h.call("POST", path, &ann, {}, {{"sec-fetch-site", "same-site"}}).status == 403);
    CHECK(h.store->last_event().value == 1);  // only the case's own
    CHECK(h.call("POST", path, &ann, {}, {{"origin", "https://desk.example"}}).status == 200);
}

TEST_CASE("desk: a configured origin is the only one") {
    desk::options how;
    how.origin = "https://desk.helpline.example";
    house h(how);
    auto const ann = h.hire("ann", "operator");
    auto const path = "/cases/" + h.open_case().str() + "/claim";
    CHECK(h.call("POST", path, &ann, {}, {{"origin", "https://desk.example"}}).status == 403);
    CHECK(h.call("POST", path, &ann, {}, {{"origin", "https://desk.helpline.example"}}).status == 200);
}

TEST_CASE("desk: a changed password ends the other sessions") {
    house h;
    auto const ann = h.hire("ann", "operator");
    auto const body = [](char const* before, char const* after) {
        return boost::json::serialize(boost::json::object{{"old", before}, {"new", after}});
    };
    auto const fresh = desk::login_proof("ann", "a new long password");
    CHECK(h.call("POST", "/operators/me/password", &ann, body("wrong-one", fresh.c_str())).status == 403);
    CHECK(h.call("POST", "/operators/me/password", &ann, body(right_password, "a new long password")).status == 400);
    auto const done = h.call("POST", "/operators/me/password", &ann, body(right_password, fresh.c_str()));
    REQUIRE(done.status == 200);
    CHECK(done.headers.count("Set-Cookie") == 1);
    CHECK(h.call("GET", "/session", &ann).status == 401);
    CHECK(h.call("POST", "/session", nullptr, login("ann", right_password)).status == 401);
    CHECK(h.call("POST", "/session", nullptr, login("ann", fresh)).status == 200);
}
