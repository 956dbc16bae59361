// SPDX-License-Identifier: Apache-2.0
#include "gateway/seal/seal.hpp"

#include <sodium.h>

#include <array>
#include <cstring>
#include <new>
#include <stdexcept>

namespace earshot::seal {

namespace {

constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(nonce_size == 24 && tag_size == 16);
static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == key_size);

std::uint8_t const* bytes_of(std::string_view text) {
    return reinterpret_cast<std::uint8_t const*>(text.data());
}

blob close_bytes(key const& k, std::uint8_t const* plain, std::size_t size, std::string_view place,
                 random_fn const& random) {
    blob out(nonce_size + size + tag_size);
    random(std::span<std::uint8_t>(out.data(), nonce_size));
    unsigned long long written = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(out.data() + nonce_size, &written, plain, size, bytes_of(place),
                                               place.size(), nullptr, out.data(), k.bytes().data());
    return out;
}

// `out` has room for the plain text. False: not ours.
bool open_bytes(key const& k, std::span<std::uint8_t const> sealed, std::string_view place, std::uint8_t* out) {
    unsigned long long written = 0;
    return crypto_aead_xchacha20poly1305_ietf_decrypt(out, &written, nullptr, sealed.data() + nonce_size,
                                                      sealed.size() - nonce_size, bytes_of(place), place.size(),
                                                      sealed.data(), k.bytes().data()) == 0;
}

// Every nonce would be a system call: a thread draws some hundred bytes at once, and wipes what it has handed out.
class stock {
public:
    static stock& here() {
        thread_local stock mine;
        return mine;
    }
    void give(std::span<std::uint8_t> out) {
        if (out.size() > bytes_.size()) return randombytes_buf(out.data(), out.size());
        if (out.size() > bytes_.size() - used_) {
            randombytes_buf(bytes_.data(), bytes_.size());
            used_ = 0;
        }
        std::memcpy(out.data(), bytes_.data() + used_, out.size());
        sodium_memzero(bytes_.data() + used_, out.size());
        used_ += out.size();
    }

private:
    std::array<std::uint8_t, 512> bytes_{};
    std::size_t used_{bytes_.size()};
};

}  // namespace

blob close(key const& k, std::string_view plain, std::string_view place, random_fn const& random) {
    return close_bytes(k, bytes_of(plain), plain.size(), place, random);
}

result<std::string> open(key const& k, std::span<std::uint8_t const> sealed, std::string_view place) {
    if (sealed.size() < nonce_size + tag_size) return errc::unauthentic;
    std::string plain(sealed.size() - nonce_size - tag_size, '\0');
    if (!open_bytes(k, sealed, place, reinterpret_cast<std::uint8_t*>(plain.data()))) return errc::unauthentic;
    return plain;
}

blob wrap(key const& master, key const& inner, std::string_view place, random_fn const& random) {
    return close_bytes(master, inner.bytes().data(), key_size, place, random);
}

result<key> unwrap(key const& master, std::span<std::uint8_t const> wrapped, std::string_view place) {
    if (wrapped.size() != nonce_size + key_size + tag_size) return errc::unauthentic;
    std::array<std::uint8_t, key_size> plain{};
    bool const ours = open_bytes(master, wrapped, place, plain.data());
    auto inner = ours ? key::from_bytes(plain) : result<key>(errc::unauthentic);
    sodium_memzero(plain.data(), plain.size());
    return inner;
}

std::array<std::uint8_t, 16> tag(key const& k, std::initializer_list<std::string_view> parts) {
    std::array<std::uint8_t, 16> out{};
    crypto_generichash_state state;
    crypto_generichash_init(&state, k.bytes().data(), key_size, out.size());
    for (auto part : parts) {
        std::array<std::uint8_t, 8> length{};
        for (std::size_t i = 0; i < length.size(); ++i)
            length[i] = static_cast<std::uint8_t>(std::uint64_t{part.size()} >> (8 * i));
        crypto_generichash_update(&state, length.data(), length.size());
        crypto_generichash_update(&state, bytes_of(part), part.size());
    }
    crypto_generichash_final(&state, out.data(), out.size());
    sodium_memzero(&state, sizeof state);
    return out;
}

std::string base64(std::string_view bytes) {
    std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(out.data(), out.size(), reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    out.pop_back();  // its NUL
    return out;
}

result<std::string> from_base64(std::string_view text) {
    std::string out(text.size() / 4 * 3 + 3, '\0');
    std::size_t length = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(), text.size(), nullptr,
                          &length, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0)
        return make_error_code(errc::malformed);
    out.resize(length);
    return out;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && (a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0);
}

std::string hash_password(std::string_view password) {
    std::array<char, crypto_pwhash_STRBYTES> encoded{};
    if (crypto_pwhash_str_alg(encoded.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                              crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw std::bad_alloc();  // the only way it fails
    return encoded.data();
}

bool password_fits(std::string_view password, std::string const& encoded) {
    return encoded.size() < crypto_pwhash_STRBYTES &&
           crypto_pwhash_str_verify(encoded.c_str(), password.data(), password.size()) == 0;
}

random_fn system_random() {
    return [](std::span<std::uint8_t> out) { stock::here().give(out); };
}

}  // namespace earshot::seal
