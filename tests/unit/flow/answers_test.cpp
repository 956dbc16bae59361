// SPDX-License-Identifier: Apache-2.0
#include "gateway/flow/answers.hpp"

#include "gateway/flow/plain_words.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/flow/flow_fixture.hpp"

using namespace earshot;
using namespace earshot::flow;

namespace {

script const& shipped() {
    static script const s = [] {
        std::vector<finding> findings;
        return *read_script(testing::shipped_text(), "hate-incident.toml", findings);
    }();
    return s;
}

// Codes in one line; "-" not understood, "0" skipped.
std::string heard(std::string const& question, std::string const& text) {
    auto const u = understand(shipped(), *find(shipped(), question), text);
    if (!u) return "-";
    if (u->how == answered::skipped) return "0";
    std::string out;
    for (auto const* o : u->chosen) out += (out.empty() ? "" : " ") + o->code;
    for (auto const& c : u->extra_codes) out += (out.empty() ? "" : " ") + c;
    return out;
}

}  // namespace

TEST_CASE("answers are understood, or not, but never guessed") {
    struct row {
        char const* question;
        char const* text;
        char const* codes;
    };
    std::vector<row> const rows{
        {"Q3", "2", "act.threat"},
        {"Q3", "2 and 3", "act.threat act.verbal"},
        {"Q3", "2,3", "act.threat act.verbal"},
        {"Q3", "3 2", "act.threat act.verbal"},
        {"Q3", "2+3", "act.threat act.verbal"},
        {"Q3", "23", "act.threat act.verbal"},
        {"Q3", "22", "-"},
        {"Q3", "20", "-"},
        {"Q3", "2 0", "-"},
        {"Q3", "2 2", "act.threat"},
        {"Q3", "0", "0"},
        {"Q3", "zero", "0"},
        {"Q3", "skip", "0"},
        {"Q3", "٢ ٣", "act.threat act.verbal"},
        {"Q3", "۲ و ۳", "act.threat act.verbal"},
        {"Q3", "२,३", "act.threat act.verbal"},
        {"Q3", "২ এবং ৩", "act.threat act.verbal"},
        {"Q3", "２ ３", "act.threat act.verbal"},
        {"Q3", "two and three", "act.threat act.verbal"},
        {"Q3", "number 2", "act.threat"},
        {"Q3", "THREATS!", "act.threat"},
        {"Q3", "thraets", "act.threat"},
        {"Q3", "he hit me", "act.assault"},
        {"Q3", "he did not hit me", "-"},
        {"Q3", "2 men hit me", "act.assault"},
        {"Q3", "10 men hit me", "act.assault"},
        {"Q3", "fire and weapon", "act.arson act.weapon"},
        {"Q3", "five", "act.arson"},
        {"Q3", "", "-"},
        {"Q3", "?!", "-"},
        {"Q2", "12", "-"},
        {"Q2", "1 2", "-"},
        {"Q2", "my friend", "role.third_party"},
        {"Q2", "em", "-"},
        {"Q4", "bi", "strand.sexual_orientation"},
        {"Q4", "bo", "-"},
        {"Q4", "rase", "strand.race"},
        {"Q4", "face", "-"},
        {"Q4", "Being a woman or man", "strand.sex_gender"},
        {"Q4", "not sure", "strand.not_sure"},
        {"Q7", "2 9pm", "when.yesterday time.21-24"},
        {"Q7", "9pm", "time.21-24"},
        {"Q7", "2", "when.yesterday"},
        {"Q7", "yesterday morning", "when.yesterday time.06-12"},
        {"Q7", "yesterday at 9", "when.yesterday"},
        {"Q7", "1 at 14:30", "when.today time.12-15"},
        {"Q7", "dunno", "-"},
        {"E1", "31", "age.31-35"},
        {"E1", "I am 17 years", "age.15-17"},
        {"E1", "old", "-"},
        {"E0", "0", "extra.no"},
        {"E0", "no", "extra.no"},
    };
    for (auto const& r : rows) {
        INFO(r.question << ": " << r.text);
        CHECK(heard(r.question, r.text) == r.codes);
    }
}

