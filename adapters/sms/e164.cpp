// SPDX-License-Identifier: Apache-2.0
#include "adapters/sms/e164.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>

namespace earshot::sms {
namespace {

// Full-width digits and the like become plain ones, invisible and separating characters go.
icu::UnicodeString folded(std::string_view raw) {
    UErrorCode status = U_ZERO_ERROR;
    auto const* const nfkc = icu::Normalizer2::getNFKCInstance(status);
    auto const text = icu::UnicodeString::fromUTF8({raw.data(), static_cast<std::int32_t>(raw.size())});
    if (U_FAILURE(status) != 0) return text;
    auto plain = nfkc->normalize(text, status);
    return U_FAILURE(status) != 0 ? text : plain;
}

bool dropped(UChar32 c) noexcept {
    return u_isUWhiteSpace(c) != 0 || u_charType(c) == U_FORMAT_CHAR || c == '-' || c == '.' || c == '(' || c == ')' ||
           c == '/' || (c >= 0x2010 && c <= 0x2015);
}

struct cleaned {
    std::string digits;
    bool plus{};
    bool letters{};
    bool odd{};  // anything else
};

cleaned clean(std::string_view raw) {
    cleaned out;
    auto const text = folded(raw);
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        auto const c = text.char32At(i);
        auto const digit = u_charDigitValue(c);
        if (dropped(c)) continue;
        if (digit >= 0)
            out.digits += static_cast<char>('0' + digit);
        else if (c == '+' && out.digits.empty() && !out.plus)
            out.plus = true;
        else if (u_isalpha(c) != 0)
            out.letters = true;
        else
            out.odd = true;
    }
    return out;
}

// National part of a British number: 9 or 10 digits, mobiles exactly 7 and nine more.
bool fits_country(std::string_view code, std::string_view national) noexcept {
    if (code != "44") return national.size() >= 4;
    if (national.front() == '7') return national.size() == 10;
    return national.size() == 9 || national.size() == 10;
}

party phone(std::string_view raw, std::string digits, std::string_view calling_code) {
    // "+44 (0)7700 900123": the trunk zero does not belong behind the country.
    if (digits.starts_with("440")) digits.erase(2, 1);
    bool fits = digits.size() >= 8 && digits.size() <= 15 && digits.front() != '0';
    for (auto const code : {calling_code, std::string_view("44")})
        if (fits && digits.starts_with(code))
            fits = digits.size() > code.size() && fits_country(code, std::string_view(digits).substr(code.size()));
    if (!fits) return {party::kind::invalid, std::string(raw)};
    return {party::kind::phone, "+" + digits};
}

}  // namespace

party normalise(std::string_view raw, std::string_view calling_code) {
    // Longer than any number with its decoration: not worth folding.
    if (raw.empty() || raw.size() > 128) return {party::kind::invalid, std::string(raw.substr(0, 128))};
    auto const c = clean(raw);
    if (c.letters) return {party::kind::name, std::string(raw)};
    if (c.odd || c.digits.empty()) return {party::kind::invalid, std::string(raw)};
    if (c.plus) return phone(raw, c.digits, calling_code);
    if (c.digits.starts_with("00")) return phone(raw, c.digits.substr(2), calling_code);
    if (c.digits.size() >= 3 && c.digits.size() <= 8 && c.digits.front() != '0')
        return {party::kind::short_code, c.digits};
    auto const code = std::string(calling_code);
    if (c.digits.front() == '0') return phone(raw, code + c.digits.substr(1), calling_code);
    // Providers that leave the plus out send the country; people who leave the zero out do not.
    auto with_country = phone(raw, c.digits, calling_code);
    bool const own_country = c.digits.starts_with(code) && with_country.replyable();
    if (own_country || c.digits.size() > 10) return with_country;
    return phone(raw, code + c.digits, calling_code);
}

prefixed split_prefix(std::string_view raw) noexcept {
    static constexpr std::array<std::string_view, 4> known{"whatsapp:", "messenger:", "rcs:", "sms:"};
    for (auto const prefix : known)
        if (raw.starts_with(prefix)) return {prefix, raw.substr(prefix.size())};
    return {{}, raw};
}

}  // namespace earshot::sms
