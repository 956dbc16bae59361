// SPDX-License-Identifier: Apache-2.0
// SHA-256 and HMAC-SHA-256 over OpenSSL.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace earshot::email {

using digest = std::array<std::uint8_t, 32>;

digest sha256(std::initializer_list<std::string_view> pieces);
digest hmac_sha256(std::span<std::uint8_t const> key, std::string_view text);
std::string hex(std::span<std::uint8_t const> bytes);

}  // namespace earshot::email
