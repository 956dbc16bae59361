// SPDX-License-Identifier: Apache-2.0
// Files in the words of a thread, for operators.
#pragma once

#include "gateway/domain/file.hpp"

#include <string>

namespace earshot {

// "a file was not kept: it was too large"
std::string file_note(file_refusal why);
// "picture", "document", "recording"
char const* file_word(file_media m) noexcept;

}  // namespace earshot
