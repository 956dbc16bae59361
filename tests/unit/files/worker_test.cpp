// SPDX-License-Identifier: Apache-2.0
// What the worker makes of pictures and documents, in this process.
#include "gateway/files/worker/codecs.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

using namespace earshot;
using namespace earshot::files;
using namespace std::string_literals;

namespace {

raster corners() {
    raster r{3, 2, 3, std::vector<std::uint8_t>(18)};
    r.samples[0] = 1;   // top left
    r.samples[6] = 2;   // top right
    r.samples[9] = 3;   // bottom left
    r.samples[15] = 4;  // bottom right
    return r;
}

// Top left, top right, bottom left, bottom right.
std::array<int, 4> corners_of(raster const& r) {
    auto const at = [&](std::uint32_t x, std::uint32_t y) { return int{r.samples[(y * r.width + x) * r.channels]}; };
    return {at(0, 0), at(r.width - 1, 0), at(0, r.height - 1), at(r.width - 1, r.height - 1)};
}

file_refusal refusal(kind what, std::string_view bytes, bounds const& within = {}) {
    auto const answer = clean(what, bytes, within);
    REQUIRE(answer.refused);
    CHECK(answer.parts.empty());
    return *answer.refused;
}

}  // namespace

TEST_CASE("a picture is turned as EXIF says, for all eight ways") {
    using four = std::array<int, 4>;
    four const wanted[] = {{1, 2, 3, 4}, {2, 1, 4, 3}, {4, 3, 2, 1}, {3, 4, 1, 2}, {1, 3, 2, 4}, {3, 1, 4, 2}, {4, 2, 3, 1}, {2, 4, 1, 3}};
    for (int o = 1; o <= 8; ++o) {
        INFO(o);
        auto const turned = turn(corners(), o);
        CHECK((o < 5 ? turned.width == 3 : turned.width == 2));
        CHECK(corners_of(turned) == wanted[o - 1]);
    }
}

TEST_CASE("the orientation is found in either byte order, and broken EXIF is no orientation") {
    auto const little = "II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"s;
    auto const big = "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x03\0\0"s;
    CHECK(exif_orientation(little) == 6);
    CHECK(exif_orientation(big) == 3);
    for (std::size_t n = 0; n < little.size() - 4; ++n) CHECK(exif_orientation(little.substr(0, n)) == 1);
    CHECK(exif_orientation("II*\0\xff\xff\xff\xff\0\0\0\0"s) == 1);
}

TEST_CASE("large pictures are made smaller, by their means; too large ones are not looked at") {
    raster grey{5000, 4, 3, std::vector<std::uint8_t>(60'000, 90)};
    auto const small = shrink(grey, 2560);
    CHECK(small.width == 2560);
    CHECK(small.height == 2);
    CHECK(std::all_of(small.samples.begin(), small.samples.end(), [](auto s) { return s == 90; }));
    bounds tight;
    tight.pixels = 100;
    CHECK(refusal(kind::png, write_png({20, 20, 3, std::vector<std::uint8_t>(1200)}), tight) == file_refusal::huge);
    CHECK(refusal(kind::jpeg, write_jpeg({20, 20, 3, std::vector<std::uint8_t>(1200)}), tight) == file_refusal::huge);
    tight.pixels = 1'000'000;
    tight.side = 10;
    CHECK(refusal(kind::png, write_png({20, 2, 3, std::vector<std::uint8_t>(120)}), tight) == file_refusal::huge);
}

TEST_CASE("what is no picture, document or sound is damaged, whatever it was called") {
    for (auto const k : {kind::jpeg, kind::png, kind::webp, kind::gif, kind::heic, kind::docx, kind::odt, kind::wav})
        CHECK(refusal(k, "this is not it") == file_refusal::damaged);
}

TEST_CASE("a document's words are those that a reader sees") {
    auto const docx = [](std::string const& inside, std::string const& styles = {}) {
        return docx_words("<w:document xmlns:w='w'><w:p>" + inside + "</w:p></w:document>",
                          styles.empty() ? styles : "<w:styles xmlns:w='w'>" + styles + "</w:styles>");
    };
    auto const run = [](std::string const& how, std::string const& text) {
        return "<w:r>" + (how.empty() ? "" : "<w:rPr>" + how + "</w:rPr>") + "<w:t>" + text + "</w:t></w:r>";
    };
    CHECK(docx(run("", "a") + "<w:del>" + run("", "b") + "</w:del>" + run("<w:vanish/>", "c") + run("<w:b/>", "d")) == "ad\n");
    std::string const gone = "<w:style w:type='character' w:styleId='G'><w:rPr><w:vanish/></w:rPr></w:style>";
    std::string const goes_on = "<w:style w:type='character' w:styleId='H'><w:basedOn w:val='G'/></w:style>";
    CHECK(docx(run("<w:rStyle w:val='G'/>", "a") + run("<w:rStyle w:val='H'/>", "b") + run("", "c"), gone + goes_on) == "c\n");
    CHECK(docx(run("<w:rStyle w:val='G'/><w:vanish w:val='0'/>", "a"), gone) == "a\n");
    std::string const round = "<w:style w:type='character' w:styleId='R'><w:basedOn w:val='R'/></w:style>";
    CHECK(docx(run("<w:rStyle w:val='R'/>", "a"), round) == "a\n");
    CHECK_THROWS_AS(docx("<w:r>"), refused);
    CHECK_THROWS_AS(docx_words("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", {}), refused);

    auto const odt = [](std::string const& inside, std::string const& styles = {}) {
        return odt_words("<o xmlns:text='t' xmlns:office='o' xmlns:style='s'>" + inside + "</o>",
                         styles.empty() ? styles : "<o xmlns:text='t' xmlns:style='s'>" + styles + "</o>");
    };
    CHECK(odt("<text:p>a<text:s text:c='2'/>b<text:tab/>c<office:annotation><text:p>x</text:p></office:annotation></text:p>") == "a  b\tc\n");
    CHECK(odt("<text:tracked-changes><text:p>x</text:p></text:tracked-changes><text:p text:style-name='S'>y</text:p><text:p>z</text:p>",
              "<style:style style:name='S'><style:text-properties text:display='none'/></style:style>") == "z\n");
}
