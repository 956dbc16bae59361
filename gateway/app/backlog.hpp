// SPDX-License-Identifier: Apache-2.0
// What the reporter's own page shows after a reload: the open conversation's messages, opened for them again.
#pragma once

#include "adapters/channel.hpp"
#include "gateway/domain/clock.hpp"
#include "gateway/seal/keyring.hpp"
#include "storage/store.hpp"

#include <vector>

namespace earshot {

// At most 200 items after `after`, oldest first. Off the net thread.
std::vector<backlog_item> read_backlog(storage::store& store, seal::keyring const& keys, alias who, message_seq after);

}  // namespace earshot