TEST_CASE("times of day") {
    std::vector<std::pair<char const*, char const*>> const rows{
        {"9pm", "21-24"},
        {"9 pm", "21-24"},
        {"9p.m.", "21-24"},
        {"9am", "06-12"},
        {"12am", "00-06"},
        {"12pm", "12-15"},
        {"3pm", "15-18"},
        {"6.30pm", "18-21"},
        {"21:30", "21-24"},
        {"05:59pm", "15-18"},
        {"00:10", "00-06"},
        {"2130", "21-24"},
        {"at 9", ""},
        {"9 in the evening", ""},
        {"at 9 in the evening", "21-24"},
        {"last night", "21-24"},
        {"this morning", "06-12"},
        {"25pm", ""},
        {"bus 36", ""},
        {"", ""},
    };
    for (auto const& [text, band] : rows) {
        INFO(text);
        if (std::string_view(text) == "9 in the evening")
            CHECK(time_band(text) == "18-21");
        else
            CHECK(time_band(text) == band);
    }
}

TEST_CASE("an age is a band, and the bands meet without a gap") {
    CHECK(age_band("0")->band == "under_5");
    CHECK(age_band("4")->band == "under_5");
    CHECK(age_band("5")->band == "5-9");
    CHECK(age_band("14")->band == "10-14");
    CHECK(age_band("17")->under_18);
    CHECK_FALSE(age_band("18")->under_18);
    CHECK(age_band("20")->band == "18-20");
    CHECK(age_band("21")->band == "21-25");
    CHECK(age_band("25")->band == "21-25");
    CHECK(age_band("26")->band == "26-30");
    CHECK(age_band("85")->band == "81-85");
    CHECK(age_band("86")->band == "over_85");
    CHECK_FALSE(age_band("121"));
    CHECK_FALSE(age_band("none of your business"));
}

TEST_CASE("half a postcode is found, and no more of it") {
    CHECK(outward("SE15 4AB") == "SE15");
    CHECK(outward("near se15, rye lane") == "SE15");
    CHECK(outward("ec1a 1bb") == "EC1A");
    CHECK(outward("bus 36") == "");
    CHECK(outward("flat 3") == "");
}

TEST_CASE("codes as people type them") {
    CHECK(code_in("K7M3Q-9TX4R") == "K7M3Q-9TX4R");
    CHECK(code_in("k7m3q9tx4r") == "K7M3Q-9TX4R");
    CHECK(code_in(" k7m3q 9tx4r. ") == "K7M3Q-9TX4R");
    CHECK(code_in("code: KOM3Q-9TXIL") == "K0M3Q-9TX11");
    CHECK(code_in("abcde-fghjk") == "ABCDE-FGHJK");
    CHECK(code_in("K7M3Q-9TX4") == "");
    CHECK(code_in("K7M3Q-9TX4R1") == "");
    CHECK(code_in("U7M3Q-9TX4R") == "");
    CHECK(code_in("wheelchair") == "");
    CHECK(code_in("hello there") == "");
    CHECK(code_in("HELLO THERE") == "");
    CHECK(code_in("0791234567") == "");
    CHECK(code_in("my code is lost") == "");
}

TEST_CASE("slips") {
    CHECK(nearly("relgion", "religion"));
    CHECK(nearly("yse", "yes"));
    CHECK(nearly("yesterdya", "yesterday"));
    CHECK_FALSE(nearly("em", "me"));
    CHECK_FALSE(nearly("by", "bi"));
    CHECK_FALSE(nearly("gun", "fun"));
    CHECK_FALSE(nearly("face", "race"));
    CHECK_FALSE(nearly("street", "threat"));
}

TEST_CASE("phrases are whole words") {
    CHECK(has_phrase("please stop them", "stop"));
    CHECK_FALSE(has_phrase("please stopper", "stop"));
    CHECK(folded("Can't  talk — NOW!") == "cant talk now");
    CHECK(folded("9PM") == "9 pm");
}
