// SPDX-License-Identifier: Apache-2.0
#include "gateway/seal/helpline.hpp"

#include <jansson.h>

#include <algorithm>
#include <cstdlib>

extern "C" {
#include <jose/jwe.h>
#include <jose/jwk.h>
}

namespace earshot::seal {
namespace {

constexpr std::size_t smallest_step = 1024;
constexpr std::size_t largest_step = 64 * 1024;
constexpr std::size_t longest_kid = 100;
constexpr std::size_t coordinate_length = 43;  // 32 bytes in base64url

std::string text_of(json_t const* object, char const* member) {
    auto const* value = json_string_value(json_object_get(object, member));
    return value ? value : "";
}

std::string thumbprint(json_t const* jwk) {
    std::unique_ptr<json_t, decltype([](json_t* j) { json_decref(j); })> const value(jose_jwk_thp(nullptr, jwk, "S256"));
    auto const* text = value ? json_string_value(value.get()) : nullptr;
    return text ? text : "";
}

bool is_plain(std::string_view kid) {
    return !kid.empty() && kid.size() <= longest_kid &&
           std::ranges::all_of(kid, [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '\\'; });
}

// With one recipient the library writes the flattened form (RFC 7516, section 7.2.2).
void make_general(json_t* jwe) {
    if (json_object_get(jwe, "recipients")) return;
    auto* only = json_object();
    for (auto const* member : {"header", "encrypted_key"}) {
        json_object_set(only, member, json_object_get(jwe, member));
        json_object_del(jwe, member);
    }
    auto* list = json_array();
    json_array_append_new(list, only);
    json_object_set_new(jwe, "recipients", list);
}

}  // namespace

void helpline::release::operator()(json_t* j) const noexcept {
    json_decref(j);
}

helpline::helpline() = default;
helpline::helpline(helpline&&) noexcept = default;
helpline& helpline::operator=(helpline&&) noexcept = default;
helpline::~helpline() = default;

result<void> helpline::add_parsed(json_t const* jwk, std::string& why) {
    auto const wrong = [&why](char const* reason) {
        why = reason;
        return make_error_code(errc::malformed);
    };
    if (!json_is_object(jwk)) return wrong("a key must be a JSON object");
    if (json_object_get(jwk, "d")) return wrong("this is a private key: only the public half belongs here");
    if (text_of(jwk, "kty") != "EC" || text_of(jwk, "crv") != "P-256") return wrong("a key must have kty EC and crv P-256");
    if (text_of(jwk, "x").size() != coordinate_length || text_of(jwk, "y").size() != coordinate_length)
        return wrong("a key must have x and y of 32 bytes in base64url");
    auto kid = text_of(jwk, "kid");
    if (kid.empty()) kid = thumbprint(jwk);
    if (!is_plain(kid)) return wrong("kid must be 1 to 100 printable characters");
    if (std::ranges::any_of(keys_, [&kid](auto const& k) { return k.kid == kid; })) return {};

    public_key key;
    key.kid = kid;
    key.jwk.reset(json_pack("{s:s,s:s,s:s,s:s}", "kty", "EC", "crv", "P-256", "x", text_of(jwk, "x").c_str(), "y",
                            text_of(jwk, "y").c_str()));
    if (!key.jwk) return wrong("the key cannot be read");
    keys_.push_back(std::move(key));
    // A point that is not on the curve shows when it is used.
    if (!close("", "", "text/plain")) {
        keys_.pop_back();
        return wrong("x and y are not a point of P-256");
    }
    return {};
}

result<void> helpline::add(std::string_view jwk, std::string& why) {
    std::unique_ptr<json_t, release> const parsed(json_loadb(jwk.data(), jwk.size(), 0, nullptr));
    if (!parsed) {
        why = "not JSON";
        return make_error_code(errc::malformed);
    }
    return add_parsed(parsed.get(), why);
}

result<void> helpline::add_set(std::string_view jwks, std::string& why) {
    std::unique_ptr<json_t, release> const parsed(json_loadb(jwks.data(), jwks.size(), 0, nullptr));
    auto const* list = parsed ? json_object_get(parsed.get(), "keys") : nullptr;
    if (!json_is_array(list)) {
        why = "not a JWK Set: an object with a member \"keys\" is needed";
        return make_error_code(errc::malformed);
    }
    for (std::size_t i = 0; i < json_array_size(list); ++i)
        if (auto added = add_parsed(json_array_get(list, i), why); !added) return added;
    return {};
}

std::vector<std::string> helpline::kids() const {
    std::vector<std::string> out;
    for (auto const& k : keys_) out.push_back(k.kid);
    return out;
}

result<std::string> helpline::close(std::string_view plain, std::string_view place, std::string_view content_type) const {
    if (keys_.empty()) return make_error_code(errc::unsupported);
    std::unique_ptr<json_t, release> const jwe(json_pack("{s:{s:s,s:s%,s:s%}}", "protected", "enc", "A256GCM", "cty",
                                                         content_type.data(), content_type.size(), "place",
                                                         place.data(), place.size()));
    std::unique_ptr<json_t, release> const recipients(json_array());
    std::unique_ptr<json_t, release> const keys(json_array());
    if (!jwe || !recipients || !keys) return make_error_code(errc::broken);
    for (auto const& k : keys_) {
        auto* to = json_pack("{s:{s:s,s:s}}", "header", "alg", "ECDH-ES+A256KW", "kid", k.kid.c_str());
        if (json_array_append_new(recipients.get(), to) != 0) return make_error_code(errc::broken);
        if (json_array_append_new(keys.get(), json_deep_copy(k.jwk.get())) != 0) return make_error_code(errc::broken);
    }
    if (!jose_jwe_enc(nullptr, jwe.get(), recipients.get(), keys.get(), plain.data(), plain.size()))
        return make_error_code(errc::broken);
    make_general(jwe.get());
    char* text = json_dumps(jwe.get(), JSON_COMPACT);
    if (!text) return make_error_code(errc::broken);
    std::string out = text;
    std::free(text);
    return out;
}

std::string padded_json(std::string json) {
    auto size = smallest_step;
    while (size < json.size() && size < largest_step) size *= 2;
    if (size < json.size()) size = (json.size() + largest_step - 1) / largest_step * largest_step;
    json.resize(size, ' ');
    return json;
}

}  // namespace earshot::seal
