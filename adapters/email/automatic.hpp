// SPDX-License-Identifier: Apache-2.0
// Was a mail written by a person, and may a machine answer it? RFC 3834 section 2, RFC 5230 section 4.6, and what mail
// systems in the field do. A wrong "yes" makes two machines write to each other for ever.
#pragma once

#include "adapters/email/headers.hpp"
#include "adapters/email/recipients.hpp"
#include "adapters/email/stored_mail.hpp"

namespace earshot::email {

// Headers and sender alone; bounces are told by their MIME structure elsewhere.
bool written_by_machine(mail_headers const& headers, mail_facts const& facts, own_addresses const& ours);

// RFC 3834 2: our address must be in To or Cc, or be one made for this conversation.
bool addressed_to_us(mail_headers const& headers, mail_facts const& facts, own_addresses const& ours);

// Local parts that nobody reads: mailer-daemon, no-reply, owner-..., ...-request.
bool machine_mailbox(std::string_view mailbox);

}  // namespace earshot::email
