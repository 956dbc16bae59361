// SPDX-License-Identifier: Apache-2.0
// X-Twilio-Signature: base64(HMAC-SHA1(auth token, URL + sorted parameters)). Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earshot::twilio {

// Decoded name and value, in the order received; a name may come more than once.
using fields = std::vector<std::pair<std::string, std::string>>;

// The header's value for this URL. Each distinct name in byte order, for each of its distinct values in byte order:
// name and value without separators, behind the URL.
std::string sign(std::string_view token, std::string_view url, fields const& params);

// What Twilio may have signed for a webhook that is configured as `url` (query included, raw): it is not consistent
// about the default port and about escaping in the query. The fragment (connection overrides) is never signed.
std::vector<std::string> candidate_urls(std::string_view url);

// Lower-case hex.
std::string sha256_hex(std::string_view bytes);

struct signed_request {
    std::string_view url;        // as configured at Twilio, with the raw query of this request
    std::optional<fields> form;  // nullopt: the body is not a form, and bodySHA256 in the query stands for it
    std::string_view body;       // raw
};

// True when the signature fits one of the tokens (two while they are being changed) over one of the candidates. When
// the query has bodySHA256, the body must have that hash too; a body that is not a form must have one. Constant time in
// the signature.
bool authentic(signed_request const& request, std::string_view signature, std::span<std::string_view const> tokens);

}  // namespace earshot::twilio
