// SPDX-License-Identifier: Apache-2.0
// Kinds by their bytes, and what of a worker's answer is believed.
#include "gateway/files/kinds.hpp"
#include "gateway/files/wire.hpp"
#include "gateway/files/worker/codecs.hpp"
#include "gateway/files/worker/vorbis_writer.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <string>
#include <vector>

using namespace earshot;
using namespace earshot::files;
using namespace std::string_literals;

namespace {

raster stripes(std::uint32_t width, std::uint32_t height, std::uint32_t channels) {
    raster out{width, height, channels, {}};
    for (std::uint32_t i = 0; i < width * height * channels; ++i) out.samples.push_back(static_cast<std::uint8_t>(i * 7));
    return out;
}

std::string hum() {
    vorbis_writer w(8000);
    std::vector<float> samples;
    for (int i = 0; i < 8000; ++i) samples.push_back(std::sin(static_cast<float>(i) / 9));
    samples[17] = 30;
    samples[18] = std::nanf("");
    w.add(samples);
    return w.finish();
}

std::string zip_start(std::string const& name, std::string const& content) {
    return "PK\3\4"s + std::string(22, '\0') + static_cast<char>(name.size()) + std::string(3, '\0') + name + content;
}

}  // namespace

TEST_CASE("kinds are told by the first bytes, whatever the name says") {
    struct one {
        std::string bytes;
        std::optional<kind> is;
        file_refusal why;
    };
    auto const no = file_refusal::kind;
    std::vector<one> const all{
        {"\xff\xd8\xff\xe1", kind::jpeg, no},
        {"\x89PNG\r\n\x1a\n", kind::png, no},
        {"GIF89a", kind::gif, no},
        {"RIFF....WEBPVP8 ", kind::webp, no},
        {"RIFF....WAVEfmt ", kind::wav, no},
        {"\0\0\0\x18"s + "ftypheic", kind::heic, no},
        {"%PDF-1.7\n", kind::pdf, no},
        {"junk before\n%PDF-1.7\n", kind::pdf, no},
        {zip_start("mimetype", "application/vnd.oasis.opendocument.text"), kind::odt, no},
        {zip_start("[Content_Types].xml", "..word/document.xml"), kind::docx, no},
        {"fLaC", kind::flac, no},
        {"OggS", kind::ogg, no},
        {"ID3\3", kind::mp3, no},
        {"\xff\xfb\x90\x64", kind::mp3, no},
        {zip_start("mimetype", "application/vnd.oasis.opendocument.text-master"), {}, no},
        {zip_start("[Content_Types].xml", "xl/workbook.xml"), {}, no},
        {zip_start("holiday.jpg", "x"), {}, file_refusal::archive},
        {"Rar!\x1a\7", {}, file_refusal::archive},
        {"7z\xbc\xaf\x27\x1c", {}, file_refusal::archive},
        {"\x1f\x8b\x08", {}, file_refusal::archive},
        {"MZ\x90", {}, file_refusal::program},
        {"\x7f" "ELF", {}, file_refusal::program},
        {"#!/bin/sh\n", {}, file_refusal::program},
        {"<?xml version='1.0'?>\n<!-- a -->\n<SVG onload='x'>", {}, file_refusal::program},
        {"<!doctype html><p>a", {}, file_refusal::program},
        {"\0\0\0\x18"s + "ftypisom", {}, file_refusal::video},
        {"\0\0\0\x18"s + "ftypM4A ", {}, no},
        {"\x1a\x45\xdf\xa3", {}, file_refusal::video},
        {"RIFF....AVI LIST", {}, file_refusal::video},
        {"Dear all", {}, no},
        {"", {}, no},
    };
    for (auto const& o : all) {
        INFO(o.bytes);
        auto const seen = sniff(o.bytes);
        CHECK(seen.what == o.is);
        if (!o.is) CHECK(seen.why == o.why);
    }
}

