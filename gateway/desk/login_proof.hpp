// SPDX-License-Identifier: Apache-2.0
// What a browser sends instead of the passphrase, so that who can read the daemon cannot open an operator's keys: one
// half of PBKDF2-HMAC-SHA-512 (RFC 8018, section 5.2) of the passphrase, as base64url. The other half never leaves the
// browser and wraps the operator's private key.
#pragma once

#include <string>
#include <string_view>

namespace earshot::desk {

inline constexpr int proof_rounds = 210'000;  // as OWASP advises for SHA-512
inline constexpr std::size_t proof_length = 43;

// Takes about a tenth of a second: never on the net thread. `login` in small letters.
std::string login_proof(std::string_view login, std::string_view passphrase);
bool is_proof(std::string_view text) noexcept;

}  // namespace earshot::desk
