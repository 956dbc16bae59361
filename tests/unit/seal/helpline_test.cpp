// SPDX-License-Identifier: Apache-2.0
#include "gateway/seal/helpline.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/key_pair.hpp"

#include <string>
#include <vector>

using namespace earshot;
using test::key_pair;
using test::json_ptr;

TEST_CASE("each of the helpline's keys opens what was sealed to all of them, and no other", "[seal]") {
    key_pair const team("team-1");
    key_pair const recovery("recovery-1");
    key_pair const stranger("team-1");
    seal::helpline to;
    std::string why;
    REQUIRE(to.add(team.shown(), why));
    REQUIRE(to.add(recovery.shown(), why));
    REQUIRE(to.add(team.shown(), why));
    CHECK(to.kids() == std::vector<std::string>{"team-1", "recovery-1"});

    auto const jwe = to.close(R"({"words":"He shouted at me."})", "report:1", "application/json");
    REQUIRE(jwe.has_value());
    CHECK(jwe->find("shouted") == std::string::npos);
    CHECK(team.open(*jwe) == R"({"words":"He shouted at me."})");
    CHECK(recovery.open(*jwe) == R"({"words":"He shouted at me."})");
    CHECK(stranger.open(*jwe) == "does not open");

    json_ptr const parsed(json_loads(jwe->c_str(), 0, nullptr));
    CHECK(json_array_size(json_object_get(parsed.get(), "recipients")) == 2);
    // The place is authenticated: written over with another it does not open.
    json_ptr const header(jose_b64_dec_load(json_object_get(parsed.get(), "protected")));
    CHECK(std::string(json_string_value(json_object_get(header.get(), "place"))) == "report:1");
    json_object_set_new(header.get(), "place", json_string("report:2"));
    json_object_set_new(parsed.get(), "protected", jose_b64_enc_dump(header.get()));
    CHECK(team.open(test::json_text(parsed.get())) == "does not open");
}

TEST_CASE("one key makes the general form too", "[seal]") {
    key_pair const team("team-1");
    seal::helpline to;
    std::string why;
    REQUIRE(to.add(team.shown(), why));
    auto const jwe = to.close("{}", "message:1:2", "application/json");
    REQUIRE(jwe.has_value());
    json_ptr const parsed(json_loads(jwe->c_str(), 0, nullptr));
    CHECK(json_is_array(json_object_get(parsed.get(), "recipients")));
    CHECK(team.open(*jwe) == "{}");
}

TEST_CASE("what is no public key of P-256 is refused with the reason", "[seal]") {
    key_pair const team("team-1");
    seal::helpline to;
    std::string why;
    CHECK_FALSE(to.add("{", why));
    CHECK(why == "not JSON");
    CHECK_FALSE(to.add(team.secret(), why));
    CHECK(why.find("private") != std::string::npos);
    CHECK_FALSE(to.add(R"({"kty":"RSA","n":"AQAB","e":"AQAB"})", why));
    CHECK_FALSE(to.add(R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA"})", why));
    std::string const zeros(43, 'A');
    CHECK_FALSE(to.add(R"({"kty":"EC","crv":"P-256","x":")" + zeros + R"(","y":")" + zeros + R"("})", why));
    CHECK(why.find("point") != std::string::npos);
    CHECK_FALSE(to.add_set("[]", why));
    CHECK(to.empty());
    CHECK_FALSE(to.close("{}", "", "application/json"));

    REQUIRE(to.add_set(R"({"keys":[)" + team.shown() + "]}", why));
    CHECK(to.kids() == std::vector<std::string>{"team-1"});
}

TEST_CASE("padding goes in steps and stays JSON", "[seal]") {
    CHECK(seal::padded_json("{}").size() == 1024);
    CHECK(seal::padded_json(std::string(1024, 'x')).size() == 1024);
    CHECK(seal::padded_json(std::string(1025, 'x')).size() == 2048);
    CHECK(seal::padded_json(std::string(65536, 'x')).size() == 65536);
    CHECK(seal::padded_json(std::string(65537, 'x')).size() == 131072);
    CHECK(seal::padded_json(std::string(131073, 'x')).size() == 196608);
}
