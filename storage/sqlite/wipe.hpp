// SPDX-License-Identifier: Apache-2.0
// The key of a conversation goes, and with it everything that was said; then the rows, so that nothing is left to be
// opened even by who has a copy of the key, or the helpline's. Its outbox is the caller's.
#pragma once

#include "storage/sqlite/connection.hpp"

namespace earshot::storage {

// The case stays as `withdrawn`, empty. Without a time it keeps the one of its last change.
void wipe_conversation(connection& c, conversation_id id, std::optional<instant> rounded_now);

// The case goes; what it counts for stays under its codes.
void count_and_drop_case(connection& c, conversation_id id);

}  // namespace earshot::storage
