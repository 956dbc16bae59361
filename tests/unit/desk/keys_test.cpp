// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/login_proof.hpp"
#include "tests/support/key_pair.hpp"
#include "tests/unit/desk/desk_house.hpp"

#include <boost/json.hpp>

using namespace earshot;
using namespace earshot::desk::test;
namespace json = boost::json;

namespace {

std::string const fresh_proof(43, 'A');

json::value jwk(::test::key_pair const& key) { return json::parse(key.shown()); }

std::string own_keys(::test::key_pair const& key, std::string const& before = {}) {
    return json::serialize(json::object{{"old", before.empty() ? fresh_proof : before},
                                        {"new", fresh_proof},
                                        {"public_key", jwk(key)},
                                        {"private_key", "wrapped to a passphrase"}});
}

json::object copy(char const* kid, std::int64_t holder) {
    return {{"kid", kid}, {"holder", holder}, {"wrapped", std::string("for ") + std::to_string(holder)}};
}

// Hired with a proof that fits, so that keys can be put.
user hired(house& h, std::string const& name, std::string const& role) {
    auto const who = h.hire(name, role);
    auto row = *h.store->operator_by_id(who.id);
    row.password = seal::hash_password(fresh_proof);
    REQUIRE(h.store->update_operator(row).has_value());
    return who;
}

user with_keys(house& h, std::string const& name, std::string const& role, ::test::key_pair const& key) {
    auto who = hired(h, name, role);
    auto const done = h.call("PUT", "/keys/mine", &who, own_keys(key));
    REQUIRE(done.status == 200);
    auto const cookie = done.headers.at("Set-Cookie");
    who.cookie = cookie.substr(0, cookie.find(';'));
    who.csrf = std::string(done.body.at("csrf").as_string());
    return who;
}

json::value const* team_key(json::value const& keys, std::string_view kid) {
    for (auto const& one : keys.at("team").as_array())
        if (one.at("kid").as_string() == kid) return &one;
    return nullptr;
}

}  // namespace

TEST_CASE("desk: what is sent for a passphrase is one half of PBKDF2, and differs by login") {
    // Checked with Node's crypto.pbkdf2Sync("correct horse battery", "earshot-desk:kim", 210000, 64, "sha512").
    CHECK(desk::login_proof("kim", "correct horse battery") == "V5n1akX6Cfrx7YDtQekrUEtg2BSOt50Ag-J_vEHh-Jk");
    CHECK(desk::login_proof("kit", "correct horse battery") != desk::login_proof("kim", "correct horse battery"));
    CHECK(desk::is_proof(desk::login_proof("kim", "x")));
    CHECK_FALSE(desk::is_proof("correct horse battery"));
}

