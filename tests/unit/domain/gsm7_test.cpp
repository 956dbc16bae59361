// SPDX-License-Identifier: Apache-2.0
#include "gateway/domain/gsm7.hpp"

#include "tests/support/catch.hpp"

#include <numeric>
#include <string>

namespace gsm7 = earshot::gsm7;

namespace {

std::string times(int n, std::string const& one) {
    std::string out;
    for (int i = 0; i < n; ++i) out += one;
    return out;
}

std::string joined(std::vector<std::string> const& parts) {
    return std::accumulate(parts.begin(), parts.end(), std::string());
}

}  // namespace

TEST_CASE("parts are counted as an independent calculator counts them") {
    struct row {
        std::string text;
        int segments;
        bool gsm;
    };
    std::vector<row> const rows{
        {times(160, "a"), 1, true},
        {times(161, "a"), 2, true},
        {times(306, "a"), 2, true},
        {times(307, "a"), 3, true},
        {times(158, "a") + "€", 1, true},
        {times(159, "a") + "€", 2, true},
        {times(152, "a") + "€" + times(152, "b"), 3, true},
        {times(70, "ж"), 1, false},
        {times(71, "ж"), 2, false},
        {times(134, "ж"), 2, false},
        {times(135, "ж"), 3, false},
        {times(35, "😀"), 1, false},
        {times(36, "😀"), 2, false},
        {"ŵ", 1, false},
        {"ç", 1, false},
        {"`", 1, false},
        {"’", 1, false},
        {"", 1, true},
    };
    for (auto const& r : rows) {
        INFO(r.text);
        auto const m = gsm7::measure(r.text);
        CHECK(m.segments == r.segments);
        CHECK(m.gsm7 == r.gsm);
        auto const parts = gsm7::split(r.text);
        CHECK(static_cast<int>(parts.size()) == r.segments);
        CHECK(joined(parts) == r.text);
    }
}

TEST_CASE("a 16-bit reference leaves less room in a part") {
    CHECK(gsm7::measure(times(304, "a"), gsm7::wide).segments == 2);
    CHECK(gsm7::measure(times(305, "a"), gsm7::wide).segments == 3);
    CHECK(gsm7::measure(times(132, "ж"), gsm7::wide).segments == 2);
    CHECK(gsm7::measure(times(133, "ж"), gsm7::wide).segments == 3);
    CHECK(gsm7::measure(times(160, "a"), gsm7::wide).segments == 1);
}

TEST_CASE("two-septet characters and pairs stay whole") {
    auto const parts = gsm7::split(times(152, "a") + "€" + times(152, "b"));
    REQUIRE(parts.size() == 3);
    CHECK(parts[0] == times(152, "a"));
    CHECK(parts[1] == "€" + times(151, "b"));
    CHECK(parts[2] == "b");

    auto const faces = gsm7::split(times(36, "😀"));
    REQUIRE(faces.size() == 2);
    CHECK(faces[0] == times(33, "😀"));

    // An accent goes with its letter.
    auto const accents = gsm7::split(times(66, "ж") + "e\u0301" + times(20, "ж"));
    REQUIRE(accents.size() == 2);
    CHECK(accents[0] == times(66, "ж"));

    // A run of marks longer than a part is cut all the same.
    auto const endless = gsm7::split("e" + times(200, "\u0301"));
    CHECK(endless.size() == 3);
    CHECK(joined(endless) == "e" + times(200, "\u0301"));
}

TEST_CASE("every character of the two tables, and none besides") {
    std::u32string const table =
        U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
        U"¿abcdefghijklmnopqrstuvwxyzäöñüà";
    std::u32string const extended = U"\f^{}\\[~]|€";
    CHECK(table.size() == 127);  // 128 places, one is ESC
    int ones = 0;
    int twos = 0;
    for (char32_t c = 0; c < 0x3000; ++c) {
        ones += gsm7::septets(c) == 1 ? 1 : 0;
        twos += gsm7::septets(c) == 2 ? 1 : 0;
    }
    CHECK(ones == 127);
    CHECK(twos == 10);
    for (auto c : table) CHECK(gsm7::septets(c) == 1);
    for (auto c : extended) CHECK(gsm7::septets(c) == 2);
}

TEST_CASE("the first character that costs a text its alphabet is named") {
    CHECK_FALSE(gsm7::first_outside("Can't speak? Press 55."));
    auto const found = gsm7::first_outside("Can’t speak?");
    REQUIRE(found);
    CHECK(found->character == U'’');
    CHECK(found->at == 3);
}

TEST_CASE("tidy makes a text cheaper and changes no word") {
    CHECK(gsm7::tidy("“Can’t” – stop… now\u00A0please\u200B") == "\"Can't\" - stop... now please");
    CHECK(gsm7::tidy("São João ŵ") == "São João ŵ");
}

TEST_CASE("bytes that are not UTF-8 are counted, not trusted") {
    CHECK(gsm7::measure("a\xFFz").units == 3);
    CHECK_FALSE(gsm7::measure("a\xFFz").gsm7);
    CHECK(gsm7::measure("\xC0\xAF").units == 2);
    CHECK(gsm7::measure("\xED\xA0\x80").units == 3);
    CHECK(gsm7::measure("\xE2\x82").units == 2);
}
