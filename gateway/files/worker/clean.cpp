// SPDX-License-Identifier: Apache-2.0
#include "gateway/files/worker/codecs.hpp"

#include <libheif/heif.h>

#include <cstdlib>
#include <ctime>
#include <new>

namespace earshot::files {
namespace {

cleaned kept_as_jpeg(raster const& picture) {
    return {{{file_media::jpeg, write_jpeg(picture)}}, {}};
}

// Drawings and screens keep their sharp edges; a photograph saved as PNG would only be large.
cleaned kept_as_png(raster const& picture, bounds const& within) {
    auto png = write_png(picture);
    if (png.size() > within.png_bytes) return kept_as_jpeg(picture);
    return {{{file_media::png, std::move(png)}}, {}};
}

cleaned kept_as_text(std::string text) {
    text = tidy_text(std::move(text));
    if (text.empty()) throw refused{file_refusal::damaged};
    return {{{file_media::text, std::move(text)}}, {}};
}

cleaned clean_or_throw(kind what, std::string_view bytes, bounds const& within) {
    switch (what) {
        case kind::jpeg: return kept_as_jpeg(read_jpeg(bytes, within));
        case kind::heic: return kept_as_jpeg(read_heic(bytes, within));
        case kind::webp: return kept_as_jpeg(read_webp(bytes, within));
        case kind::png: return kept_as_png(read_png(bytes, within), within);
        case kind::gif: return kept_as_png(read_gif(bytes, within), within);
        case kind::pdf: return clean_pdf(bytes, within);
        case kind::docx: return kept_as_text(docx_text(bytes, within));
        case kind::odt: return kept_as_text(odt_text(bytes, within));
        case kind::wav:
        case kind::flac:
        case kind::ogg:
        case kind::mp3: return {{{file_media::ogg, clean_audio(bytes, within)}}, {}};
    }
    throw refused{file_refusal::kind};
}

}  // namespace

cleaned clean(kind what, std::string_view bytes, bounds const& within) {
    try {
        return clean_or_throw(what, bytes, within);
    } catch (refused const& r) {
        return {{}, r.why};
    } catch (std::bad_alloc const&) {
        return {{}, file_refusal::huge};
    }
}

void warm_up(kind what) {
    // Dates of packed members are turned into local time, whose rules are a file unless they stand here.
    ::setenv("TZ", "UTC0", 1);
    ::tzset();
    // Codecs may be plug-ins that are loaded from files.
    if (what == kind::heic) heif_init(nullptr);
    if (what == kind::pdf) warm_up_pdf();
}

}  // namespace earshot::files
