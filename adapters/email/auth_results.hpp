// SPDX-License-Identifier: Apache-2.0
// Reads what our own mail server found out about the sender (RFC 8601). Results of anybody else are not believed:
// everyone can write such a header.
#pragma once

#include "adapters/email/headers.hpp"

#include <string_view>

namespace earshot::email {

// True when the server named `authserv_id` says that the domain of the envelope sender is genuine: SPF for just this
// domain, or DKIM or DMARC for it or a domain above it. Only results above the second Received field count, which is
// the first one that another host wrote; of each method the topmost result.
bool sender_authenticated(mail_headers const& headers, std::string_view authserv_id, std::string_view sender_domain);

}  // namespace earshot::email
