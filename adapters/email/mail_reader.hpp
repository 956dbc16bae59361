// SPDX-License-Identifier: Apache-2.0
// From a journalled mail to a reading. Pure but for the rules it is made with; called on the pipeline's thread.
#pragma once

#include "adapters/email/loop_mark.hpp"
#include "adapters/email/mime_body.hpp"
#include "adapters/email/recipients.hpp"
#include "gateway/domain/message.hpp"
#include "gateway/domain/result.hpp"

#include <string>

namespace earshot::email {

struct reading_rules {
    own_addresses ours;
    std::string authserv_id;        // empty: nobody verifies senders for us
    bool require_authentication{};  // answer only senders that authserv_id vouches for
    loop_mark mark;
    mime_limits limits{};           // also what files are taken
};

// errc::malformed: the content is not one that this channel stored.
result<reading> read_mail(body const& content, reading_rules const& rules);

}  // namespace earshot::email
