// SPDX-License-Identifier: Apache-2.0
// Ends what was kept long enough: first the address of a closed case, later all of its words. Erasing destroys the
// conversation's key; it goes through the journal like every other change of a conversation.
#pragma once

#include "gateway/app/opened_cases.hpp"
#include "gateway/vault/vault.hpp"
#include "storage/store.hpp"

#include <chrono>

namespace earshot {

struct retention_times {
    std::chrono::seconds address{};      // after the last change of a closed case
    std::chrono::seconds closed_case{};  // the same, for everything that was said
};

// Off the net thread; reads all closed cases, a page at a time.
void end_what_is_over(storage::store& store, vault& addresses, journalled_acts& acts, retention_times const& times,
                      instant now);

}  // namespace earshot
