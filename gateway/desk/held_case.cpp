// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/held_case.hpp"

#include "gateway/desk/views.hpp"

namespace earshot::desk {

or_reply<storage::case_row> case_of(service& s, call const& c) {
    auto const id = case_id::parse(c.argument);
    if (!id) return problem(404, "There is no such case. Go back to the queue.");
    auto row = s.part.store.find_case(*id);
    if (!row) return problem(404, "There is no such case. Go back to the queue.");
    return std::move(*row);
}

or_reply<void> must_hold(call const& c, storage::case_row const& row, std::int64_t lease_number) {
    if (!is_held_by(row, c.who().id, c.at))
        return problem(409, "You do not hold this case, or your claim has run out. Read it again and claim it.");
    if (row.lease_number != lease_number)
        return problem(409, "The case was claimed anew since you read it. Read it again before you act.");
    return {};
}

or_reply<void> renew_hold(service& s, call const& c, storage::case_row const& row, std::int64_t lease_number) {
    if (auto const mine = must_hold(c, row, lease_number); !mine) return mine.error();
    auto const kept = s.part.store.extend(row.id, c.who().id, lease_number, c.at, s.part.options.lease);
    if (!kept) return problem_of(kept.error(), "You no longer hold this case. Read it again and claim it.");
    return {};
}

or_reply<void> renew_hold_or_supervise(service& s, call const& c, storage::case_row const& row,
                                       std::optional<std::int64_t> lease_number) {
    if (c.who().role == "supervisor" && !lease_number) return {};
    return renew_hold(s, c, row, lease_number.value_or(0));
}

or_reply<void> must_be_open(storage::case_row const& row) {
    if (row.status == "withdrawn")
        return problem(409, "The person wiped what they told us. Nothing more can be done here.");
    if (row.status == "closed")
        return problem(409, "The case is closed. It waits in the queue again when the person writes.");
    return {};
}

}  // namespace earshot::desk
