// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/scene.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/redact/say.hpp"

using namespace earshot::redact;
using namespace earshot::redact::test;

TEST_CASE("what is covered stays covered on a second pass") {
    for (auto const* text : {"I'm on 07700 900123 or a@example.org", "M1 1AE 2BB", "LS1 4AB 4AB", "@a@b@c.org",
                             "07700900123 07700900124", "[PHONE-1] and [RELATIVE-1: son]",
                             "card 4111111111111111 4111111111111111", "call me 1234567 and 7654321 and 1111222",
                             "'s +44 double www. +44", "I'm 12-34-56", "a . b @ example . org . com",
                             "@bob MD Jobs | Executive Pharmacist Float-Ellicott City, MD Job (MD) he posted"}) {
        auto const once = shown(text);
        INFO(once);
        CHECK(shown(once) == once);
    }
}

TEST_CASE("brackets do not hide a number") {
    CHECK(shown("[07700 900123]") == "[[PHONE-1]]");
    CHECK(shown("[PHONE-1: 07700900123]") == "[PHONE-1: [PHONE-1]]");
    CHECK_FALSE(contains(shown("[LINK-1: 07700900123.com]"), "07700900123"));
}

TEST_CASE("the cover takes whole characters of the original") {
    CHECK(shown("\xF0\x9F\x98\x80 caf\xC3\xA9 07700 90012"
                "3\xCC\x81 ok") == "\xF0\x9F\x98\x80 caf\xC3\xA9 [PHONE-1] ok");
}

TEST_CASE("ill-formed text is repaired, never passed on") {
    CHECK(shown("a\xFF"
                "b 07700900123") ==
          "a\xEF\xBF\xBD"
          "b [PHONE-1]");
    CHECK(shown(std::string_view("a\0b", 3)) == std::string("a\0b", 3));
}

TEST_CASE("in a long text what stands far apart is found as in a short one") {
    std::string filler;
    for (int i = 0; i < 700; ++i) filler += i % 9 == 8 ? "they went home.\n" : "and then we waited for the bus ";
    auto const once = shown("Call 07700 900123 now. " + filler + "Caf\xC3\xA9 Roma, a [at] b [.] org it was. " +
                            filler + "My IP is 203[.]0[.]113[.]77 and 00:1A:2b:3c:4d:5e, ok");
    CHECK(contains(once, "Call [PHONE-1] now. "));
    CHECK(contains(once, "Caf\xC3\xA9 Roma, [EMAIL-1] it was. "));
    CHECK(contains(once, "My IP is [IP-1] and [MAC-1], ok"));
    CHECK(shown(once) == once);
}

TEST_CASE("a name that is told late covers the beginning of a long text, also misspelt") {
    std::string filler;
    for (int i = 0; i < 400; ++i) filler += "and then we waited for the bus ";
    auto const once = shown("it was folasade and folasede who saw it. " + filler + "My name is Folasade Ogunbanjo.");
    CHECK_FALSE(contains(once, "folas"));
    CHECK_FALSE(contains(once, "Folas"));
    CHECK(shown(once) == once);
}

TEST_CASE("what a placeholder makes readable beside it is covered in the next look") {
    for (auto const* text : {"M1 1AE 2BB", "call me 1234567 and 7654321 and 1111222", "07700900123Amina.example.org"}) {
        auto const once = shown(std::string(2000, '.') + "\n" + text + "\n" + std::string(2000, '.'));
        INFO(once.substr(2000, 60));
        CHECK(shown(once) == once);
    }
}

TEST_CASE("beyond a bound the text is held and not shown") {
    case_knowledge knows;
    auto const big = strip(std::string(bounds::text + 1, 'a'), knows);
    CHECK(big.held);
    CHECK(big.text.empty());
    std::string many;
    for (int i = 0; i < 10'100; ++i) many += "a" + std::to_string(i) + "@example.org ";
    auto const much = strip(many, knows);
    CHECK(much.held);
    CHECK(much.text.empty());
    CHECK(shown(std::string(bounds::text, 'a')).size() == bounds::text);
}

TEST_CASE("an operator's word covers, a reporter's word keeps") {
    case_knowledge knows;
    knows.deny = {"the blue door"};
    CHECK(strip("We live behind The Blue Door.", knows).text.str() == "We live behind [ID-1].");
    knows.keep = {"LS1 4AB"};
    CHECK(strip("at LS1 4AB today", knows).text.str() == "at LS1 4AB today");
    knows.keep = {"07700 900123"};
    CHECK(strip("07700 900123", knows).text.str() == "[PHONE-1]");
}

TEST_CASE("the covers tell their places in the text as shown") {
    case_knowledge knows;
    auto const out = strip("ring 07700 900123 or a@example.org", knows);
    REQUIRE(out.covers.size() == 2);
    CHECK(out.text.str().substr(out.covers[0].start, out.covers[0].length) == "[PHONE-1]");
    CHECK(out.text.str().substr(out.covers[1].start, out.covers[1].length) == "[EMAIL-1]");
    CHECK(out.covers[0].kind == "phone");
    CHECK(out.covers[0].rule == "phone.uk");
}

TEST_CASE("knowledge of a case survives being stored, and bad input is no error") {
    case_knowledge knows;
    knows.persons.push_back({{"amina"}, "reporter", 1});
    knows.deny = {"x"};
    knows.next_number = 7;
    knows.open_digits = "0770";
    knows.open_digits_at = 5;
    auto const back = case_knowledge::from_json(knows.to_json());
    CHECK(back.to_json() == knows.to_json());
    CHECK(case_knowledge::from_json("no json").persons.empty());
    CHECK(case_knowledge::from_json(R"({"persons":[3],"deny":"x","other":1})").next_number == 1);
}
