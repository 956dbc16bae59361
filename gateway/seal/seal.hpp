// SPDX-License-Identifier: Apache-2.0
// Keys in locked memory, and sealing under them (XChaCha20-Poly1305 of libsodium; keyed BLAKE2b for tags). No
// construction of our own: one AEAD call per blob, the blob's place as associated data, so that blobs cannot be swapped.
#pragma once

#include "gateway/domain/clock.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/private_text.hpp"
#include "gateway/domain/result.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace earshot::seal {

// Must be called once before anything else here; throws when the library cannot start.
void initialise();

inline constexpr std::size_t key_size = 32;

// 32 bytes in guarded, locked, wiped memory. Moves, never copies.
class key {
public:
    static key generate(random_fn const& random);
    static result<key> from_bytes(std::span<std::uint8_t const> bytes);  // wrong size: errc::malformed
    key(key&&) noexcept;
    key& operator=(key&&) noexcept;
    key(key const&) = delete;
    key& operator=(key const&) = delete;
    ~key();

    std::span<std::uint8_t const> bytes() const noexcept;
    // An independent key for one purpose: crypto_kdf with the purpose's name hashed into id and context.
    key derive(std::string_view purpose) const;

private:
    explicit key(std::uint8_t* memory) noexcept : memory_(memory) {}
    std::uint8_t* memory_;
};

// nonce (24) || ciphertext || tag (16). `place`: what the blob is and whose, e.g. "journal:body:<dedupe hex>".
blob close(key const& k, std::string_view plain, std::string_view place, random_fn const& random);
// errc::unauthentic: wrong key, wrong place or changed bytes.
result<std::string> open(key const& k, std::span<std::uint8_t const> sealed, std::string_view place);

// Keys inside keys, for conversation keys under the master key.
blob wrap(key const& master, key const& inner, std::string_view place, random_fn const& random);
result<key> unwrap(key const& master, std::span<std::uint8_t const> wrapped, std::string_view place);

// Keyed BLAKE2b-128 of the parts, each with its length in front, so that ("ab","c") and ("a","bc") differ.
std::array<std::uint8_t, 16> tag(key const& k, std::initializer_list<std::string_view> parts);

// RFC 4648, section 4, with padding.
std::string base64(std::string_view bytes);
result<std::string> from_base64(std::string_view text);  // errc::malformed

bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept;

// Argon2id (libsodium, encoded string). Costly on purpose: never on the net thread.
std::string hash_password(std::string_view password);
bool password_fits(std::string_view password, std::string const& encoded);

// The system's generator.
random_fn system_random();

}  // namespace earshot::seal
