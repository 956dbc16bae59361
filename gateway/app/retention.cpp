// SPDX-License-Identifier: Apache-2.0
#include "gateway/app/retention.hpp"

namespace earshot {
namespace {

constexpr std::size_t cases_a_page = 200;
constexpr operator_id nobody{};

}  // namespace

void end_what_is_over(
    storage::store& store,
    vault& addresses,
    journalled_acts& acts,
    retention_times const& times,
    instant now
) {
    storage::queue_filter closed;
    closed.status = "closed";
    closed.limit = cases_a_page;
    for (;; closed.offset += cases_a_page) {
        auto const page = store.queue(closed);
        for (auto const& c : page) {
            if (now - c.updated >= times.closed_case) {
                // The same key every time: a round that comes before the pipeline got there asks for the same act.
                if (!acts.erase(c.conversation, nobody, "retention:" + c.id.str())) return;
            } else if (now - c.updated >= times.address) {
                auto const conversation = store.conversation(c.conversation);
                if (!conversation) continue;
                auto const gone = addresses.forget(conversation->who, std::nullopt);
                if (!gone && gone.error() != make_error_code(errc::not_found)) return;
            }
        }
        if (page.size() < cases_a_page) return;
    }
}

}  // namespace earshot