TEST_CASE("desk: set-up, access, re-key and leaving, as the browsers of a team do it") {
    house h;
    ::test::key_pair const kims("k-kim");
    ::test::key_pair const alexs("k-alex");
    ::test::key_pair const team("team-1");
    ::test::key_pair const next("team-2");
    ::test::key_pair const recovery("recovery-1");
    auto const kim = with_keys(h, "kim", "supervisor", kims);
    auto alex = with_keys(h, "alex", "operator", alexs);
    auto const boss = h.hire("boss", "admin");

    json::object make{{"after", ""}, {"public_key", jwk(team)}, {"copies", {copy("team-1", kim.id.value)}}};
    CHECK(h.call("POST", "/keys/team", &kim, json::serialize(make)).status == 400);  // no recovery key
    make["recovery_key"] = jwk(recovery);
    CHECK(h.call("POST", "/keys/team", &kim, json::serialize(make)).status == 400);  // no copy for it
    make["copies"] = {copy("team-1", kim.id.value), copy("team-1", 0)};
    CHECK(h.call("POST", "/keys/team", &alex, json::serialize(make)).status == 403);
    CHECK(h.call("POST", "/keys/team", &kim, json::serialize(make)).status == 204);
    CHECK(h.keys_changed == 1);
    CHECK(h.call("POST", "/keys/team", &kim, json::serialize(make)).status == 409);  // not twice
    CHECK(h.call("GET", "/keys", &boss).status == 403);

    auto seen = h.call("GET", "/keys", &kim).body;
    CHECK(seen.at("mine").at("private_key").as_string() == "wrapped to a passphrase");
    CHECK(team_key(seen, "team-1")->at("copy").as_string() == "for " + std::to_string(kim.id.value));
    CHECK(team_key(seen, "team-1")->at("recovery_copy").as_string() == "for 0");
    CHECK(seen.at("recovery").at("kid").as_string() == "recovery-1");
    CHECK(seen.at("holders").as_array().size() == 2);
    seen = h.call("GET", "/keys", &alex).body;
    CHECK(team_key(seen, "team-1")->at("copy").is_null());
    CHECK_FALSE(team_key(seen, "team-1")->as_object().contains("recovery_copy"));

    // Access for a colleague, and for nobody who has no key.
    auto const give = [&](std::int64_t to) { return json::serialize(json::object{{"copies", {copy("team-1", to)}}}); };
    CHECK(h.call("POST", "/keys/copies", &kim, give(boss.id.value)).status == 409);
    CHECK(h.call("POST", "/keys/copies", &kim, give(alex.id.value)).status == 204);
    CHECK_FALSE(team_key(h.call("GET", "/keys", &alex).body, "team-1")->at("copy").is_null());

    // Who leaves has no copy any more, and the next key is not for them.
    CHECK(h.call("PATCH", "/operators/" + std::to_string(alex.id.value), &boss, R"({"disabled":true})").status == 200);
    for (auto const& k : h.store->key_copies()) CHECK(k.holder != alex.id);
    json::object rekey{{"after", "team-1"}, {"public_key", jwk(next)},
                       {"copies", {copy("team-2", kim.id.value), copy("team-2", 0), copy("team-2", alex.id.value)}}};
    CHECK(h.call("POST", "/keys/team", &kim, json::serialize(rekey)).status == 409);
    rekey["copies"] = {copy("team-2", kim.id.value), copy("team-2", 0)};
    CHECK(h.call("POST", "/keys/team", &kim, json::serialize(rekey)).status == 204);
    seen = h.call("GET", "/keys", &kim).body;
    CHECK_FALSE(team_key(seen, "team-1")->at("in_use").as_bool());
    CHECK(team_key(seen, "team-2")->at("in_use").as_bool());
    CHECK(h.store->audit_intact().value());
}

TEST_CASE("desk: a new key pair or a reset passphrase ends the access, a changed passphrase alone does not") {
    house h;
    ::test::key_pair const kims("k-kim");
    ::test::key_pair const other("k-kim-2");
    ::test::key_pair const team("team-1");
    ::test::key_pair const recovery("recovery-1");
    auto kim = with_keys(h, "kim", "supervisor", kims);
    auto const boss = h.hire("boss", "admin");
    json::object const make{{"after", ""}, {"public_key", jwk(team)}, {"recovery_key", jwk(recovery)},
                            {"copies", {copy("team-1", kim.id.value), copy("team-1", 0)}}};
    REQUIRE(h.call("POST", "/keys/team", &kim, json::serialize(make)).status == 204);

    CHECK(h.call("PUT", "/keys/mine", &kim, own_keys(kims, std::string(43, 'B'))).status == 403);
    CHECK(h.call("POST", "/operators/me/password", &kim,
                 json::serialize(json::object{{"old", fresh_proof}, {"new", fresh_proof}})).status == 409);
    CHECK(h.store->key_copies().size() == 2);
    SECTION("the same key again") {
        CHECK(h.call("PUT", "/keys/mine", &kim, own_keys(kims)).status == 200);
        CHECK(h.store->key_copies().size() == 2);
    }
    SECTION("another key") {
        CHECK(h.call("PUT", "/keys/mine", &kim, own_keys(other)).status == 200);
        CHECK(h.store->key_copies().size() == 1);
    }
    SECTION("a reset") {
        auto const path = "/operators/" + std::to_string(kim.id.value);
        CHECK(h.call("PATCH", path, &boss, R"({"reset_password":true})").status == 200);
        CHECK(h.store->key_copies().size() == 1);
        CHECK(h.store->operator_by_id(kim.id)->public_key.empty());
    }
    SECTION("a private key is refused") {
        auto const sent = json::serialize(json::object{{"old", fresh_proof}, {"new", fresh_proof},
                                                       {"public_key", json::parse(other.secret())}, {"private_key", "w"}});
        CHECK(h.call("PUT", "/keys/mine", &kim, sent).status == 400);
    }
}