TEST_CASE("an answer is believed whole or not at all") {
    cleaned good{{{file_media::jpeg, write_jpeg(stripes(20, 10, 3))}, {file_media::text, "wörds\n"}}, {}};
    auto const bytes = wire::write(good);
    auto const read = wire::read(bytes);
    REQUIRE(read);
    REQUIRE(read->parts.size() == 2);
    CHECK(read->parts[0].bytes == good.parts[0].bytes);
    CHECK(read->parts[1].media == file_media::text);
    for (std::size_t n = 0; n < bytes.size(); n += 13) CHECK_FALSE(wire::read(bytes.substr(0, n)));
    CHECK_FALSE(wire::read(bytes + "x"));
    CHECK_FALSE(wire::read("E\0\0\0\0"s));
    CHECK_FALSE(wire::read("T\1\0\0\0aE\1\0\0\0b"s));
    CHECK_FALSE(wire::read("R\4\0\0\0hugeT\1\0\0\0aE\0\0\0\0"s));
    CHECK_FALSE(wire::read("R\4\0\0\0hugoE\0\0\0\0"s));
    CHECK_FALSE(wire::read("X\1\0\0\0aE\0\0\0\0"s));
    CHECK_FALSE(wire::read("T\xff\xff\xff\xff" "aE\0\0\0\0"s));
    CHECK(wire::read("R\4\0\0\0hugeE\0\0\0\0"s)->refused == file_refusal::huge);
    std::string many;
    for (std::size_t i = 0; i <= wire::most_parts; ++i) many += "T\1\0\0\0a"s;
    CHECK_FALSE(wire::read(many + "E\0\0\0\0"s));
}

TEST_CASE("a JPEG passes as our encoder writes it, and with nothing added") {
    auto const jpeg = write_jpeg(stripes(40, 30, 4));
    CHECK(is_plain_jpeg(jpeg));
    CHECK_FALSE(is_plain_jpeg(jpeg + "x"));
    CHECK_FALSE(is_plain_jpeg(jpeg.substr(0, jpeg.size() - 1)));
    CHECK_FALSE(is_plain_jpeg(""));
    for (auto const* segment : {"\xff\xe1\0\4ab", "\xff\xfe\0\4ab", "\xff\xe2\0\4ab", "\xff\xe0\0\4ab"}) {
        auto with = jpeg;
        with.insert(2, std::string(segment, 6));
        CHECK_FALSE(is_plain_jpeg(with));
    }
}

TEST_CASE("a PNG passes as our encoder writes it, and with nothing added") {
    auto const png = write_png(stripes(40, 30, 4));
    CHECK(is_plain_png(png));
    CHECK(is_plain_png(write_png(stripes(4, 3, 3))));
    CHECK_FALSE(is_plain_png(png + "x"));
    auto with = png;
    with.insert(33, "\0\0\0\4tEXta\0bcCRC!"s);
    CHECK_FALSE(is_plain_png(with));
    CHECK_FALSE(is_plain_png(png.substr(0, png.size() - 12)));
}

TEST_CASE("a recording passes as our encoder writes it, and with no comment") {
    auto const ogg = hum();
    CHECK(is_plain_ogg(ogg));
    CHECK_FALSE(is_plain_ogg(ogg + "x"));
    CHECK_FALSE(is_plain_ogg(ogg + ogg.substr(0, 58) + "more"));
    auto const comments = ogg.find("\3vorbis");
    REQUIRE(comments != std::string::npos);
    auto with = ogg;
    auto const vendor = static_cast<unsigned char>(ogg[comments + 7]);
    with[comments + 11 + vendor] = 1;
    CHECK_FALSE(is_plain_ogg(with));
    CHECK_FALSE(is_plain_ogg(""));
}

TEST_CASE("text passes as UTF-8 without controls, and any bytes are made so") {
    CHECK(is_plain_text("a\n\tb é 中 😀"));
    for (auto const* bad : {"\x1b[1m", "a\rb", "\xc3", "\xff", "\xed\xa0", "\x7f"}) {
        CHECK_FALSE(is_plain_text(bad));
        CHECK(is_plain_text(tidy_text(bad)));
    }
    CHECK(tidy_text("a\r\nb\rc\n\n\n\n\nd \n ") == "a\nb\nc\n\nd");
    CHECK(tidy_text(std::string(wire::most_text - 1, 'x') + "éé").size() == wire::most_text - 1);
}
