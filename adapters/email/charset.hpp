// SPDX-License-Identifier: Apache-2.0
// Bytes of a mail to UTF-8. Charset labels mean what browsers take them to mean (WHATWG Encoding, section 4.2), because
// that is what mail programs write; only those charsets are handed to iconv. The result is always valid UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace earshot::email {

// `label` may be empty, unknown or wrong: then UTF-8 if it is valid, else windows-1252.
std::string to_utf8(std::string_view bytes, std::string_view label);

bool valid_utf8(std::string_view text) noexcept;

// For the eyes of a person: CR LF to LF; no control characters but TAB and LF, no bidirectional overrides
// (U+202A..U+202E, U+2066..U+2069), no byte order mark. Valid UTF-8 stays valid.
std::string presentable(std::string_view utf8);

// Appends a code point; U+FFFD for NUL, surrogates and what is out of range.
void append_utf8(std::string& out, char32_t c);

}  // namespace earshot::email
