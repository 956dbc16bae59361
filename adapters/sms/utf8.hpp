// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace earshot::sms {

// The text as valid UTF-8: what is broken, and NUL, becomes U+FFFD. A message with a broken byte is still a message.
std::string repaired(std::string_view text);

bool is_utf8(std::string_view text) noexcept;

// UTF-16 units, as providers count their limits.
std::size_t utf16_units(std::string_view text);

}  // namespace earshot::sms
