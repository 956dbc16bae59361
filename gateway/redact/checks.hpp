// SPDX-License-Identifier: Apache-2.0
// Check digits and shapes of numbers that identify a person. All take plain figures or capitals without separators.
#pragma once

#include <string_view>

namespace earshot::redact {

bool luhn(std::string_view figures) noexcept;                 // ISO/IEC 7812-1, annex B
bool card_number(std::string_view figures) noexcept;          // Luhn, and an issuer's prefix and length
bool nhs_number(std::string_view figures) noexcept;           // modulus 11, weights 10..2 (NHS Data Dictionary)
bool iban(std::string_view compact) noexcept;                 // ISO 13616: country's length, modulus 97
bool nino(std::string_view compact) noexcept;                 // HMRC NIM39110; suffix A-D may be absent
bool taxpayer_reference(std::string_view figures) noexcept;   // UTR: check digit first, table 21987654321
bool driving_licence(std::string_view compact) noexcept;      // DVLA: surname, date of birth, initials
bool mrz_check(std::string_view field, char check) noexcept;  // ICAO 9303: weights 7, 3, 1

enum class phone_form : unsigned char { none, uk_mobile, uk, international, north_america };
// `plus`: written with + (or 00 in front, which is then left out of `figures`).
phone_form phone_number(std::string_view figures, bool plus) noexcept;
// Digits after the country code 44 or the national 0: 9 or 10, of a range that is in use (Ofcom numbering plan).
bool uk_national(std::string_view significant) noexcept;

bool ipv4(std::string_view text) noexcept;
bool ipv6(std::string_view text) noexcept;  // RFC 4291, section 2.2

}  // namespace earshot::redact
