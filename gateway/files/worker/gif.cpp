// SPDX-License-Identifier: Apache-2.0
#include "gateway/files/worker/codecs.hpp"

#include <gif_lib.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace earshot::files {
namespace {

struct source {
    std::string_view rest;
};

int read_some(GifFileType* gif, GifByteType* into, int n) {
    auto& s = *static_cast<source*>(gif->UserData);
    auto const some = std::min(static_cast<std::size_t>(n), s.rest.size());
    std::memcpy(into, s.rest.data(), some);
    s.rest.remove_prefix(some);
    return static_cast<int>(some);
}

void close(GifFileType* gif) { DGifCloseFile(gif, nullptr); }

// Comments and applications' blocks lie before the first picture.
void skip_extension(GifFileType* gif, int& transparent) {
    int code = 0;
    GifByteType* block = nullptr;
    if (DGifGetExtension(gif, &code, &block) == GIF_ERROR) throw refused{file_refusal::damaged};
    while (block) {
        GraphicsControlBlock control;
        if (code == GRAPHICS_EXT_FUNC_CODE && DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
            transparent = control.TransparentColor;
        if (DGifGetExtensionNext(gif, &block) == GIF_ERROR) throw refused{file_refusal::damaged};
    }
}

void read_frame(GifFileType* gif, int transparent, raster& out) {
    if (DGifGetImageDesc(gif) == GIF_ERROR) throw refused{file_refusal::damaged};
    auto const& image = gif->Image;
    auto const* const map = image.ColorMap ? image.ColorMap : gif->SColorMap;
    if (!map || image.Width <= 0 || image.Height <= 0 || image.Left < 0 || image.Top < 0 ||
        image.Left + image.Width > gif->SWidth || image.Top + image.Height > gif->SHeight)
        throw refused{file_refusal::damaged};
    // GIF89a, appendix E: four passes over an interlaced picture.
    static constexpr int starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};
    std::vector<GifPixelType> line(static_cast<std::size_t>(image.Width));
    for (int pass = 0; pass < (image.Interlace ? 4 : 1); ++pass)
        for (int y = image.Interlace ? starts[pass] : 0; y < image.Height; y += image.Interlace ? steps[pass] : 1) {
            if (DGifGetLine(gif, line.data(), image.Width) == GIF_ERROR) throw refused{file_refusal::damaged};
            auto* to = out.samples.data() + (static_cast<std::size_t>(image.Top + y) * out.width + static_cast<std::size_t>(image.Left)) * 4;
            for (auto const index : line) {
                if (index < map->ColorCount && index != transparent) {
                    auto const& colour = map->Colors[index];
                    to[0] = colour.Red;
                    to[1] = colour.Green;
                    to[2] = colour.Blue;
                    to[3] = 255;
                }
                to += 4;
            }
        }
}

}  // namespace

raster read_gif(std::string_view bytes, bounds const& within) {
    source from{bytes};
    int error = 0;
    std::unique_ptr<GifFileType, void (*)(GifFileType*)> const gif(DGifOpen(&from, read_some, &error), close);
    if (!gif) throw refused{file_refusal::damaged};
    check_size(static_cast<std::uint64_t>(std::max(gif->SWidth, 0)), static_cast<std::uint64_t>(std::max(gif->SHeight, 0)), within);
    raster out{static_cast<std::uint32_t>(gif->SWidth), static_cast<std::uint32_t>(gif->SHeight), 4, {}};
    out.samples.resize(std::size_t{out.width} * out.height * 4);
    int transparent = NO_TRANSPARENT_COLOR;
    for (;;) {
        GifRecordType type{};
        if (DGifGetRecordType(gif.get(), &type) == GIF_ERROR) throw refused{file_refusal::damaged};
        if (type == IMAGE_DESC_RECORD_TYPE) break;
        if (type != EXTENSION_RECORD_TYPE) throw refused{file_refusal::damaged};
        skip_extension(gif.get(), transparent);
    }
    read_frame(gif.get(), transparent, out);
    return shrink(std::move(out), within.kept_side);
}

}  // namespace earshot::files
