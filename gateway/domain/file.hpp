// SPDX-License-Identifier: Apache-2.0
// Files that people send: as they came, and as they are kept.
#pragma once

#include "gateway/domain/ids.hpp"
#include "gateway/domain/private_text.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace earshot {

// Why a file was not kept. `name` gives the code for the flow's texts, logs and the thread's note.
enum class file_refusal : std::uint8_t {
    kind,      // not one of those we take
    archive,   // a packed folder
    program,   // something that runs, or a page with scripts (SVG, HTML)
    video,
    large,     // more bytes than the channel takes
    many,      // more files than the channel takes in one message
    huge,      // unpacks to more than we unpack: pixels, pages, members, minutes
    damaged,   // could not be read as what it says it is
    locked,    // needs a password
    failed,    // the worker crashed, hung or was killed
};
char const* name(file_refusal why) noexcept;

// As it came: bytes with everything hidden in them. Its name is not taken along: names tell who wrote.
struct raw_file {
    body bytes;
};

// What may be shown: only what a worker wrote anew.
enum class file_media : std::uint8_t { jpeg, png, text, ogg };
char const* media_type(file_media m) noexcept;  // "image/jpeg" ...
std::optional<file_media> media_named(std::string_view type) noexcept;

}  // namespace earshot
