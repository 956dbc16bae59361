// SPDX-License-Identifier: Apache-2.0
#include "tests/support/catch.hpp"
#include "tests/unit/redact/say.hpp"

using namespace earshot::redact;
using namespace earshot::redact::test;

TEST_CASE("an address with blanks or signs of another kind is covered whole") {
    for (auto const* mail : {"a . b @ example . org",
                             "x@ example.org",
                             "x @example.org",
                             "akhan @ example.org",
                             "a.khan@example . org",
                             "akhan@example .org",
                             "akhan@example,com",
                             "akhan@gmail,co.uk",
                             "a . khan@example . org",
                             "akhan[@]example[.]org",
                             "akhan(@)example.org",
                             "akhan@example[.]org",
                             "akhan {at} example {dot} org",
                             "akhan <at> example <dot> org",
                             "akhan[at]example(.)org",
                             "akhan @ example [ dot ] org",
                             "akhan@example\\.org",
                             "akhan@example dot org",
                             "a dot khan@example dot co dot uk",
                             "akhanATexampleDOTorg",
                             "akhan-at-example-dot-org",
                             "akhan_at_example_dot_org",
                             "akhan99 @ example.it"}) {
        INFO(mail);
        CHECK(shown("write to " + std::string(mail)) == "write to [EMAIL-1]");
    }
}

TEST_CASE("an address spoken in another language is covered whole") {
    for (auto const* mail :
         {"lucia arroba ejemplo punto com", "lucia (arroba) ejemplo (punto) es",
          "lucia punto diaz arroba gmail punto com", "joao arroba exemplo ponto pt",
          "joao (arroba) exemplo ponto com ponto br", "aicha arobase exemple point fr",
          "aicha (arobase) exemple (point) fr", "aicha arrobase gmail point com", "zofia malpa przyklad kropka pl",
          "zofia małpa gmail kropka com", "lucia arroba gmail.com"}) {
        INFO(mail);
        CHECK(shown("> " + std::string(mail)) == "> [EMAIL-1]");
    }
}

TEST_CASE("links and hosts in disguise") {
    for (auto const* link : {"hxxp://example.org/u/amina",
                             "hxxps://example[.]org/u/amina",
                             "hxxp[://]example[.]org",
                             "hxxps[:]//example.org",
                             "https://example[.]org/a",
                             "example[.]org",
                             "example(.)com",
                             "example{.}com",
                             "example[dot]org/me",
                             "example dot com",
                             "www dot example dot org",
                             "example dot com slash amina",
                             "example dot co dot uk",
                             "example . com",
                             "example .org",
                             "example . co . uk",
                             "www . example . com",
                             "ejemplo punto com",
                             "exemple point com",
                             "exemplo ponto com ponto br",
                             "example\\.org"}) {
        INFO(link);
        CHECK(shown("see " + std::string(link) + " ok") == "see [LINK-1] ok");
    }
}

TEST_CASE("network addresses in disguise") {
    for (auto const* ip : {"203[.]0[.]113[.]77", "203.0.113[.]77", "203(.)0(.)113(.)77", "203[dot]0[dot]113[dot]77",
                           "203 . 0 . 113 . 77", "203 dot 0 dot 113 dot 77", "203{.}0{.}113{.}77", "2001[:]db8[::]1",
                           "203 punto 0 punto 113 punto 77", "203\\.0\\.113\\.77"}) {
        INFO(ip);
        CHECK(shown("from " + std::string(ip) + " ok") == "from [IP-1] ok");
    }
    CHECK(shown("my ip is 203 0 113 77") == "my ip is [IP-1]");
    CHECK(shown("my ip: 203-0-113-77") == "my ip: [IP-1]");
}

TEST_CASE("each of many disguised addresses goes back to its own place") {
    CHECK(shown("first a [at] b [.] org then nothing, x@ example.org or hxxp[://]bad[.]example[.]com/x and "
                "10[.]0[.]0[.]1") == "first [EMAIL-1] then nothing, [EMAIL-2] or [LINK-1] and [IP-1]");
    CHECK(shown("caf\xC3\xA9 (dot) com\nfe80::1 and aa-bb-cc-dd-ee-ff") ==
          shown("caf\xC3\xA9.com\nfe80::1 and aa-bb-cc-dd-ee-ff"));
}

TEST_CASE("ordinary prose with dots, brackets and at signs stays") {
    for (auto const* kept : {"meet me at the shop . it was late",
                             "meet me @ the shop . it was late",
                             "we met @ work.it was bad",
                             "see you @ home . me and him",
                             "he was at home . in the end",
                             "2 tickets @ 5.50 each",
                             "at 5 . it was dark",
                             "I was in the pond. Net result",
                             "this is it . org",
                             "he said (.) nothing",
                             "look [at] it",
                             "look (at) him",
                             "the dot on the map",
                             "polka dot it was",
                             "a mi punto de vista",
                             "el punto es que me da miedo",
                             "à ce point précis",
                             "o ponto da questão",
                             "the point is me",
                             "he shouted at a point",
                             "kropka nad i",
                             "they were @ the bus stop . no one helped",
                             "I came home . he shouted",
                             "version 1 . 2 . 3 is out",
                             "he came at 10 . 30 . it was me",
                             "rated 1 2 3 4",
                             "rated 5 . 5",
                             "meet @ 3.30pm",
                             "slash and burn",
                             "They said: (at the mosque) go away",
                             "he hit me at dot on six",
                             "the bus . the man",
                             "ok . so he did it"}) {
        INFO(kept);
        CHECK(shown(kept) == kept);
    }
}
