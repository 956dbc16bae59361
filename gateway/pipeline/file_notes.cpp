// SPDX-License-Identifier: Apache-2.0
#include "gateway/pipeline/file_notes.hpp"

namespace earshot {
namespace {

char const* reason(file_refusal why) noexcept {
    switch (why) {
        case file_refusal::kind: return "it is of a kind that we do not take";
        case file_refusal::archive: return "it is a packed folder";
        case file_refusal::program: return "it is a program or a page with scripts";
        case file_refusal::video: return "it is a video";
        case file_refusal::large: return "it was too large";
        case file_refusal::many: return "there were too many in one message";
        case file_refusal::huge: return "it unpacks to more than we unpack";
        case file_refusal::damaged: return "it is damaged";
        case file_refusal::locked: return "it is locked with a password";
        case file_refusal::failed: return "it could not be made safe";
    }
    return "it could not be made safe";
}

}  // namespace

std::string file_note(file_refusal why) { return std::string("a file was not kept: ") + reason(why); }

char const* file_word(file_media m) noexcept {
    switch (m) {
        case file_media::jpeg:
        case file_media::png: return "picture";
        case file_media::text: return "document";
        case file_media::ogg: return "recording";
    }
    return "file";
}

}  // namespace earshot
