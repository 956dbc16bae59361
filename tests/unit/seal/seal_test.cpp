// SPDX-License-Identifier: Apache-2.0
#include "gateway/seal/seal.hpp"

#include "gateway/seal/keyring.hpp"
#include "tests/support/catch.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <thread>
#include <vector>

using namespace earshot;

namespace {

struct started {
    started() { seal::initialise(); }
} const sodium;

seal::key key_of(std::uint8_t byte) {
    std::vector<std::uint8_t> const bytes(seal::key_size, byte);
    return seal::key::from_bytes(bytes).value();
}

std::string hex(std::span<std::uint8_t const> bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (auto b : bytes) {
        out += digits[b >> 4];
        out += digits[b & 15];
    }
    return out;
}

}  // namespace

TEST_CASE("a sealed text opens under its key and in its place only") {
    auto const random = seal::system_random();
    auto const k = key_of(7);
    auto const sealed = seal::close(k, "they came back", "thread:1:2", random);
    CHECK(sealed.size() == 24 + 14 + 16);
    CHECK(seal::open(k, sealed, "thread:1:2").value() == "they came back");
    CHECK(seal::open(k, sealed, "thread:1:3").error() == errc::unauthentic);
    CHECK(seal::open(key_of(8), sealed, "thread:1:2").error() == errc::unauthentic);
    CHECK(seal::close(k, "they came back", "thread:1:2", random) != sealed);
}

TEST_CASE("every single changed byte is found out") {
    auto const random = seal::system_random();
    auto const k = key_of(7);
    auto sealed = seal::close(k, "x", "p", random);
    for (auto& byte : sealed) {
        byte ^= 1;
        CHECK(seal::open(k, sealed, "p").error() == errc::unauthentic);
        byte ^= 1;
    }
    while (!sealed.empty()) {
        sealed.pop_back();
        CHECK(seal::open(k, sealed, "p").error() == errc::unauthentic);
    }
}

TEST_CASE("the cipher is XChaCha20-Poly1305 as in draft-irtf-cfrg-xchacha-03, appendix A.3.1") {
    std::vector<std::uint8_t> bytes(32);
    for (std::size_t i = 0; i < 32; ++i) bytes[i] = static_cast<std::uint8_t>(0x80 + i);
    auto const k = seal::key::from_bytes(bytes).value();
    random_fn const nonce = [](std::span<std::uint8_t> out) {
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(0x40 + i);
    };
    std::string const place("\x50\x51\x52\x53\xc0\xc1\xc2\xc3\xc4\xc5\xc6\xc7", 12);
    auto const sealed =
        seal::close(k,
                    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
                    "future, sunscreen would be it.",
                    place, nonce);
    auto const text = hex(sealed);
    CHECK(text.substr(48, 64) == "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb");
    CHECK(text.substr(text.size() - 32) == "c0875924c1c7987947deafd8780acf49");
}

TEST_CASE("keys in keys") {
    auto const random = seal::system_random();
    auto const master = key_of(1);
    auto const inner = seal::key::generate(random);
    auto const wrapped = seal::wrap(master, inner, "conversation:5", random);
    auto const again = seal::unwrap(master, wrapped, "conversation:5");
    REQUIRE(again.has_value());
    CHECK(hex(again->bytes()) == hex(inner.bytes()));
    CHECK(seal::unwrap(master, wrapped, "conversation:6").error() == errc::unauthentic);
    CHECK(seal::unwrap(inner, wrapped, "conversation:5").error() == errc::unauthentic);
    CHECK(seal::unwrap(master, seal::close(master, "short", "p", random), "p").error() == errc::unauthentic);
}

TEST_CASE("derived keys are stable, and differ by purpose and by master") {
    seal::keyring const a(key_of(1));
    seal::keyring const b(key_of(1));
    seal::keyring const c(key_of(2));
    CHECK(hex(a.current()->journal.bytes()) == hex(b.current()->journal.bytes()));
    std::set<std::string> all;
    for (auto const* ring : {&a, &c})
        for (auto const* k : {&ring->current()->journal, &ring->current()->outbox, &ring->current()->conversations,
                              &ring->dedupe, &ring->provider, &ring->codes, &ring->records, &ring->sessions})
            all.insert(hex(k->bytes()));
    CHECK(all.size() == 16);
}

TEST_CASE("tags know where one part ends") {
    auto const k = key_of(3);
    CHECK(seal::tag(k, {"ab", "c"}) == seal::tag(k, {"ab", "c"}));
    CHECK(seal::tag(k, {"ab", "c"}) != seal::tag(k, {"a", "bc"}));
    CHECK(seal::tag(k, {"ab", "c"}) != seal::tag(k, {"abc"}));
    CHECK(seal::tag(k, {"ab", ""}) != seal::tag(k, {"ab"}));
    CHECK(seal::tag(key_of(4), {"ab"}) != seal::tag(k, {"ab"}));
}

TEST_CASE("keys move and have one size") {
    auto a = key_of(9);
    auto const before = hex(a.bytes());
    auto b = std::move(a);
    CHECK(hex(b.bytes()) == before);
    b = key_of(1);
    CHECK(hex(b.bytes()) == hex(key_of(1).bytes()));
    CHECK(seal::key::from_bytes(std::vector<std::uint8_t>(31)).error() == errc::malformed);
    CHECK(seal::equal_in_constant_time("abc", "abc"));
    CHECK_FALSE(seal::equal_in_constant_time("abc", "abd"));
    CHECK_FALSE(seal::equal_in_constant_time("abc", "abcd"));
}

TEST_CASE("passwords are kept as Argon2id") {
    auto const encoded = seal::hash_password("correct horse");
    CHECK(encoded.starts_with("$argon2id$"));
    CHECK(seal::password_fits("correct horse", encoded));
    CHECK_FALSE(seal::password_fits("correct hors", encoded));
    CHECK_FALSE(seal::password_fits("correct horse", "not a hash"));
}

TEST_CASE("the memory of a key that is gone holds nothing for the next one, on any thread") {
    auto const untouched = [](std::span<std::uint8_t>) {};
    std::string const nothing(2 * seal::key_size, '0');
    for (int round = 0; round < 3; ++round) {
        std::vector<seal::key> many;
        for (int i = 0; i < 20; ++i) many.push_back(key_of(static_cast<std::uint8_t>(0xA0 + i)));
        for (int i = 0; i < 20; ++i) CHECK(hex(many[static_cast<std::size_t>(i)].bytes()) == hex(key_of(static_cast<std::uint8_t>(0xA0 + i)).bytes()));
    }
    {
        auto const taken_up = key_of(0x11);  // from another's memory
        auto const next = seal::key::generate(untouched);
        CHECK(hex(next.bytes()) == nothing);
        CHECK(hex(taken_up.bytes()) == hex(key_of(0x11).bytes()));
    }
    auto travels = key_of(0x22);
    std::thread([&travels, &nothing, &untouched] {
        { auto const here = std::move(travels); }
        CHECK(hex(seal::key::generate(untouched).bytes()) == nothing);
    }).join();
}
