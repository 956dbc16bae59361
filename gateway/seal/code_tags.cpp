// SPDX-License-Identifier: Apache-2.0
#include "gateway/seal/code_tags.hpp"

#include <sodium.h>

#include <array>
#include <new>
#include <string>

namespace earshot::seal {

code_tag quick_tag_of_code(keyring const& keys, std::string_view code) {
    std::string plain;
    plain.reserve(code.size());
    for (char c : code) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (c == 'O') c = '0';
        if (c == 'I' || c == 'L') c = '1';
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) plain += c;
    }
    code_tag const quick{tag(keys.codes, {plain})};
    wipe(plain);
    return quick;
}

slow_code_tag slow_tag_of_code(keyring const& keys, code_tag quick) {
    auto salt = tag(keys.codes, {"salt of slow code tags", "1"});
    static_assert(sizeof salt == crypto_pwhash_SALTBYTES);
    std::array<char, sizeof quick.value> secret{};
    for (std::size_t i = 0; i < secret.size(); ++i) secret[i] = static_cast<char>(quick.value[i]);
    slow_code_tag slow;
    int const failed = crypto_pwhash(slow.value.data(), slow.value.size(), secret.data(), secret.size(), salt.data(),
                                     crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
                                     crypto_pwhash_ALG_ARGON2ID13);
    sodium_memzero(secret.data(), secret.size());
    sodium_memzero(salt.data(), salt.size());
    if (failed != 0) throw std::bad_alloc();  // the only way it fails
    return slow;
}

}  // namespace earshot::seal
