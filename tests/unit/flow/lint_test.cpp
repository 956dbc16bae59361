// SPDX-License-Identifier: Apache-2.0
#include "tests/support/catch.hpp"
#include "tests/unit/flow/flow_fixture.hpp"

using namespace earshot;
using namespace earshot::testing;

namespace {

struct bad {
    char const* why;
    std::string from;
    std::string to;
    char const* rule;
    char const* message;
    bool fatal;
};

}  // namespace

TEST_CASE("each rule of the lint finds the flow that breaks it") {
    std::vector<bad> const all{
        {"unknown target", "to = \"Q7\", only", "to = \"Q77\", only", "reach", "leads to Q77", true},
        {"unknown code", "if = [\"role.tension\"] },\n    { to = \"Q8w\"",
         "if = [\"role.none\"] },\n    { to = \"Q8w\"", "reach", "asks for role.none", true},
        {"unreachable", "{ to = \"Q9t\", if = [\"role.third_party\", \"role.professional\"] }, { to = \"Q9\" }",
         "{ to = \"Q9\" }", "reach", "nothing leads to Q9t", true},
        {"circle", "next = [{ to = \"Q12\" }]", "next = [{ to = \"Q2\" }]", "ends", "circle", true},
        {"no way on", "next = [{ to = \"Q9\" }]", "next = [{ to = \"Q9\", if = [\"role.victim\"] }]", "ends",
         "no condition", true},
        {"same digit", "digit = \"2\"\ncode = \"role.witness\"", "digit = \"1\"\ncode = \"role.witness\"", "keyword",
         "have the digit 1", true},
        {"keyword as an option's word", "words = [\"me\", \"myself\"", "words = [\"help\", \"myself\"", "keyword",
         "keyword for help", true},
        {"carrier word missing", "stop = [\"stop\", \"stopall\", \"stop all\", \"end\"",
         "stop = [\"stop\", \"stopall\", \"stop all\"", "keyword", "carriers' word end", true},
        {"999 no danger word", "    \"999\", \"112\",", "    \"112\",", "keyword", "999 must be a danger word", true},
        {"EM without 999",
         "text = \"Call 999 now. Can't speak? Stay on the line and press 55. If you joined 999 text, text 999. We",
         "text = \"Call now. Can't speak? Stay on the line and press 55. We", "keyword", "EM (sms) must name 999",
         true},
        {"first question without 999", "3 Not now. In danger call 999. STOP", "3 Not now. STOP", "keyword",
         "must name 999", true},
        {"first question without STOP", "In danger call 999. STOP ends.\"\nchat", "In danger call 999.\"\nchat",
         "keyword", "must name STOP", true},
        {"text missing", "[text.NOTED]", "[text.NOTES]", "missing-text", "no text NOTED", true},
        {"sms text missing", "sms = \"Who did it happen to? 1 Me", "mail = \"Who did it happen to? 1 Me",
         "missing-text", "Q2 has no sms text", true},
        {"chat text missing", "chat = \"Who did it happen to?\"\n", "", "missing-text", "Q2 has no chat text", true},
        {"option not in the text", "3 Someone I know or help 4", "Someone I know or help 4", "missing-text",
         "its option 3", true},
        {"fact without a date", "value = \"116 123\"\nchecked = 2026-11-24", "value = \"116 123\"", "missing-text",
         "samaritans", true},
        {"place holder where nothing fills it", "text = \"OK. Staff will see it.\"", "text = \"OK. Staff see {seen}.\"", "syntax",
         "KEPT: {seen} is filled in COVERED only", true},
        {"covered things without a name", "other = \"other private things\"", "card = \"card numbers\"", "missing-text",
         "name for \"other\"", true},
        {"no word for keep", "keep = [\"keep\"]", "keep = []", "keyword", "no word for keep", true},
        {"no answer to KEEP", "[text.KEPT]", "[text.KEEPT]", "missing-text", "needs the text KEPT", true},
        {"nothing about an opened number", "[text.GLASS_LAW]", "[text.GLASS_LAWS]", "missing-text", "no text GLASS_LAW: who", false},
        {"curly quote", "Can't speak? Stay", "Can’t speak? Stay", "not-gsm7", "U+2019", false},
        {"two parts", "We have stopped. We will", "We have stopped now, as you have just asked us to do. We will", "segments",
         "STOPPED takes 2", false},
        {"hard words", "There is nothing to go back to.",
         "Unfortunately, no preceding interrogative communication is available for reconsideration.", "reading-age",
         "NOBACK", false},
    };
    for (auto const& b : all) {
        INFO(b.why);
        auto const text = with(b.from, b.to);
        REQUIRE_FALSE(text.empty());
        auto const l = flow::load(text, "bad.toml");
        for (auto const& f : l.findings) UNSCOPED_INFO(f.line << " " << f.rule << " " << f.message);
        CHECK(found(l, b.rule, b.message, b.fatal));
        CHECK((l.flow == nullptr) == b.fatal);
    }
}

TEST_CASE("a mistake in the file is told with its line") {
    struct row {
        std::string from;
        std::string to;
        std::string message;
        std::string at;  // on this line of the changed text
    };
    std::vector<row> const all{
        {"misses = 2", "mises = 2", "unknown key \"mises\"", "mises"},
        {"label = \"Threats\"", "lable = \"Threats\"", "unknown key \"lable\"", "lable"},
        {"misses = 2", "misses = \"two\"", "must be a whole number", "\"two\""},
        {"misses = 2", "misses = 0", "must be a whole number", "misses = 0"},
        {"essential = true ", "essential = 1 ", "must be true or false", "essential = 1 "},
        {"kind = \"many\"", "kind = \"some\"", "unknown kind", "[[question]]\nid = \"Q3\""},
        {"remind = false", "remind = = false", "", "remind = ="},
        {"Helpline 24h {helpline}. Danger: 999\"\nchat", "Helpline 24h {help_line}. Danger: 999\"\nchat",
         "unknown place holder", "[text.END]"},
    };
    for (auto const& r : all) {
        INFO(r.to);
        auto const text = with(r.from, r.to);
        REQUIRE_FALSE(text.empty());
        auto const l = flow::load(text, "bad.toml");
        CHECK(l.flow == nullptr);
        auto const line = line_with(text, r.at);
        CHECK(std::any_of(l.findings.begin(), l.findings.end(), [&](auto const& f) {
            return f.fatal && f.rule == "syntax" && f.line == line && f.message.find(r.message) != std::string::npos;
        }));
    }
    CHECK(flow::load("", "empty.toml").flow == nullptr);
}
