// SPDX-License-Identifier: Apache-2.0
// Finding the case a request is about, and making sure that the one who acts on it holds it.
#pragma once

#include "gateway/desk/service.hpp"
#include "storage/store.hpp"

#include <cstdint>
#include <optional>

namespace earshot::desk {

// 404 when the id is none, or there is no such case.
or_reply<storage::case_row> case_of(service& s, call const& c);

// 409 unless this operator's claim runs, under this number: somebody whose lease ran out meanwhile must not act on
// what they saw before.
or_reply<void> must_hold(call const& c, storage::case_row const& row, std::int64_t lease_number);

// As above, and in the store's own transaction: the lease begins anew, so that nobody else can get the case while the
// act that follows is under way. An act takes at most `answer_deadline`, which is far shorter than a lease.
or_reply<void> renew_hold(service& s, call const& c, storage::case_row const& row, std::int64_t lease_number);

// As above, but a supervisor may act without a claim.
or_reply<void> renew_hold_or_supervise(service& s, call const& c, storage::case_row const& row,
                                       std::optional<std::int64_t> lease_number);

// 409 when the case is closed or withdrawn.
or_reply<void> must_be_open(storage::case_row const& row);

}  // namespace earshot::desk
