// SPDX-License-Identifier: Apache-2.0
// What Twilio's error codes and message states mean for us.
#pragma once

#include "gateway/domain/message.hpp"

#include <optional>
#include <string_view>

namespace earshot::twilio {

enum class fault : std::uint8_t {
    later,      // not taken now, or not delivered for a passing reason
    once_more,  // Twilio does not know: one more attempt at most
    never,      // the number, the text or the account
    opted_out,  // the person told Twilio STOP
    account,    // our credentials are refused
};

// Unknown codes: `never`.
fault fault_of(int code) noexcept;

// State of a MessageStatus with its error code (0: none). nullopt: it says nothing of an outgoing message. Words that
// are not known yet are `unknown`.
std::optional<delivery> state_of(std::string_view status, int error) noexcept;

}  // namespace earshot::twilio
