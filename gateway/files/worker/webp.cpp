// SPDX-License-Identifier: Apache-2.0
#include "gateway/files/worker/codecs.hpp"

#include <webp/decode.h>
#include <webp/demux.h>

#include <memory>

namespace earshot::files {

// The first picture of a moving one; ICCP, EXIF and XMP chunks are never looked at, but for the orientation, which
// cameras do not write into WebP.
raster read_webp(std::string_view bytes, bounds const& within) {
    auto const* const data = reinterpret_cast<std::uint8_t const*>(bytes.data());
    WebPBitstreamFeatures found;
    if (WebPGetFeatures(data, bytes.size(), &found) != VP8_STATUS_OK) throw refused{file_refusal::damaged};
    check_size(static_cast<std::uint64_t>(found.width), static_cast<std::uint64_t>(found.height), within);
    raster out{static_cast<std::uint32_t>(found.width), static_cast<std::uint32_t>(found.height), 4, {}};
    out.samples.resize(std::size_t{out.width} * out.height * 4);
    if (!found.has_animation) {
        if (!WebPDecodeRGBAInto(data, bytes.size(), out.samples.data(), out.samples.size(), static_cast<int>(out.width * 4)))
            throw refused{file_refusal::damaged};
        return shrink(std::move(out), within.kept_side);
    }
    WebPAnimDecoderOptions options;
    WebPAnimDecoderOptionsInit(&options);
    options.use_threads = 0;
    WebPData const whole{data, bytes.size()};
    std::unique_ptr<WebPAnimDecoder, void (*)(WebPAnimDecoder*)> const decoder(WebPAnimDecoderNew(&whole, &options),
                                                                               WebPAnimDecoderDelete);
    std::uint8_t* frame = nullptr;
    int at = 0;
    if (!decoder || !WebPAnimDecoderGetNext(decoder.get(), &frame, &at)) throw refused{file_refusal::damaged};
    out.samples.assign(frame, frame + out.samples.size());
    return shrink(std::move(out), within.kept_side);
}

}  // namespace earshot::files
