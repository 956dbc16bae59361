// SPDX-License-Identifier: Apache-2.0
// One message as a call of Twilio's Messages resource, and what its answer means. Pure: the call itself is made by the
// channel.
#pragma once

#include "adapters/sms/twilio/twilio_settings.hpp"
#include "gateway/domain/message.hpp"
#include "gateway/net/http_client.hpp"

#include <string_view>

namespace earshot::twilio {

// Longest text Twilio takes, in UTF-16 units (its error 21617).
inline constexpr std::size_t longest_text = 1600;

// Set when the message cannot be sent at all; then no call must be made.
std::optional<send_outcome> refused_here(outbound const& message, std::string_view text);

// The text as it will be sent: cheaper signs when configured.
std::string wording(settings const& with, std::string_view text);

net::http_call call_for(settings const& with, outbound const& message, std::string_view text, std::string_view token);

// `attempt`: of the outbound. Reasons are "twilio CODE", "twilio http STATUS", "twilio connect", "twilio no-answer".
send_outcome outcome_of(net::http_answer const& answer, int attempt);

// Our credentials were refused: the other token may still be good.
bool credentials_refused(net::http_answer const& answer) noexcept;

}  // namespace earshot::twilio
