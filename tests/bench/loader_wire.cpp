// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/loader_wire.hpp"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include <charconv>
#include <cstdio>
#include <stdexcept>
#include <strings.h>

namespace earshot::bench {
namespace {

void escape(std::string& out, std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    for (char const c : text) {
        bool const plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (plain) {
            out += c;
        } else if (c == ' ') {
            out += '+';
        } else {
            out += '%';
            out += digits[static_cast<unsigned char>(c) >> 4];
            out += digits[static_cast<unsigned char>(c) & 15];
        }
    }
}

}  // namespace

webhook_writer::webhook_writer(std::string path, std::string url, std::string token, std::string account)
    : url_(std::move(url)), account_(std::move(account)) {
    head_ = "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n"
            "I-Twilio-Idempotency-Token: 00000000-0000-4000-8000-000000000000\r\n"
            "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nX-Twilio-Signature: ";
    auto* const mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    keyed_.reset(EVP_MAC_CTX_new(mac));
    EVP_MAC_free(mac);
    char sha1[] = "SHA1";
    OSSL_PARAM const digest[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, sha1, 0), OSSL_PARAM_END};
    if (!keyed_ || EVP_MAC_init(keyed_.get(), reinterpret_cast<unsigned char const*>(token.data()), token.size(), digest) != 1)
        throw std::runtime_error("HMAC-SHA1 is not available");
}

std::string_view webhook_writer::sign(std::string_view text) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    std::size_t size = 0;
    EVP_MAC_init(keyed_.get(), nullptr, 0, nullptr);
    EVP_MAC_update(keyed_.get(), reinterpret_cast<unsigned char const*>(text.data()), text.size());
    EVP_MAC_final(keyed_.get(), digest, &size, sizeof digest);
    auto const length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(signature_), digest, static_cast<int>(size));
    return {signature_, static_cast<std::size_t>(length)};
}

void webhook_writer::write(std::string& out, std::uint64_t n, std::uint64_t sender, std::string_view text) {
    char id[40];
    char from[20];
    std::snprintf(id, sizeof id, "SM%032llx", static_cast<unsigned long long>(n));
    std::snprintf(from, sizeof from, "+4474%08llu", static_cast<unsigned long long>(sender % 100'000'000));
    std::pair<std::string_view, std::string_view> const fields[] = {
        // As Twilio sends them, in the order in which they are signed.
        {"AccountSid", account_}, {"ApiVersion", "2010-04-01"}, {"Body", text}, {"From", from}, {"FromCountry", "GB"},
        {"MessageSid", id}, {"NumMedia", "0"}, {"NumSegments", "1"}, {"SmsMessageSid", id}, {"SmsSid", id},
        {"SmsStatus", "received"}, {"To", "+447700900456"}, {"ToCountry", "GB"}};
    body_.clear();
    signed_ = url_;
    for (auto const& [name, value] : fields) {
        if (!body_.empty()) body_ += '&';
        body_.append(name).append("=");
        escape(body_, value);
        signed_.append(name).append(value);
    }
    out = head_;
    out.append(sign(signed_)).append("\r\nContent-Length: ").append(std::to_string(body_.size())).append("\r\n\r\n");
    out += body_;
}

std::optional<whole_answer> read_answer(std::string_view bytes) {
    auto const end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos || bytes.size() < 12) return std::nullopt;
    whole_answer found;
    std::from_chars(bytes.data() + 9, bytes.data() + 12, found.status);
    std::size_t length = 0;
    static constexpr std::string_view name = "content-length:";
    for (std::size_t at = bytes.find("\r\n"); at < end; at = bytes.find("\r\n", at + 2)) {
        auto const line = bytes.substr(at + 2, end - at - 2);
        if (line.size() <= name.size() || ::strncasecmp(line.data(), name.data(), name.size()) != 0) continue;
        auto const value = line.substr(line.find_first_not_of(' ', name.size()));
        std::from_chars(value.data(), value.data() + value.size(), length);
    }
    found.size = end + 4 + length;
    if (bytes.size() < found.size) return std::nullopt;
    return found;
}

}  // namespace earshot::bench
