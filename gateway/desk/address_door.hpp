// SPDX-License-Identifier: Apache-2.0
// The one way from a case to a person's address: break-glass. The app implements it over the vault. Whoever calls
// open() holds an allowed request of two people (storage/glass.hpp) that is used up by then; nothing else in the Desk
// calls it. Called on a thread of the pool, never on the net thread.
#pragma once

#include "gateway/domain/ids.hpp"
#include "gateway/domain/private_text.hpp"
#include "gateway/domain/result.hpp"

#include <cstdint>

namespace earshot::desk {

class address_door {
public:
    enum class kind : std::uint8_t { phone, mail };

    virtual ~address_door() = default;
    // What would be had, without opening it. errc::not_found: it was forgotten. errc::unsupported: the way this person
    // writes has no address that could be given to anybody (the web chat). errc::unavailable: its channel is not
    // configured any more.
    virtual result<kind> what_is_kept(conversation_id about) = 0;
    struct opened {
        kind what{};
        address where;  // a phone number, or a mail address alone
    };
    // The same errors, and errc::unauthentic: it does not open.
    virtual result<opened> open(conversation_id about) = 0;
};

}  // namespace earshot::desk
