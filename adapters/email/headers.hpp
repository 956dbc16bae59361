// SPDX-License-Identifier: Apache-2.0
// The header block of a mail, unfolded (RFC 5322 2.2.3), within limits; read before any MIME parser sees the mail.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::email {

struct header_field {
    std::string name;   // lower case
    std::string value;  // unfolded, trimmed, as bytes
};

struct header_limits {
    std::size_t block{256 * 1024};
    std::size_t fields{2000};
    std::size_t field{64 * 1024};
};

struct mail_headers {
    std::vector<header_field> fields;  // in order, from the top
    std::size_t body{};                // where the body starts
    bool over_limit{};                 // more than the limits: the fields so far are kept
    bool present{true};                // false: the text does not start with a header

    std::string_view first(std::string_view name) const noexcept;
    bool has(std::string_view name) const noexcept;
    std::vector<std::string_view> all(std::string_view name) const;
};

mail_headers read_headers(std::string_view raw, header_limits limits = {});

struct named_address {
    std::string name;     // decoded display name, perhaps empty
    std::string mailbox;  // as written
};

// The addresses of From, To, Cc ... (RFC 5322 3.4): lenient, linear, at most `most` of them.
std::vector<named_address> read_addresses(std::string_view value, std::size_t most);

// "<id@host>" out of Message-ID; empty when it is not fit to be sent back.
std::string clean_message_id(std::string_view value);

// The first word of a structured value, in lower case and without comments: "auto-replied" of
// "Auto-Replied (vacation); x=1".
std::string keyword(std::string_view value);

}  // namespace earshot::email
