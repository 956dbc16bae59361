// SPDX-License-Identifier: Apache-2.0
#include "tests/support/catch.hpp"
#include "tests/unit/redact/say.hpp"

using namespace earshot::redact;
using namespace earshot::redact::test;

namespace {

// Every way of writing one number that belongs to nobody (Ofcom's numbers for drama).
constexpr char const* const phones[] = {
    "07700900123",
    "07700 900123",
    "07700 900 123",
    "0 7 7 0 0 9 0 0 1 2 3",
    "07700-900-123",
    "07700.900.123",
    "0770/0900/123",
    "(07700) 900123",
    "07700_900_123",
    "07700*900*123",
    "07700|900|123",
    "07700~900~123",
    "+447700900123",
    "+44 7700 900123",
    "+44 (0)7700 900123",
    "(+44) 7700 900123",
    "0044 7700 900123",
    "plus 44 7700 900123",
    "+44(0)7700900123",
    "00447700900123",
    "020 7946 0123",
    "(020) 7946 0123",
    "01632 960123",
    "0113 496 0123",
    "0 7 7 0 0 . 9 0 0 1 2 3",
    "07700  -  900123",
    "O77OO 9OO123",
    "o7700900l23",
    "07seven00 900123",
    "zero seven seven zero zero nine zero zero one two three",
    "oh seven seven double oh nine double oh one two three",
    "zero seven seven double zero nine hundred one two three",
    "nought seven seven double oh nine double oh one two three",
    "oh seven seven oh oh, nine oh oh, one two three",
    "07700 nine zero zero 123",
    "\xEF\xBC\x90\xEF\xBC\x97\xEF\xBC\x97\xEF\xBC\x90\xEF\xBC\x90\xEF\xBC\x99\xEF\xBC\x90\xEF\xBC\x90\xEF\xBC\x91\xEF"
    "\xBC\x92"
    "\xEF\xBC\x93",                                                                              // full width
    "\xD9\xA0\xD9\xA7\xD9\xA7\xD9\xA0\xD9\xA0\xD9\xA9\xD9\xA0\xD9\xA0\xD9\xA1\xD9\xA2\xD9\xA3",  // Arabic-Indic
    "\xE0\xA7\xA6\xE0\xA7\xAD\xE0\xA7\xAD\xE0\xA7\xA6\xE0\xA7\xA6\xE0\xA7\xAF\xE0\xA7\xA6\xE0\xA7\xA6\xE0\xA7\xA7\xE0"
    "\xA7\xA8"
    "\xE0\xA7\xA9",  // Bengali
    "07700\xE2\x80\x8B"
    "9\xE2\x80\x8D"
    "00123",  // zero width
    "0\xEF\xB8\x8F\xE2\x83\xA3"
    "7\xEF\xB8\x8F\xE2\x83\xA3"
    "7\xEF\xB8\x8F\xE2\x83\xA3"
    "0\xEF\xB8\x8F\xE2\x83\xA3"
    "0\xEF\xB8\x8F\xE2\x83\xA3"
    "9\xEF\xB8\x8F\xE2\x83\xA3"
    "0\xEF\xB8\x8F\xE2\x83\xA3"
    "0\xEF\xB8\x8F\xE2\x83\xA3"
    "1\xEF\xB8\x8F\xE2\x83\xA3"
    "2\xEF\xB8\x8F\xE2\x83\xA3"
    "3\xEF\xB8\x8F\xE2\x83\xA3",  // keycaps
    "07700\xF0\x9F\x98\x80"
    "900\xF0\x9F\x98\x80"
    "123",  // pictures between
    "\xE2\x93\xAA\xE2\x91\xA6\xE2\x91\xA6\xE2\x93\xAA\xE2\x93\xAA\xE2\x91\xA8\xE2\x93\xAA\xE2\x93\xAA\xE2\x91\xA0\xE2"
    "\x91\xA1"
    "\xE2\x91\xA2",  // circled
    "0\xCC\xB6"
    "7\xCC\xB6"
    "7\xCC\xB6"
    "0\xCC\xB6"
    "0\xCC\xB6"
    "9\xCC\xB6"
    "0\xCC\xB6"
    "0\xCC\xB6"
    "1\xCC\xB6"
    "2\xCC\xB6"
    "3\xCC\xB6",  // struck through
};

}  // namespace

TEST_CASE("a phone number is covered however it is written") {
    for (auto const* phone : phones) {
        INFO(phone);
        CHECK(shown("It was at the bus stop, " + std::string(phone) + " if you want me") ==
              "It was at the bus stop, [PHONE-1] if you want me");
        CHECK(shown(phone) == "[PHONE-1]");
    }
}

TEST_CASE("numbers of other countries") {
    CHECK(shown("ring +353 85 012 3456 ok") == "ring [PHONE-1] ok");
    CHECK(shown("ring 0033 1 99 00 12 34 ok") == "ring [PHONE-1] ok");
    CHECK(shown("ring (212) 555-0123 ok") == "ring [PHONE-1] ok");
    CHECK(shown("ring 1-212-555-0123 ok") == "ring [PHONE-1] ok");
    CHECK(shown("my number is 5550123 thanks") == "my number is [PHONE-1] thanks");
}

