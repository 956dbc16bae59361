// SPDX-License-Identifier: Apache-2.0
#include "gateway/files/worker/codecs.hpp"

#include <png.h>

#include <algorithm>
#include <cstring>

namespace earshot::files {
namespace {

[[noreturn]] void fail(png_structp, png_const_charp) { throw refused{file_refusal::damaged}; }
void quiet(png_structp, png_const_charp) {}

struct source {
    std::string_view rest;
};

void read_some(png_structp png, png_bytep into, std::size_t n) {
    auto& s = *static_cast<source*>(png_get_io_ptr(png));
    if (n > s.rest.size()) throw refused{file_refusal::damaged};
    std::memcpy(into, s.rest.data(), n);
    s.rest.remove_prefix(n);
}

void write_some(png_structp png, png_bytep from, std::size_t n) {
    static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<char const*>(from), n);
}
void flush(png_structp) {}

struct reading {
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, fail, quiet);
    png_infop info = png ? png_create_info_struct(png) : nullptr;
    ~reading() { png_destroy_read_struct(&png, &info, nullptr); }
};

struct writing {
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, fail, quiet);
    png_infop info = png ? png_create_info_struct(png) : nullptr;
    ~writing() { png_destroy_write_struct(&png, &info); }
};

}  // namespace

raster read_png(std::string_view bytes, bounds const& within) {
    reading r;
    if (!r.info) throw refused{file_refusal::failed};
    source from{bytes};
    png_set_read_fn(r.png, &from, read_some);
    // Texts, times, profiles and the like are not even unpacked.
    png_set_keep_unknown_chunks(r.png, PNG_HANDLE_CHUNK_NEVER, nullptr, 0);
    png_set_user_limits(r.png, within.side, within.side);
    png_set_chunk_cache_max(r.png, 16);
    png_set_chunk_malloc_max(r.png, 1024 * 1024);
    // Its sizes stand in the first chunk (PNG, section 11.2.1).
    if (bytes.size() < 33) throw refused{file_refusal::damaged};
    auto const number = [&](std::size_t at) {
        std::uint64_t v = 0;
        for (std::size_t i = 0; i < 4; ++i) v = v << 8 | static_cast<unsigned char>(bytes[at + i]);
        return v;
    };
    check_size(number(16), number(20), within);
    png_read_info(r.png, r.info);
    auto const width = png_get_image_width(r.png, r.info), height = png_get_image_height(r.png, r.info);
    png_set_expand(r.png);
    png_set_strip_16(r.png);
    png_set_gray_to_rgb(r.png);
    bool const clear = png_get_color_type(r.png, r.info) & PNG_COLOR_MASK_ALPHA ||
                       png_get_valid(r.png, r.info, PNG_INFO_tRNS);
    png_set_interlace_handling(r.png);
    png_read_update_info(r.png, r.info);
    raster out{width, height, clear ? 4u : 3u, {}};
    auto const line = png_get_rowbytes(r.png, r.info);
    if (line != std::size_t{width} * out.channels) throw refused{file_refusal::damaged};
    out.samples.resize(line * height);
    std::vector<png_bytep> rows(height);
    for (std::size_t y = 0; y < height; ++y) rows[y] = out.samples.data() + y * line;
    png_read_image(r.png, rows.data());
    // What a transparent pixel's colour says is seen by nobody but those who look for it.
    if (clear)
        for (std::size_t i = 0; i < out.samples.size(); i += 4)
            if (out.samples[i + 3] == 0) std::fill_n(out.samples.begin() + static_cast<std::ptrdiff_t>(i), 3, 0);
    return shrink(std::move(out), within.kept_side);
}

std::string write_png(raster const& p) {
    writing w;
    if (!w.info) throw refused{file_refusal::failed};
    std::string out;
    png_set_write_fn(w.png, &out, write_some, flush);
    int const type = p.channels == 4 ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB;
    png_set_IHDR(w.png, w.info, p.width, p.height, 8, type, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_compression_level(w.png, 6);
    png_write_info(w.png, w.info);
    for (std::size_t y = 0; y < p.height; ++y)
        png_write_row(w.png, p.samples.data() + y * p.width * p.channels);
    png_write_end(w.png, nullptr);
    return out;
}

}  // namespace earshot::files
