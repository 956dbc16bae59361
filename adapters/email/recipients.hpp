// SPDX-License-Identifier: Apache-2.0
// Which addresses are ours: the mailboxes of the configuration, the ones every mail server must have (RFC 5321 4.5.1,
// RFC 2142), and the addresses made for one conversation: r-<token> for answers, b-<token> for bounces.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::email {

struct own_addresses {
    std::vector<std::string> mailboxes;  // whole addresses, lower case
    std::string domain;                  // lower case
    std::string reply_domain;            // lower case; of r- and b- addresses
};

enum class addressee : std::uint8_t { unknown, mailbox, service, answer, bounce };

struct recipient {
    addressee what{addressee::unknown};
    std::string token;  // of answer and bounce
};

// By form alone; whether a token is alive is the intake's to say. Case does not count in our own addresses.
recipient classify(own_addresses const& ours, std::string_view mailbox);

// Domain of an address in lower case, without the '@'; empty when there is none.
std::string domain_of(std::string_view mailbox);
std::string_view local_part_of(std::string_view mailbox);

// 26 characters of base32 in lower case: 128 random bits.
bool is_token(std::string_view text) noexcept;

}  // namespace earshot::email
