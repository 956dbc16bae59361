// SPDX-License-Identifier: Apache-2.0
// Break-glass over the vault, and what the house does about it by itself.
#pragma once

#include "adapters/channel.hpp"
#include "gateway/app/opened_cases.hpp"
#include "gateway/desk/address_door.hpp"
#include "gateway/vault/vault.hpp"
#include "storage/store.hpp"

#include <functional>
#include <optional>
#include <string>

namespace earshot {

class opened_addresses final : public desk::address_door {
public:
    // Nothing: there is no such channel now.
    using medium_of_channel = std::function<std::optional<channel_traits::medium_kind>(std::string const& name)>;

    opened_addresses(storage::store& store, vault& addresses, medium_of_channel medium)
        : store_(store), addresses_(addresses), medium_(std::move(medium)) {}

    result<kind> what_is_kept(conversation_id about) override;
    result<opened> open(conversation_id about) override;

private:
    result<kind> kind_of(alias who);

    storage::store& store_;
    vault& addresses_;
    medium_of_channel medium_;
};

// Ends requests whose time is over, and tells whoever was not told when their address was opened (the journal was full,
// or the gateway fell in between). Off the net thread.
result<void> keep_glass(storage::store& store, journalled_acts& acts, instant now);

}  // namespace earshot
