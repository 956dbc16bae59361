// SPDX-License-Identifier: Apache-2.0
// A key pair as a helpline would make it, and what it opens.
#pragma once

#include "tests/support/catch.hpp"

#include <jansson.h>

#include <cstdlib>
#include <memory>
#include <string>

extern "C" {
#include <jose/b64.h>
#include <jose/jwe.h>
#include <jose/jwk.h>
}

namespace test {

struct json_release {
    void operator()(json_t* j) const { json_decref(j); }
};
using json_ptr = std::unique_ptr<json_t, json_release>;

inline std::string json_text(json_t const* j) {
    char* dumped = json_dumps(j, JSON_COMPACT);
    std::string out = dumped;
    std::free(dumped);
    return out;
}

class key_pair {
public:
    explicit key_pair(char const* kid) : secret_(json_pack("{s:s,s:s}", "kty", "EC", "crv", "P-256")) {
        REQUIRE(jose_jwk_gen(nullptr, secret_.get()));
        json_object_set_new(secret_.get(), "kid", json_string(kid));
    }
    std::string secret() const { return json_text(secret_.get()); }
    std::string shown() const {
        json_ptr const copy(json_deep_copy(secret_.get()));
        REQUIRE(jose_jwk_pub(nullptr, copy.get()));
        return json_text(copy.get());
    }
    // "does not open" when it does not.
    std::string open(std::string const& jwe) const {
        json_ptr const parsed(json_loads(jwe.c_str(), 0, nullptr));
        std::size_t size = 0;
        auto* plain = static_cast<char*>(jose_jwe_dec(nullptr, parsed.get(), nullptr, secret_.get(), &size));
        if (!plain) return "does not open";
        std::string out(plain, size);
        std::free(plain);
        return out;
    }

private:
    json_ptr secret_;
};

}  // namespace test
