// SPDX-License-Identifier: Apache-2.0
// One function for each kind: bytes in, a file of our own making out. They run in the locked-down worker only (and in
// tests). Every one looks at the header's sizes before it decodes.
#pragma once

#include "gateway/files/kinds.hpp"
#include "gateway/files/wire.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::files {

// What is unpacked at most.
struct bounds {
    std::uint64_t pixels{50'000'000};
    std::uint32_t side{12'000};
    std::uint32_t kept_side{2560};            // pictures are made smaller than this
    std::size_t png_bytes{3 * 1024 * 1024};   // a picture that is larger as PNG is kept as JPEG
    int pages{50};                            // of a document
    std::size_t page_pictures{8};
    std::size_t members{1000};                // of a packed document
    std::uint64_t unpacked{50 * 1024 * 1024};
    std::uint64_t unpacked_ratio{100};
    std::uint64_t minutes{30};                // of sound
};

// Thrown by the codecs; caught at the worker's one door.
struct refused {
    file_refusal why;
};

cleaned clean(kind what, std::string_view bytes, bounds const& within = {});

// Loads what libraries load late, while there still is a file system.
void warm_up(kind what);

// 8-bit samples, rows without gaps: 3 (RGB) or 4 (RGBA) to the pixel.
struct raster {
    std::uint32_t width{}, height{}, channels{3};
    std::vector<std::uint8_t> samples;
};

void check_size(std::uint64_t width, std::uint64_t height, bounds const& within);
raster shrink(raster from, std::uint32_t longest);
// EXIF 2.32, tag 0x0112: 1 to 8.
raster turn(raster from, int orientation);
int exif_orientation(std::string_view exif) noexcept;  // 1 when there is none; `exif` starts at the TIFF header

raster read_jpeg(std::string_view bytes, bounds const& within);  // turned as its EXIF says
raster read_png(std::string_view bytes, bounds const& within);
raster read_webp(std::string_view bytes, bounds const& within);
raster read_gif(std::string_view bytes, bounds const& within);   // the first frame
raster read_heic(std::string_view bytes, bounds const& within);  // the primary image
std::string write_jpeg(raster const& picture);                   // alpha is laid on white
std::string write_png(raster const& picture);

cleaned clean_pdf(std::string_view bytes, bounds const& within);
void warm_up_pdf();
std::string docx_text(std::string_view bytes, bounds const& within);
std::string odt_text(std::string_view bytes, bounds const& within);
std::string clean_audio(std::string_view bytes, bounds const& within);

// Words of a document's XML, as a reader sees them.
std::string docx_words(std::string_view document_xml, std::string_view styles_xml);
std::string odt_words(std::string_view content_xml, std::string_view styles_xml);
// Presentable: no controls, at most one empty line at a time, cut at `wire::most_text`.
std::string tidy_text(std::string text);

}  // namespace earshot::files
