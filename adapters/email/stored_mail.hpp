// SPDX-License-Identifier: Apache-2.0
// The form in which a mail is journalled: what the session knew about it, then the raw message as it came.
#pragma once

#include "adapters/email/recipients.hpp"
#include "gateway/domain/message.hpp"
#include "gateway/domain/result.hpp"

#include <string>
#include <string_view>

namespace earshot::email {

struct mail_facts {
    std::string from;     // envelope sender, empty: the null sender
    std::string to;       // the recipient of ours that this copy is for
    std::string mode;     // lmtp | smtp
    bool trusted_peer{};  // the peer is our own mail server: its Authentication-Results may be believed
};

body store_mail(mail_facts const& facts, std::string_view raw);

struct stored_mail {
    mail_facts facts;
    std::string_view raw;  // into the content it was read from
};

// errc::malformed when this is not what store_mail() made.
result<stored_mail> open_mail(std::string_view content);

// The sender for the keyed lookup: equal for one person. The null sender and our own addresses (a contact form writes
// in their name) are nobody: each such mail, told by `mail_key`, is somebody of its own, so that two people's reports
// never become one conversation. The value given for them can be no address.
address canonical_sender(own_addresses const& ours, std::string_view envelope_from, std::string_view mail_key);

// Where an answer goes and what it answers; the adapter's form of `reply_to`.
struct answer_address {
    std::string mailbox;
    std::string message_id;  // of the mail that is answered, with its angle brackets, or empty
};
address pack(answer_address const& a);
answer_address unpack(address const& a);

}  // namespace earshot::email
