// SPDX-License-Identifier: Apache-2.0
#include "gateway/domain/file.hpp"

namespace earshot {

char const* name(file_refusal why) noexcept {
    switch (why) {
        case file_refusal::kind: return "kind";
        case file_refusal::archive: return "archive";
        case file_refusal::program: return "program";
        case file_refusal::video: return "video";
        case file_refusal::large: return "large";
        case file_refusal::many: return "many";
        case file_refusal::huge: return "huge";
        case file_refusal::damaged: return "damaged";
        case file_refusal::locked: return "locked";
        case file_refusal::failed: return "failed";
    }
    return "failed";
}

char const* media_type(file_media m) noexcept {
    switch (m) {
        case file_media::jpeg: return "image/jpeg";
        case file_media::png: return "image/png";
        case file_media::text: return "text/plain";
        case file_media::ogg: return "audio/ogg";
    }
    return "application/octet-stream";
}

std::optional<file_media> media_named(std::string_view type) noexcept {
    for (auto const m : {file_media::jpeg, file_media::png, file_media::text, file_media::ogg})
        if (type == media_type(m)) return m;
    return std::nullopt;
}

}  // namespace earshot
