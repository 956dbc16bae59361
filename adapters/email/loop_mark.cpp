// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/loop_mark.hpp"

#include "adapters/email/digest.hpp"

#include <openssl/crypto.h>

#include <span>

namespace earshot::email {
namespace {

std::string tag(std::array<std::uint8_t, 32> const& key, std::string_view nonce) {
    auto const mac = hmac_sha256(key, nonce);
    return hex(std::span(mac).first(16));
}

}  // namespace

loop_mark::loop_mark(std::string_view secret) : key_(sha256({"loop mark", secret})) {}

std::string loop_mark::make(random_fn const& random) const {
    std::array<std::uint8_t, 16> bytes{};
    random(bytes);
    auto const nonce = hex(bytes);
    return nonce + "." + tag(key_, nonce);
}

bool loop_mark::ours(std::string_view value) const {
    if (value.size() != 65 || value[32] != '.') return false;
    auto const wanted = tag(key_, value.substr(0, 32));
    return CRYPTO_memcmp(wanted.data(), value.data() + 33, wanted.size()) == 0;
}

}  // namespace earshot::email
