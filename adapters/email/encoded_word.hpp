// SPDX-License-Identifier: Apache-2.0
// Header text with encoded words (RFC 2047) to UTF-8; and quoted-printable and base64 for what we write ourselves.
#pragma once

#include <string>
#include <string_view>

namespace earshot::email {

// Linear in the length; words that cannot be decoded stay as they are. The result is presentable UTF-8 on one line.
std::string decode_header(std::string_view value);

// As encoded words of at most 75 bytes where it is not plain ASCII. The text must not hold line ends.
std::string encode_header(std::string_view utf8);

// Body text with LF or CR LF line ends to quoted-printable with CR LF (RFC 2045 6.7), lines of at most 76 bytes.
std::string quoted_printable(std::string_view text);
// Base64 with CR LF every 76 characters (RFC 2045 6.8).
std::string base64_lines(std::string_view bytes);

}  // namespace earshot::email
