// SPDX-License-Identifier: Apache-2.0
#include "adapters/sms/utf8.hpp"

#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <cstdint>

namespace earshot::sms {

std::string repaired(std::string_view text) {
    auto wide = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
    wide.findAndReplace(icu::UnicodeString(UChar32{0}), icu::UnicodeString(UChar32{0xFFFD}));
    std::string out;
    wide.toUTF8String(out);
    return out;
}

bool is_utf8(std::string_view text) noexcept {
    auto const size = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < size;) {
        UChar32 c = 0;
        U8_NEXT(text.data(), i, size, c);
        if (c < 0) return false;
    }
    return true;
}

std::size_t utf16_units(std::string_view text) {
    return static_cast<std::size_t>(
        icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())}).length());
}

}  // namespace earshot::sms
