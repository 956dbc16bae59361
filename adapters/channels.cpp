// SPDX-License-Identifier: Apache-2.0
#include "adapters/channel.hpp"
#include "adapters/email/email_channel.hpp"
#include "adapters/sms/twilio/twilio_channel.hpp"
#include "adapters/webchat/webchat_channel.hpp"

namespace earshot {

std::vector<channel_kind> const& channel_kinds() {
    static std::vector<channel_kind> const kinds{
        {"twilio", make_twilio},
        {"email", email::make_email},
        {"webchat", make_webchat},
    };
    return kinds;
}

}  // namespace earshot
