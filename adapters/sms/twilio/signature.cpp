// SPDX-License-Identifier: Apache-2.0
#include "adapters/sms/twilio/signature.hpp"

#include "adapters/sms/utf8.hpp"
#include "gateway/net/http.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

namespace earshot::twilio {
namespace {

unsigned char const* bytes_of(std::string_view text) noexcept {
    return reinterpret_cast<unsigned char const*>(text.data());
}

// scheme://user@host | :port | /path?query
struct url_parts {
    std::string_view scheme;  // with "://"
    std::string_view host;    // with user info
    std::string_view port;    // with ':', or empty
    std::string_view rest;
};

std::optional<url_parts> parts_of(std::string_view url) noexcept {
    auto const mark = url.find("://");
    if (mark == std::string_view::npos) return std::nullopt;
    url_parts p;
    p.scheme = url.substr(0, mark + 3);
    auto const behind = url.substr(mark + 3);
    auto const end = std::min(behind.find_first_of("/?"), behind.size());
    auto const authority = behind.substr(0, end);
    p.rest = behind.substr(end);
    // The port's colon comes behind the user's and behind an IPv6 address.
    auto const user = authority.rfind('@');
    auto const bracket = authority.rfind(']');
    auto from = user == std::string_view::npos ? 0 : user + 1;
    if (bracket != std::string_view::npos) from = std::max(from, bracket);
    auto const colon = authority.find(':', from);
    p.host = authority.substr(0, colon);
    p.port = colon == std::string_view::npos ? std::string_view() : authority.substr(colon);
    return p;
}

// The query as a WHATWG URL parser writes it: its "special-query percent-encode set".
std::string browser_query(std::string_view query) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (char const c : query) {
        auto const byte = static_cast<unsigned char>(c);
        if (byte <= 0x20 || byte >= 0x7F || c == '"' || c == '\'' || c == '<' || c == '>') {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        } else {
            out += c;
        }
    }
    return out;
}

// The query as node's `querystring` reads and writes it: decoded, equal names together, escaped anew with %20.
// nullopt when it does not decode to text.
std::optional<std::string> node_query(std::string_view query) {
    std::vector<std::pair<std::string, std::vector<std::string>>> grouped;
    while (!query.empty()) {
        auto const end = std::min(query.find('&'), query.size());
        auto const pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (pair.empty()) continue;
        auto const equals = std::min(pair.find('='), pair.size());
        auto name = net::percent_decode(pair.substr(0, equals), true);
        auto value = net::percent_decode(pair.substr(std::min(equals + 1, pair.size())), true);
        if (!name || !value || !sms::is_utf8(*name) || !sms::is_utf8(*value)) return std::nullopt;
        auto found = std::find_if(grouped.begin(), grouped.end(), [&](auto const& g) { return g.first == *name; });
        if (found == grouped.end()) found = grouped.insert(grouped.end(), {std::move(*name), {}});
        found->second.push_back(std::move(*value));
    }
    static constexpr std::string_view kept = "-_.!~*'()";
    auto const escaped = [](std::string_view text) {
        static constexpr char digits[] = "0123456789ABCDEF";
        std::string out;
        for (char const c : text) {
            auto const byte = static_cast<unsigned char>(c);
            bool const plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                               kept.find(c) != std::string_view::npos;
            if (plain) {
                out += c;
                continue;
            }
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
        return out;
    };
    std::string out;
    for (auto const& [name, values] : grouped)
        for (auto const& value : values) out += (out.empty() ? "" : "&") + escaped(name) + "=" + escaped(value);
    return out;
}

// Value of bodySHA256 in the query of the URL, or empty.
std::string body_hash_in(std::string_view url) {
    auto const mark = url.find('?');
    if (mark == std::string_view::npos) return {};
    auto const pairs = net::parse_form(url.substr(mark + 1));
    if (!pairs) return {};
    for (auto const& [name, value] : *pairs)
        if (name == "bodySHA256") return value;
    return {};
}

bool equal(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

// Each distinct name in byte order, for each of its distinct values in byte order.
std::string signed_part(fields const& params) {
    std::vector<std::pair<std::string_view, std::string_view>> sorted(params.begin(), params.end());
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    std::string text;
    for (auto const& [name, value] : sorted) text.append(name).append(value);
    return text;
}

struct mac_free {
    void operator()(EVP_MAC* mac) const noexcept { EVP_MAC_free(mac); }
    void operator()(EVP_MAC_CTX* context) const noexcept { EVP_MAC_CTX_free(context); }
};

// OpenSSL 3 looks an algorithm up by name whenever it is asked for one, which costs more than the hashing: once is
// enough, and each signature begins with a copy.
EVP_MAC_CTX* fresh_hmac_sha1() {
    static std::unique_ptr<EVP_MAC_CTX, mac_free> const prepared = [] {
        std::unique_ptr<EVP_MAC, mac_free> const mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
        std::unique_ptr<EVP_MAC_CTX, mac_free> context(mac ? EVP_MAC_CTX_new(mac.get()) : nullptr);
        char digest[] = "SHA1";
        OSSL_PARAM const settings[] = {OSSL_PARAM_construct_utf8_string("digest", digest, 0), OSSL_PARAM_construct_end()};
        if (!context || EVP_MAC_CTX_set_params(context.get(), settings) != 1)
            throw std::runtime_error("HMAC-SHA1 is not available in this OpenSSL");
        return context;
    }();
    return EVP_MAC_CTX_dup(prepared.get());
}

std::string sign_text(std::string_view token, std::string_view text) {
    std::unique_ptr<EVP_MAC_CTX, mac_free> const hmac(fresh_hmac_sha1());
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    std::size_t size = 0;
    if (!hmac || EVP_MAC_init(hmac.get(), bytes_of(token), token.size(), nullptr) != 1 ||
        EVP_MAC_update(hmac.get(), bytes_of(text), text.size()) != 1 ||
        EVP_MAC_final(hmac.get(), digest.data(), &size, digest.size()) != 1)
        throw std::runtime_error("HMAC-SHA1 is not available in this OpenSSL");
    std::array<unsigned char, 4 * ((EVP_MAX_MD_SIZE + 2) / 3) + 1> base64{};
    auto const length = EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(size));
    return {reinterpret_cast<char const*>(base64.data()), static_cast<std::size_t>(length)};
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(bytes_of(bytes), bytes.size(), digest.data());
    std::string out;
    for (auto const byte : digest) {
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

std::string sign(std::string_view token, std::string_view url, fields const& params) {
    return sign_text(token, std::string(url) + signed_part(params));
}

std::vector<std::string> candidate_urls(std::string_view url) {
    url = url.substr(0, url.find('#'));
    std::vector<std::string> bases{std::string(url)};
    auto const add = [](std::vector<std::string>& list, std::string text) {
        if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(std::move(text));
    };
    if (auto const p = parts_of(url)) {
        auto const head = std::string(p->scheme) + std::string(p->host);
        add(bases, head + std::string(p->rest));
        if (p->port.empty()) add(bases, head + (p->scheme == "https://" ? ":443" : ":80") + std::string(p->rest));
    }
    auto all = bases;
    for (auto const& base : bases) {
        auto const mark = base.find('?');
        if (mark == std::string::npos || mark + 1 == base.size()) continue;
        auto const head = base.substr(0, mark + 1);
        auto const escaped = browser_query(std::string_view(base).substr(mark + 1));
        add(all, head + escaped);
        if (auto const again = node_query(escaped)) add(all, head + *again);
    }
    return all;
}

bool authentic(signed_request const& request, std::string_view signature, std::span<std::string_view const> tokens) {
    auto const expected_hash = body_hash_in(request.url);
    if (!request.form && expected_hash.empty()) return false;
    if (!expected_hash.empty() && !equal(expected_hash, sha256_hex(request.body))) return false;
    // With a hash of the body in the URL, Twilio's libraries disagree whether a form's parameters are signed as well:
    // both cover every byte of the body.
    std::vector<std::string> signed_fields;
    if (!expected_hash.empty()) signed_fields.emplace_back();
    if (request.form) signed_fields.push_back(signed_part(*request.form));
    auto const candidates = candidate_urls(request.url);
    bool fits = false;
    for (auto const token : tokens) {
        if (token.empty()) continue;
        for (auto const& params : signed_fields)
            for (auto const& url : candidates) fits |= equal(signature, sign_text(token, url + params));
    }
    return fits;
}

}  // namespace earshot::twilio
