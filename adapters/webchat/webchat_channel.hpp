// SPDX-License-Identifier: Apache-2.0
// The web chat: a page with a live chat, the same questions as plain pages, and a widget for other sites.
// Configuration: kind = "webchat"; its keys are in chat_settings.hpp and README.md.
#pragma once

#include "adapters/channel.hpp"
#include "adapters/webchat/chat_settings.hpp"
#include "adapters/webchat/live_sessions.hpp"
#include "adapters/webchat/site.hpp"

#include <memory>
#include <string>

namespace earshot {

std::unique_ptr<channel> make_webchat(std::string name, config::section& settings, channel_services services);

namespace webchat {

// The same with settings made elsewhere. `mistakes`: about files of strings, one line each.
std::unique_ptr<channel> make_channel(chat_settings settings, live_sessions::limits limits, asset_source assets,
                                      channel_services services, std::vector<std::string>& mistakes);

}  // namespace webchat
}  // namespace earshot
