// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gateway/config/section.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace earshot::twilio {

// [channel.NAME] with kind = "twilio"; README.md explains each key.
struct settings {
    std::string account_sid;
    secret_text token;
    std::optional<secret_text> next_token;
    std::string from;  // one of the two is empty
    std::string service;
    std::string webhook_url;
    std::string api_base;
    std::string default_region;
    bool allow_get{};
    bool status_callbacks{true};
    bool plain_signs{true};
    bool discard_content{};
    bool obfuscate_address{};
    bool provider_answers_stop{true};
    double per_second{1.0};
    std::chrono::seconds validity{};
};

// Every key is asked for, whatever is wrong, so that all mistakes are told at once. Use only when from.good().
settings read_settings(std::string_view channel, config::section& from, std::string_view public_url);

}  // namespace earshot::twilio
