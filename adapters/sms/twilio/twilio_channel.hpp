// SPDX-License-Identifier: Apache-2.0
// Text messages through Twilio: its webhooks in, its Messages resource out.
#pragma once

#include "adapters/channel.hpp"

#include <memory>
#include <string>

namespace earshot {

// kind = "twilio"; see adapters/sms/twilio/README.md for the keys.
std::unique_ptr<channel> make_twilio(std::string name, config::section& settings, channel_services services);

}  // namespace earshot
