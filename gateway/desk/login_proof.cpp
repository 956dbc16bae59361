// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/login_proof.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>

namespace earshot::desk {
namespace {

constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view purpose = "earshot-desk:";

}  // namespace

std::string login_proof(std::string_view login, std::string_view passphrase) {
    std::string const salt = std::string(purpose) + std::string(login);
    std::array<unsigned char, 64> derived{};
    if (PKCS5_PBKDF2_HMAC(passphrase.data(), static_cast<int>(passphrase.size()),
                          reinterpret_cast<unsigned char const*>(salt.data()), static_cast<int>(salt.size()), proof_rounds,
                          EVP_sha512(), static_cast<int>(derived.size()), derived.data()) != 1)
        throw std::runtime_error("PBKDF2 failed");
    // The first 32 bytes, RFC 4648, section 5, without padding.
    std::string out;
    std::uint32_t bits = 0;
    int held = 0;
    for (std::size_t i = 0; i < 32; ++i) {
        bits = (bits << 8) | derived[i];
        for (held += 8; held >= 6; held -= 6) out += alphabet[(bits >> (held - 6)) & 63];
    }
    out += alphabet[(bits << (6 - held)) & 63];
    OPENSSL_cleanse(derived.data(), derived.size());
    return out;
}

bool is_proof(std::string_view text) noexcept {
    return text.size() == proof_length &&
           std::ranges::all_of(text, [](char c) { return c != '\0' && std::string_view(alphabet).find(c) != std::string_view::npos; });
}

}  // namespace earshot::desk
