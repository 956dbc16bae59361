// SPDX-License-Identifier: Apache-2.0
// Sealing to the helpline's public keys, one way: who seals cannot open again. A JWE in the general JSON serialisation
// (RFC 7516, section 7.2.1), one recipient for each key: ECDH-ES+A256KW on P-256 (RFC 7518, section 4.6), content under
// A256GCM (section 5.3). Any JOSE library of the helpline's side opens it.
#pragma once

#include "gateway/domain/result.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct json_t;

namespace earshot::seal {

// The public keys that something is sealed to. Immutable once shared; sealing is safe on any thread.
class helpline {
public:
    helpline();
    helpline(helpline&&) noexcept;
    helpline& operator=(helpline&&) noexcept;
    ~helpline();

    // One JWK (RFC 7517): kty EC, crv P-256, with or without a kid; without one its thumbprint (RFC 7638) is taken. A
    // kid that is there already is not added twice. errc::malformed with the reason in `why`, also for a private key:
    // it must never be here.
    result<void> add(std::string_view jwk, std::string& why);
    // Every key of a JWK Set (RFC 7517, section 5).
    result<void> add_set(std::string_view jwks, std::string& why);

    bool empty() const noexcept { return keys_.empty(); }
    std::vector<std::string> kids() const;

    // `place`: what it is and whose, in the protected header (a private name, RFC 7516, section 4.3), so that two cannot
    // be swapped: who opens one checks it. `content_type`: the "cty" header. The size of `plain` shows: pad it first.
    // errc::broken: the library failed; it draws the content key and the ephemeral keys from OpenSSL's generator.
    // errc::unsupported: there are no keys.
    result<std::string> close(std::string_view plain, std::string_view place, std::string_view content_type) const;

private:
    struct release {
        void operator()(json_t* j) const noexcept;
    };
    struct public_key {
        std::string kid;
        std::unique_ptr<json_t, release> jwk;
    };
    result<void> add_parsed(json_t const* jwk, std::string& why);

    std::vector<public_key> keys_;
};

// JSON with blanks behind it up to the next step, so that the length of what is sealed tells little: 1, 2, 4 ... 64 KiB,
// then whole 64 KiB. Still the same JSON (RFC 8259, section 2).
std::string padded_json(std::string json);

}  // namespace earshot::seal
