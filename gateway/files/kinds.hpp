// SPDX-License-Identifier: Apache-2.0
// What kinds of file there are, told by their first bytes alone: names and declared types are the sender's word.
#pragma once

#include "gateway/domain/file.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace earshot::files {

enum class kind : std::uint8_t { jpeg, png, webp, gif, heic, pdf, docx, odt, wav, flac, ogg, mp3 };

// The kind, or why a file of that sort is not taken.
struct sniffed {
    std::optional<kind> what;
    file_refusal why{file_refusal::kind};
};
sniffed sniff(std::string_view bytes);

char const* name(kind k) noexcept;
std::optional<kind> kind_named(std::string_view text) noexcept;

// "picture 1", "document 2": what the Desk and the person call it.
char const* word_for(kind k) noexcept;

}  // namespace earshot::files
