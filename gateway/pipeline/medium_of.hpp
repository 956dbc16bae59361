// SPDX-License-Identifier: Apache-2.0
// How the flow calls the way a channel speaks.
#pragma once

#include "adapters/channel.hpp"
#include "gateway/domain/conversation.hpp"

namespace earshot {

constexpr medium medium_of(channel_traits const& t) noexcept {
    switch (t.medium) {
        case channel_traits::medium_kind::sms: return medium::sms;
        case channel_traits::medium_kind::chat: return medium::chat;
        case channel_traits::medium_kind::mail: return medium::mail;
    }
    return medium::sms;
}

}  // namespace earshot
