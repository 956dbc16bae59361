// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/audit_chain.hpp"

#include <openssl/evp.h>

#include <stdexcept>

namespace earshot::storage {

std::string chained(std::string const& before, audit_row const& row) {
    std::string text;
    for (auto const& part : {before, std::to_string(row.number), std::to_string(row.at.time_since_epoch().count()),
                             std::to_string(row.who.value), row.action, row.about, row.detail}) {
        text += std::to_string(part.size());
        text += ':';
        text += part;
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not to be had");
    static constexpr char digits[] = "0123456789abcdef";
    std::string hex;
    for (unsigned i = 0; i < size; ++i) {
        hex += digits[digest[i] >> 4];
        hex += digits[digest[i] & 15];
    }
    return hex;
}

}  // namespace earshot::storage
