// SPDX-License-Identifier: Apache-2.0
// How the worker answers on its standard output: parts, each a letter, four bytes of length (little endian) and the
// bytes; then 'E' with length 0. A refusal is one part 'R' with the code of `file_refusal`. Anything else, or an end
// before the 'E', is a worker that failed.
#pragma once

#include "gateway/domain/file.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::files {

struct clean_part {
    file_media media{};
    std::string bytes;
};

struct cleaned {
    std::vector<clean_part> parts;        // empty when refused
    std::optional<file_refusal> refused;
};

namespace wire {

inline constexpr std::size_t most_parts = 12;
inline constexpr std::size_t most_bytes = 24 * 1024 * 1024;  // of one answer
inline constexpr std::size_t most_text = 256 * 1024;         // of a text part

std::string write(cleaned const& answer);
// errc-free: nullopt when it is not a whole, well-formed answer within the bounds. The parts themselves are checked too:
// a JPEG or PNG with any segment that our encoder does not write, or a byte behind its end, is no answer of ours.
std::optional<cleaned> read(std::string_view bytes);

}  // namespace wire

// Only the segments that the worker's encoder writes, in whole, and nothing behind the end.
bool is_plain_jpeg(std::string_view bytes) noexcept;
bool is_plain_png(std::string_view bytes) noexcept;
bool is_plain_text(std::string_view bytes) noexcept;
bool is_plain_ogg(std::string_view bytes) noexcept;

}  // namespace earshot::files
