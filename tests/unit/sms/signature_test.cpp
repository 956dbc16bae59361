// SPDX-License-Identifier: Apache-2.0
#include "adapters/sms/twilio/signature.hpp"

#include "gateway/net/http.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <random>

using namespace earshot;
using twilio::fields;

namespace {

std::string const base = "https://mycompany.com/myapp.php?foo=1&bar=2";
fields const call{{"CallSid", "CA1234567890ABCDE"},
                  {"Caller", "+14158675309"},
                  {"Digits", "1234"},
                  {"From", "+14158675309"},
                  {"To", "+18005551212"}};

bool fits(std::string_view url, fields const& form, std::string_view signature,
          std::vector<std::string_view> tokens = {"12345"}) {
    return twilio::authentic({url, form, {}}, signature, tokens);
}

}  // namespace

// Vectors that npm twilio's validateRequest and Twilio's Python RequestValidator were run on.
TEST_CASE("published and recorded vectors are signed and accepted") {
    struct {
        std::string token;
        std::string url;
        fields form;
        std::string signature;
    } const table[] = {
        {"12345", base, call, "RSOYDt4T1cUTdK1PDd93/VVr8B8="},
        {"12345", "https://mycompany.com:443/myapp.php?foo=1&bar=2", call, "kvajT1Ptam85bY51eRf/AJRuM3w="},
        {"12345", "http://mycompany.com:80/myapp.php?foo=1&bar=2", call, "0ZXoZLH/DfblKGATFgpif+LLRf4="},
        {"12345", "http://mycompany.com:1234/myapp.php?foo=1&bar=2", call, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="},
        {"12345", "https://user:pass@mycompany.com/myapp.php?foo=1&bar=2", call, "CukzLTc1tT5dXEDIHm/tKBanW10="},
        {"12345", base + "&Body=It%27s+amazing", call, "TfZzewPq8wqrGlMfyAud8+/IvJ0="},
        {"12345", base + "&Body=It's+amazing", call, "dsq4Ehbj6cs+KdTkpF5sSSplOWw="},
        {"12345", "https://user:pass@mycompany.com:443/myapp.php?foo=1&bar=2", call, "ZQFR1PTIZXF2MXB8ZnKCvnnA+rI="},
        {"12345",
         base,
         {{"Sid", "CA123"}, {"SidAccount", "AC123"}, {"Digits", "5678"}, {"Digits", "1234"}, {"Digits", "1234"}},
         "IK+Dwps556ElfBT0I3Rgjkr1wJU="},
        {"12345",
         base,
         {{"MessagingBinding.Address", "+1325xxxxxxx"}, {"MessagingBinding.Address", "+1415xxxxxxx"}},
         "83O6e2vORAoJHUNzJjDWN1jz+BA="},
        {"k",
         "https://gw.example.org/t",
         {{"Body", ""}, {"From", "+447700900123"}, {"To", "+447700900456"}},
         "o/T2q9C4pMlUw/9QEA6HbPJYSQY="},
    };
    for (auto const& row : table) {
        INFO(row.url);
        CHECK(twilio::sign(row.token, row.url, row.form) == row.signature);
        CHECK(fits(row.url, row.form, row.signature, {row.token}));
        CHECK_FALSE(fits(row.url, row.form, row.signature, {"other"}));
    }
}

TEST_CASE("a realistic text message from its raw bytes") {
    std::string const body =
        "ToCountry=GB&SmsMessageSid=SM00000000000000000000000000000001&NumMedia=0&SmsSid="
        "SM00000000000000000000000000000001&SmsStatus=received&Body=Pothole+on+Cowley+Rd+%E2%80%93+~30cm+deep+%26+"
        "growing+"
        "%C2%A3&FromCountry=GB&To=%2B447700900456&NumSegments=1&MessageSid=SM00000000000000000000000000000001&"
        "AccountSid="
        "AC00000000000000000000000000000001&From=%2B447700900123&ApiVersion=2010-04-01";
    std::string const url = "https://gw.example.org/hooks/twilio/sms?tenant=ox";
    auto const form = net::parse_form(body);
    REQUIRE(form);
    std::vector<std::string_view> const tokens{"twilio-test-token"};
    CHECK(twilio::authentic({url, *form, body}, "B6hndIduAbOwCsVdREbYSiLUbpY=", tokens));

    SECTION("any changed byte is refused") {
        auto changed = *form;
        changed[5].second += ' ';
        CHECK_FALSE(twilio::authentic({url, changed, body}, "B6hndIduAbOwCsVdREbYSiLUbpY=", tokens));
        CHECK_FALSE(twilio::authentic({url + "&x=1", *form, body}, "B6hndIduAbOwCsVdREbYSiLUbpY=", tokens));
        CHECK_FALSE(twilio::authentic({url, *form, body}, "C6hndIduAbOwCsVdREbYSiLUbpY=", tokens));
        CHECK_FALSE(twilio::authentic({url, *form, body}, "", tokens));
        CHECK_FALSE(twilio::authentic({url, *form, body}, std::string(10'000, 'A'), tokens));
    }
    SECTION("the connection overrides in the fragment are never signed") {
        CHECK(twilio::authentic({url + "#rc=5&rp=all", *form, body}, "B6hndIduAbOwCsVdREbYSiLUbpY=", tokens));
    }
}

TEST_CASE("Twilio's signer may add or drop the default port and escape the query") {
    // Signed with the port, configured without, and the other way round.
    CHECK(fits(base, call, "kvajT1Ptam85bY51eRf/AJRuM3w="));
    CHECK(fits("https://mycompany.com:443/myapp.php?foo=1&bar=2", call, "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
    CHECK(fits("https://mycompany.com:8443/myapp.php?foo=1&bar=2", call, "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
    CHECK_FALSE(fits(base, call, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="));
    // The apostrophe as it is, signed in its escaped form.
    CHECK(fits(base + "&Body=It's+amazing", call, "TfZzewPq8wqrGlMfyAud8+/IvJ0="));

    struct {
        char const* url;
        std::vector<std::string> all;
    } const table[] = {
        {"https://a.example/p", {"https://a.example/p", "https://a.example:443/p"}},
        {"http://a.example:8080/p#rc=2", {"http://a.example:8080/p", "http://a.example/p"}},
        {"http://[::1]/p", {"http://[::1]/p", "http://[::1]:80/p"}},
        {"http://u:p@[::1]:99/p", {"http://u:p@[::1]:99/p", "http://u:p@[::1]/p"}},
        {"https://a.example/p?x=a b'",
         {"https://a.example/p?x=a b'", "https://a.example:443/p?x=a b'", "https://a.example/p?x=a%20b%27",
          "https://a.example/p?x=a%20b'", "https://a.example:443/p?x=a%20b%27", "https://a.example:443/p?x=a%20b'"}},
        {"https://a.example/p?b=1&a=2+3&b=%2f",
         {"https://a.example/p?b=1&a=2+3&b=%2f", "https://a.example:443/p?b=1&a=2+3&b=%2f",
          "https://a.example/p?b=1&b=%2F&a=2%203", "https://a.example:443/p?b=1&b=%2F&a=2%203"}},
        {"no url at all", {"no url at all"}},
        {"https://a.example/p?", {"https://a.example/p?", "https://a.example:443/p?"}},
        {"https://a.example/p?x=%ff", {"https://a.example/p?x=%ff", "https://a.example:443/p?x=%ff"}},
    };
    for (auto const& row : table) {
        INFO(row.url);
        CHECK(twilio::candidate_urls(row.url) == row.all);
    }
}

TEST_CASE("a body that is no form is covered by its hash in the URL") {
    std::string const url = base + "&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
    std::string const body = R"({"property": "value", "boolean": true})";
    std::string const signature = "a9nBmqA0ju/hNViExpshrM61xv4=";
    std::vector<std::string_view> const tokens{"12345"};
    CHECK(twilio::authentic({url, std::nullopt, body}, signature, tokens));
    CHECK_FALSE(twilio::authentic({url, std::nullopt, body + " "}, signature, tokens));
    CHECK_FALSE(twilio::authentic({base, std::nullopt, body}, twilio::sign("12345", base, {}), tokens));
    // A form with the hash: signed with or without its parameters, and the hash must fit.
    std::string const form_body = "Body=x";
    auto const form_url = base + "&bodySHA256=" + twilio::sha256_hex(form_body);
    fields const form{{"Body", "x"}};
    CHECK(twilio::authentic({form_url, form, form_body}, twilio::sign("12345", form_url, form), tokens));
    CHECK(twilio::authentic({form_url, form, form_body}, twilio::sign("12345", form_url, {}), tokens));
    CHECK_FALSE(twilio::authentic({form_url, form, "Body=y"}, twilio::sign("12345", form_url, form), tokens));
}

TEST_CASE("both tokens count while they are being changed, an empty one never") {
    auto const by_old = twilio::sign("old", base, call);
    auto const by_new = twilio::sign("new", base, call);
    auto const by_none = twilio::sign("", base, call);
    CHECK(fits(base, call, by_old, {"new", "old"}));
    CHECK(fits(base, call, by_new, {"new", "old"}));
    CHECK_FALSE(fits(base, call, by_none, {"new", ""}));
    CHECK_FALSE(fits(base, call, by_new, {}));
}

TEST_CASE("random forms: what is signed is accepted, in any order, and what is changed is not") {
    std::mt19937 dice(20260301);
    auto const text = [&](std::size_t most) {
        std::string out;
        auto const size = dice() % (most + 1);
        for (std::size_t i = 0; i < size; ++i) out += static_cast<char>(dice() % 256);
        return out;
    };
    for (int round = 0; round < 500; ++round) {
        fields form;
        auto const count = dice() % 12;
        for (std::size_t i = 0; i < count; ++i) form.emplace_back(text(8), text(40));
        if (!form.empty() && dice() % 2 == 0) form.push_back(form[dice() % form.size()]);
        auto const url = "https://h.example/" + net::percent_encode(text(10)) + "?" + net::percent_encode(text(10));
        auto const signature = twilio::sign("12345", url, form);

        auto const wire = net::parse_form(net::make_form(form));
        REQUIRE(wire);
        CHECK(*wire == form);
        std::shuffle(form.begin(), form.end(), dice);
        CHECK(fits(url, form, signature));
        form.emplace_back("extra" + text(3), text(5));
        CHECK_FALSE(fits(url, form, signature));
    }
}
