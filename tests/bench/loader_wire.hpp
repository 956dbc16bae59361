// SPDX-License-Identifier: Apache-2.0
// The bytes of the loader: a Twilio webhook with its signature, and the end of an answer.
#pragma once

#include <openssl/evp.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace earshot::bench {

class webhook_writer {
public:
    webhook_writer(std::string path, std::string url, std::string token, std::string account);

    // A whole request into `out`: message number `n` from the made-up mobile of number `sender` (under 10^8).
    void write(std::string& out, std::uint64_t n, std::uint64_t sender, std::string_view text);

private:
    // base64(HMAC-SHA1(token, text))
    std::string_view sign(std::string_view text);

    struct free_context {
        void operator()(EVP_MAC_CTX* c) const noexcept { EVP_MAC_CTX_free(c); }
    };
    std::string head_;  // up to the signature
    std::string url_;
    std::string account_;
    std::unique_ptr<EVP_MAC_CTX, free_context> keyed_;
    std::string body_;
    std::string signed_;
    char signature_[32]{};
};

struct whole_answer {
    int status{};
    std::size_t size{};
};
// nullopt: more has to come. Answers without Content-Length have no body.
std::optional<whole_answer> read_answer(std::string_view bytes);

}  // namespace earshot::bench
