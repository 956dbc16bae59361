// SPDX-License-Identifier: Apache-2.0
#include "gateway/app/retention.hpp"

namespace earshot {
namespace {

constexpr std::size_t cases_a_page = 200;
constexpr std::size_t abandoned_a_round = 500;

struct round {
    storage::store& store;
    vault& addresses;
    journalled_acts& acts;
    retention_times const& times;
    instant now;

    bool forget_address(storage::conversation_row const& of) const {
        auto const gone = addresses.forget(of.who, std::nullopt);
        return gone || gone.error() == make_error_code(errc::not_found);
    }

    // False: the store or the vault is busy, and the next round goes on.
    bool closed(storage::case_row const& c) const {
        bool const over = now - c.updated >= times.closed_case && c.hold.empty();
        if (!over && now - c.updated < times.address) return true;
        auto const conversation = store.conversation(c.conversation);
        if (!conversation) return true;
        return over ? acts.end(*conversation).has_value() : forget_address(*conversation);
    }

    bool open(storage::case_row const& c) const {
        // What is not that old cannot be silent for so long.
        if (now - c.opened < times.longest_address) return true;
        auto const conversation = store.conversation(c.conversation);
        if (!conversation || now - conversation->last_heard < times.longest_address) return true;
        return forget_address(*conversation);
    }

    void cases(std::string const& status, bool (round::*end)(storage::case_row const&) const) const {
        storage::queue_filter wanted;
        wanted.status = status;
        wanted.limit = cases_a_page;
        for (;; wanted.offset += cases_a_page) {
            auto const page = store.queue(wanted);
            for (auto const& c : page)
                if (!(this->*end)(c)) return;
            if (page.size() < cases_a_page) return;
        }
    }

    void sessions() const {
        for (auto const id : store.abandoned(now - times.abandoned, abandoned_a_round)) {
            auto const left = store.conversation(id);
            if (left && !acts.end(*left)) return;
        }
    }
};

}  // namespace

void end_what_is_over(storage::store& store, vault& addresses, journalled_acts& acts, retention_times const& times,
                      instant now) {
    round const all{store, addresses, acts, times, now};
    all.sessions();
    all.cases("closed", &round::closed);
    all.cases("waiting", &round::open);
    all.cases("claimed", &round::open);
    // Should one fail, the next round does it.
    (void)store.drop_withdrawn_before(now - times.closed_case);
    (void)store.end_coded_before(quarter::of(now - times.coded));
    (void)store.end_audit_before(now - times.audit);
}

}  // namespace earshot
