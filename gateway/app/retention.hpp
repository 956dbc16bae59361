// SPDX-License-Identifier: Apache-2.0
// Ends what was kept long enough: sessions that were left, addresses, all of the words of closed cases, the counts that stay
// of them, old entries of the audit log. Erasing destroys the conversation's key; it goes through the journal like every other change of one.
#pragma once

#include "gateway/app/opened_cases.hpp"
#include "gateway/vault/vault.hpp"
#include "storage/store.hpp"

#include <chrono>

namespace earshot {

struct retention_times {
    std::chrono::seconds abandoned{};        // became no case: after its last word
    std::chrono::seconds address{};          // after the last change of a closed case
    std::chrono::seconds longest_address{};  // of one that is not closed: after the person's last word
    std::chrono::seconds closed_case{};      // as `address`, for everything that was said; not of a case on hold
    std::chrono::seconds coded{};  // what is left of a case then: a count under its codes; whole quarters
    std::chrono::seconds audit{};
};

// Off the net thread; reads all cases that are not withdrawn, a page at a time.
void end_what_is_over(storage::store& store, vault& addresses, journalled_acts& acts, retention_times const& times,
                      instant now);

}  // namespace earshot
