// SPDX-License-Identifier: Apache-2.0
#include "gateway/files/worker/codecs.hpp"

#include <cstdio>
#include <jpeglib.h>

#include <algorithm>
#include <cstdlib>

namespace earshot::files {
namespace {

constexpr int quality = 85;

// libjpeg's way out of an error; throwing through its C frames is allowed here because it is built with unwind tables
// on every platform that the worker runs on, and nothing of ours is on the stack between.
[[noreturn]] void fail(j_common_ptr) { throw refused{file_refusal::damaged}; }
void quiet(j_common_ptr) {}
void count(j_common_ptr c, int level) {
    if (level < 0) ++c->err->num_warnings;
}

jpeg_error_mgr errors() {
    jpeg_error_mgr e{};
    jpeg_std_error(&e);
    e.error_exit = fail;
    e.output_message = quiet;
    e.emit_message = count;
    return e;
}

struct reading {
    jpeg_error_mgr error = errors();
    jpeg_decompress_struct c{};
    reading() {
        c.err = &error;
        jpeg_create_decompress(&c);
    }
    ~reading() { jpeg_destroy_decompress(&c); }
    reading(reading const&) = delete;
    reading& operator=(reading const&) = delete;
};

struct writing {
    jpeg_error_mgr error = errors();
    jpeg_compress_struct c{};
    unsigned char* out{};
    unsigned long size{};
    writing() {
        c.err = &error;
        jpeg_create_compress(&c);
    }
    ~writing() {
        jpeg_destroy_compress(&c);
        std::free(out);
    }
    writing(writing const&) = delete;
    writing& operator=(writing const&) = delete;
};

int orientation_of(jpeg_decompress_struct const& c) {
    for (auto const* m = c.marker_list; m; m = m->next) {
        std::string_view const data(reinterpret_cast<char const*>(m->data), m->data_length);
        if (m->marker == JPEG_APP0 + 1 && data.starts_with(std::string_view("Exif\0\0", 6)))
            return exif_orientation(data.substr(6));
    }
    return 1;
}

std::uint8_t times(unsigned a, unsigned b) { return static_cast<std::uint8_t>((a * b + 127) / 255); }

// Adobe's CMYK is stored inverted; plain enough for a picture of evidence.
void cmyk_to_rgb(std::uint8_t const* from, std::uint8_t* to, std::size_t pixels) {
    for (std::size_t i = 0; i < pixels; ++i, from += 4, to += 3)
        for (int k = 0; k < 3; ++k) to[k] = times(from[k], from[3]);
}

}  // namespace

raster read_jpeg(std::string_view bytes, bounds const& within) {
    reading r;
    auto& c = r.c;
    jpeg_mem_src(&c, reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size());
    jpeg_save_markers(&c, JPEG_APP0 + 1, 0xffff);
    jpeg_read_header(&c, TRUE);
    check_size(c.image_width, c.image_height, within);
    int const orientation = orientation_of(c);
    // A picture that will be made smaller anyway is decoded smaller: less memory, less time.
    auto const side = std::max(c.image_width, c.image_height);
    c.scale_num = 1;
    c.scale_denom = 1;
    while (c.scale_denom < 8 && side / (c.scale_denom * 2) >= within.kept_side) c.scale_denom *= 2;
    bool const four = c.jpeg_color_space == JCS_CMYK || c.jpeg_color_space == JCS_YCCK;
    c.out_color_space = four ? JCS_CMYK : JCS_RGB;
    // Every scan of a progressive picture is a pass over all of it: a small file can hold thousands.
    c.buffered_image = FALSE;
    if (c.progressive_mode) {
        std::size_t scans = 0;
        for (auto at = bytes.find("\xff\xda"); at != std::string_view::npos; at = bytes.find("\xff\xda", at + 2)) ++scans;
        if (scans > 100) throw refused{file_refusal::huge};
    }
    jpeg_start_decompress(&c);
    raster out{c.output_width, c.output_height, 3, {}};
    out.samples.resize(std::size_t{out.width} * out.height * 3);
    std::vector<std::uint8_t> row(std::size_t{out.width} * 4);
    while (c.output_scanline < c.output_height) {
        auto* const to = out.samples.data() + std::size_t{c.output_scanline} * out.width * 3;
        JSAMPROW into = four ? row.data() : to;
        jpeg_read_scanlines(&c, &into, 1);
        if (four) cmyk_to_rgb(row.data(), to, out.width);
        // A file that ends early is padded by the library with warnings: what is there is shown, unless it is nothing.
        if (c.err->num_warnings > 0 && c.output_scanline < 8) throw refused{file_refusal::damaged};
    }
    jpeg_finish_decompress(&c);
    return turn(shrink(std::move(out), within.kept_side), orientation);
}

std::string write_jpeg(raster const& p) {
    writing w;
    auto& c = w.c;
    jpeg_mem_dest(&c, &w.out, &w.size);
    c.image_width = p.width;
    c.image_height = p.height;
    c.input_components = 3;
    c.in_color_space = JCS_RGB;
    jpeg_set_defaults(&c);
    jpeg_set_quality(&c, quality, TRUE);
    jpeg_start_compress(&c, TRUE);
    std::vector<std::uint8_t> row(std::size_t{p.width} * 3);
    while (c.next_scanline < c.image_height) {
        auto const* from = p.samples.data() + std::size_t{c.next_scanline} * p.width * p.channels;
        for (std::size_t x = 0; x < p.width; ++x, from += p.channels) {
            unsigned const alpha = p.channels == 4 ? from[3] : 255;
            for (std::size_t k = 0; k < 3; ++k)
                row[x * 3 + k] = static_cast<std::uint8_t>((from[k] * alpha + 255 * (255 - alpha)) / 255);
        }
        JSAMPROW line = row.data();
        jpeg_write_scanlines(&c, &line, 1);
    }
    jpeg_finish_compress(&c);
    return {reinterpret_cast<char const*>(w.out), w.size};
}

}  // namespace earshot::files
