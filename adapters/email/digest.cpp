// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/digest.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <memory>
#include <stdexcept>

namespace earshot::email {

digest sha256(std::initializer_list<std::string_view> pieces) {
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> const context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    digest out{};
    bool good = context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1;
    for (auto piece : pieces) good = good && EVP_DigestUpdate(context.get(), piece.data(), piece.size()) == 1;
    if (!good || EVP_DigestFinal_ex(context.get(), out.data(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not available");
    return out;
}

digest hmac_sha256(std::span<std::uint8_t const> key, std::string_view text) {
    digest out{};
    unsigned size = 0;
    if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
              reinterpret_cast<unsigned char const*>(text.data()), text.size(), out.data(), &size) ||
        size != out.size())
        throw std::runtime_error("HMAC is not available");
    return out;
}

std::string hex(std::span<std::uint8_t const> bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (auto b : bytes) {
        out += digits[b >> 4];
        out += digits[b & 15];
    }
    return out;
}

}  // namespace earshot::email
