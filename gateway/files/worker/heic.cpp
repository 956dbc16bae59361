// SPDX-License-Identifier: Apache-2.0
#include "gateway/files/worker/codecs.hpp"

#include <libheif/heif.h>

#include <algorithm>
#include <memory>

namespace earshot::files {
namespace {

void must(heif_error e) {
    if (e.code == heif_error_Ok) return;
    throw refused{e.code == heif_error_Memory_allocation_error ? file_refusal::huge : file_refusal::damaged};
}

}  // namespace

// The primary image alone: depth maps, bursts and moving parts stay behind. The library turns it as the file says.
raster read_heic(std::string_view bytes, bounds const& within) {
    std::unique_ptr<heif_context, void (*)(heif_context*)> const context(heif_context_alloc(), heif_context_free);
    if (!context) throw refused{file_refusal::failed};
    heif_context_set_maximum_image_size_limit(context.get(), static_cast<int>(within.side));
    heif_context_set_max_decoding_threads(context.get(), 0);
    must(heif_context_read_from_memory_without_copy(context.get(), bytes.data(), bytes.size(), nullptr));
    heif_image_handle* found = nullptr;
    must(heif_context_get_primary_image_handle(context.get(), &found));
    std::unique_ptr<heif_image_handle, void (*)(heif_image_handle const*)> const handle(found, heif_image_handle_release);
    int const width = heif_image_handle_get_width(found), height = heif_image_handle_get_height(found);
    check_size(static_cast<std::uint64_t>(std::max(width, 0)), static_cast<std::uint64_t>(std::max(height, 0)), within);
    heif_image* decoded = nullptr;
    must(heif_decode_image(found, &decoded, heif_colorspace_RGB, heif_chroma_interleaved_RGB, nullptr));
    std::unique_ptr<heif_image, void (*)(heif_image const*)> const image(decoded, heif_image_release);
    int stride = 0;
    auto const* const plane = heif_image_get_plane_readonly(decoded, heif_channel_interleaved, &stride);
    int const w = heif_image_get_width(decoded, heif_channel_interleaved);
    int const h = heif_image_get_height(decoded, heif_channel_interleaved);
    if (!plane || w <= 0 || h <= 0 || stride < w * 3) throw refused{file_refusal::damaged};
    raster out{static_cast<std::uint32_t>(w), static_cast<std::uint32_t>(h), 3, {}};
    auto const line = std::size_t{out.width} * 3;
    out.samples.resize(line * out.height);
    for (std::size_t y = 0; y < out.height; ++y)
        std::copy_n(plane + y * static_cast<std::size_t>(stride), line, out.samples.data() + y * line);
    return shrink(std::move(out), within.kept_side);
}

}  // namespace earshot::files
