// SPDX-License-Identifier: Apache-2.0
// Key memory: libsodium's guarded allocations, which are locked, fenced by guard pages and wiped when freed.
#include "gateway/seal/seal.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <stdexcept>
#include <utility>

namespace earshot::seal {

namespace {

// Making and freeing guarded memory takes about ten system calls, and every step of a conversation opens a key: each
// thread keeps a few pieces, wiped, for its next keys.
class spares {
public:
    spares() = default;
    spares(spares const&) = delete;
    spares& operator=(spares const&) = delete;
    ~spares() {
        ended_ = true;
        while (count_ > 0) sodium_free(kept_[--count_]);
    }
    std::uint8_t* take() noexcept { return count_ > 0 ? kept_[--count_] : nullptr; }
    bool keep(std::uint8_t* memory) noexcept {
        if (count_ == kept_.size()) return false;
        sodium_memzero(memory, key_size);
        kept_[count_++] = memory;
        return true;
    }
    // Of this thread; null when the thread is past its end.
    static spares* here() noexcept {
        if (ended_) return nullptr;
        thread_local spares mine;
        return &mine;
    }

private:
    static thread_local bool ended_;
    std::array<std::uint8_t*, 8> kept_{};
    std::size_t count_{};
};
thread_local bool spares::ended_ = false;

std::uint8_t* guarded() {
    auto* const kept = spares::here();
    if (auto* const spare = kept ? kept->take() : nullptr) return spare;
    void* memory = sodium_malloc(key_size);
    if (!memory) throw std::bad_alloc();
    return static_cast<std::uint8_t*>(memory);
}

}  // namespace

void initialise() {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start: the system gives no random numbers");
}

key key::generate(random_fn const& random) {
    key made(guarded());
    random(std::span<std::uint8_t>(made.memory_, key_size));
    return made;
}

result<key> key::from_bytes(std::span<std::uint8_t const> bytes) {
    if (bytes.size() != key_size) return errc::malformed;
    key made(guarded());
    std::memcpy(made.memory_, bytes.data(), key_size);
    return made;
}

key::key(key&& other) noexcept : memory_(std::exchange(other.memory_, nullptr)) {}

key& key::operator=(key&& other) noexcept {
    std::swap(memory_, other.memory_);
    return *this;
}

key::~key() {
    if (!memory_) return;
    auto* const kept = spares::here();
    if (!kept || !kept->keep(memory_)) sodium_free(memory_);
}

std::span<std::uint8_t const> key::bytes() const noexcept {
    return {memory_, memory_ ? key_size : 0};
}

key key::derive(std::string_view purpose) const {
    // crypto_kdf wants a 64-bit number and an 8-byte context; both come from the name, so names never collide by luck.
    static_assert(crypto_kdf_KEYBYTES == key_size && crypto_kdf_CONTEXTBYTES == 8);
    std::array<std::uint8_t, 16> name{};
    crypto_generichash(name.data(), name.size(), reinterpret_cast<std::uint8_t const*>(purpose.data()), purpose.size(),
                       nullptr, 0);
    std::uint64_t number = 0;
    std::memcpy(&number, name.data(), sizeof number);
    std::array<char, crypto_kdf_CONTEXTBYTES> context{};
    std::memcpy(context.data(), name.data() + 8, context.size());
    key made(guarded());
    if (crypto_kdf_derive_from_key(made.memory_, key_size, number, context.data(), memory_) != 0)
        throw std::logic_error("a key could not be derived");
    return made;
}

}  // namespace earshot::seal
