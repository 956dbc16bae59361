// SPDX-License-Identifier: Apache-2.0
// Builds a mail to a reporter from nothing but what is given here: no case number, no quoted history, no trace of this
// machine. 7 bit, CR LF (RFC 5322, RFC 2045).
#pragma once

#include "adapters/email/loop_mark.hpp"
#include "gateway/domain/clock.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace earshot::email {

struct letter {
    std::string from;  // mailbox: where an answer goes
    std::string to;
    std::string sender_name;
    std::string subject;
    std::string text;       // UTF-8
    std::string answers;    // Message-ID of the mail that is answered, with brackets, or empty
    std::string id_domain;  // right side of our Message-ID
    bool automatic{true};
    instant at{};
};

// Nothing when a field could break out of its line, or an address is not a plain mailbox.
std::optional<std::string> compose(letter const& what, loop_mark const& mark, random_fn const& random);

// "Tue, 24 Nov 2026 06:00:00 +0000" (RFC 5322 3.3), in UTC: the zone of this machine is nobody's business.
std::string mail_date(instant at);

}  // namespace earshot::email
