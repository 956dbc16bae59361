// SPDX-License-Identifier: Apache-2.0
#include "tests/support/catch.hpp"
#include "tests/unit/redact/say.hpp"

using namespace earshot::redact;
using namespace earshot::redact::test;

TEST_CASE("an e-mail address is covered however it is written") {
    for (auto const* mail : {"a.khan@example.org", "A.Khan@EXAMPLE.ORG", "a.khan+x@mail.example.co.uk",
                             "a.khan (at) example.org", "a.khan [at] example [dot] org", "akhan at example dot org",
                             "a dot khan at gmail dot com", "akhan AT gmail DOT com", "akhan(at)gmail.com",
                             "akhan @ gmail.com", "akhan99 at gmail", "a_khan at example dot co dot uk",
                             "a.khan\xEF\xBC\xA0"
                             "example.org",
                             "a.kh\xE2\x80\x8B"
                             "an@exa\xE2\x80\x8B"
                             "mple.org",
                             "\xD0\xB0.khan@ex\xD0\xB0mple.org"}) {
        INFO(mail);
        CHECK(shown("write to " + std::string(mail)) == "write to [EMAIL-1]");
    }
}

TEST_CASE("words around 'at' are not addresses") {
    for (auto const* kept : {"look at it", "I was at home dot", "we met at the station", "at 5 at the bus stop"}) {
        CHECK(shown(kept) == kept);
    }
}

TEST_CASE("links are covered; a news site's name stays") {
    CHECK(shown("see https://example.org/u/amina?x=1.") == "see [LINK-1].");
    CHECK(shown("see www.example.com/me ok") == "see [LINK-1] ok");
    CHECK(shown("see example.com ok") == "see [LINK-1] ok");
    CHECK(shown("as in https://www.bbc.co.uk/news/123") == "as in [LINK-1: bbc.co.uk]");
    CHECK(shown("He went home.me too") == "He went home.me too");
    CHECK(shown("see http://example.org/a… ok") == "see [LINK-1] ok");
    CHECK(shown("see http://example.org/a... ok") == "see [LINK-1] ok");
}

TEST_CASE("what the abuser posted stays as evidence, without what follows the path") {
    CHECK(shown("he posted https://example.com/p/9 about us") == "he posted https://example.com/p/9 about us");
    CHECK(contains(shown("he posted https://example.com/p/9?igsh=abc about us"), "https://example.com/p/9[LINK-1]"));
    CHECK(shown("abuse from @nasty_one yesterday") == "abuse from @nasty_one yesterday");
}

TEST_CASE("handles") {
    CHECK(shown("I am @amina_k on there") == "I am [HANDLE-1] on there");
    CHECK(shown("my insta is amina.k99") == "my insta is [HANDLE-1]");
    CHECK(shown("discord amina#1234") == "discord [HANDLE-1]");
    CHECK(shown("just ignore them") == "just ignore them");
}

TEST_CASE("a postcode is shown as its outward code") {
    for (auto const* code : {"LS1 4AB", "ls1 4ab", "LS14AB", "LS1-4AB", "LSl 4AB", "LS1  4AB"}) {
        INFO(code);
        CHECK(shown("near " + std::string(code) + " today") == "near [LS1] today");
    }
    CHECK(shown("SW1A 1AA") == "[SW1A]");
    for (auto const* kept : {"b4 2nd of may", "call in 2 hrs", "XX1 4AB", "at 3pm", "so 4 me"})
        CHECK(shown(kept) == kept);
}

TEST_CASE("a plate is the abuser's unless the words say otherwise") {
    CHECK(shown("they drove off in a car AB12 CDE") == "they drove off in a car AB12 CDE");
    CHECK(shown("my car is AB12 CDE") == "my car is [VEHICLE-1]");
    CHECK(kinds("they drove off in a car AB12 CDE") == std::vector<std::string>{"VEHICLE"});
    CHECK(kinds("b4 the m0rng buy 4d").empty());
    policy partner;
    partner.level = level::partner;
    CHECK(shown("a car AB12 CDE", partner) == "a car [VEHICLE-1]");
}