TEST_CASE("helplines, emergency numbers and short codes stay") {
    for (auto const* kept : {"999", "call 101 or 111", "Samaritans 116 123", "0800 1111 for children", "0800 138 1625",
                             "text SHOUT to 85258", "Crimestoppers on 0800 555 111"}) {
        CHECK(shown(kept) == kept);
    }
    policy how;
    how.keep_numbers = {"0161 496 0999"};
    CHECK(shown("ring 0161 496 0999 or +44 161 496 0999", how) == "ring 0161 496 0999 or +44 161 496 0999");
    CHECK(shown("ring 0161 496 0998", how) == "ring [PHONE-1]");
}

TEST_CASE("times, dates, sums and house numbers are not phones") {
    for (auto const* kept : {"on 12/05/2024 at 10:30", "between 14.00 and 15.30 on 3.4.24", "it cost 1,250 pounds",
                             "2024-05-12 10:30:00", "around 7 or 8 of them, 3 were older", "bus 192 at 8.15",
                             "in 2016, 2017 and 2018", "one of the two men hit me three times"}) {
        CHECK(shown(kept) == kept);
    }
}

TEST_CASE("cards, accounts and identity numbers") {
    CHECK(shown("card 4111 1111 1111 1111 was used") == "card [CARD-1] was used");
    CHECK(shown("378282246310005") == "[CARD-1]");
    CHECK(shown("iban GB82 WEST 1234 5698 7654 32 ok") == "iban [IBAN-1] ok");
    CHECK(shown("DE89370400440532013000") == "[IBAN-1]");
    CHECK(shown("sort code 12-34-56 account 12345678") == "sort code [BANK-1] account [BANK-2]");
    CHECK(shown("nhs no 943 476 5919") == "nhs no [NHS-NUMBER-1]");
    CHECK(shown("it said QQ123456C on the box") == "it said QQ123456C on the box");  // QQ is never issued ...
    CHECK(shown("my ni is QQ123456C") == "my ni is [NI-NUMBER-1]");                  // ... but they say that it is one
    CHECK(shown("My national insurance number is gb 12 34 56 a") == "My national insurance number is [NI-NUMBER-1]");
    CHECK(shown("my ni is AB 12 34 56 C") == "my ni is [NI-NUMBER-1]");
    CHECK(shown("ab123456c") == "[NI-NUMBER-1]");
    CHECK(shown("licence MORGA657054SM9IJ") == "licence [DRIVING-LICENCE-1]");
}

TEST_CASE("an address on the net is covered, a clock is not") {
    CHECK(shown("from 192.0.2.44 today") == "from [IP-1] today");
    CHECK(shown("from 2001:db8::8a2e:370:7334 today") == "from [IP-1] today");
    CHECK(shown("mac 00:1B:44:11:3A:B7") == "mac [MAC-1]");
    CHECK(shown("at 12:30:15 and 09:05") == "at 12:30:15 and 09:05");
    CHECK(shown("version 1.2.3") == "version 1.2.3");
}

TEST_CASE("a number sent in two messages") {
    case_knowledge knows;
    auto const first = strip("my number is 07700", knows, {}, 1'000);
    CHECK(first.text.str() == "my number is [PHONE-1]");
    auto second = knows;
    CHECK(strip("900123 call me", second, {}, 30'000).text.str() == "[PHONE-2] call me");
    auto late = knows;
    CHECK(strip("900123 call me", late, {}, 62'000).text.str() == "900123 call me");
    CHECK(case_knowledge::from_json(knows.to_json()).open_digits == "07700");
}

TEST_CASE("one value has one number in the whole case") {
    case_knowledge knows;
    CHECK(strip("07700 900123 or 07700 900456", knows).text.str() == "[PHONE-1] or [PHONE-2]");
    CHECK(strip("again +44 7700 900456", knows).text.str() == "again [PHONE-2]");
    auto restored = case_knowledge::from_json(knows.to_json());
    CHECK(strip("07700900123", restored).text.str() == "[PHONE-1]");
    CHECK_FALSE(contains(knows.to_json(), "900123"));
}

TEST_CASE("a number in marks and words that are seldom in numbers") {
    for (auto const* written :
         {"0:7:7:0:0:9:0:0:1:2:3", "07700:900:123", "0;7;7;0;0;9;0;0;1;2;3", "0+7+7+0+0+9+0+0+1+2+3",
          "07700 dash 900 dash 123", "oh seven seven double oh nine oh oh won too three",
          "zero sevn seven zero zero nine zero zero one two thre"}) {
        INFO(written);
        CHECK(shown("ring " + std::string(written) + " ok") == "ring [PHONE-1] ok");
    }
    for (auto const* kept :
         {"open 07:00 09:30 10:15 daily", "won two to one at home", "it was one to two of them for three days",
          "he came at 10:30:15", "5 then 6 then 7 men came", "two for one, three for two"}) {
        INFO(kept);
        CHECK(shown(kept) == kept);
    }
    CHECK(shown("the nurse wrote 9 9 9 6 6 1 8 2 5 0 nhs on it") == "the nurse wrote [NHS-NUMBER-1] nhs on it");
}
