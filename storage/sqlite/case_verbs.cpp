// SPDX-License-Identifier: Apache-2.0
// Threads and cases. A claim is a lease with a number that grows: who comes with an old number is refused (fencing).
#include "storage/sqlite/sqlite_store.hpp"

namespace earshot::storage {

namespace {

// After an UPDATE that found no row: which of the two reasons was it.
errc refused(connection& c, case_id id) {
    auto q = c.use("SELECT 1 FROM cases WHERE id = ?", id);
    return q.next() ? errc::conflict : errc::not_found;
}

}  // namespace

std::vector<message_row> sqlite_store::thread(conversation_id id, message_seq after, std::size_t limit) {
    return read([&](connection& c) {
        std::vector<message_row> rows;
        auto const most = static_cast<std::int64_t>(limit);
        auto q = c.use(
            "SELECT seq, author, text_sealed, at, state, operator, for_helpline FROM message WHERE conversation = ? AND seq > ? "
            "ORDER BY seq LIMIT ?",
            id, after, most);
        while (q.next()) {
            auto& r = rows.emplace_back();
            q.into(r.seq, r.author, r.sealed_text, r.at, r.state, r.by, r.for_helpline);
        }
        return rows;
    });
}

std::vector<message_row> sqlite_store::reporter_copies(conversation_id id, message_seq after, std::size_t limit) {
    return read([&](connection& c) {
        std::vector<message_row> rows;
        auto const most = static_cast<std::int64_t>(limit);
        auto q = c.use(
            "SELECT r.seq, m.author, m.at, r.text_sealed FROM reporter_copy r JOIN message m "
            "ON m.conversation = r.conversation AND m.seq = r.seq WHERE r.conversation = ? AND r.seq > ? "
            "ORDER BY r.seq LIMIT ?",
            id, after, most);
        while (q.next()) {
            auto& r = rows.emplace_back();
            q.into(r.seq, r.author, r.at, r.reporter_copy);
        }
        return rows;
    });
}

#define EARSHOT_QUEUED                                                                                       \
    "SELECT id, conversation, level, score, kind, channel_kind, language, area, strands, completeness, "     \
    "alerts, may_contact, unread, status, outcome, claimed_by, lease_until, lease_number, opened, updated, " \
    "target, hold, urgency FROM cases WHERE status = "
#define EARSHOT_NARROWED " AND (?3 = '' OR level = ?3) AND (?4 = '' OR area = ?4)"

std::vector<case_row> sqlite_store::queue(queue_filter const& f) {
    return read([&](connection& c) {
        std::vector<case_row> rows;
        auto const most = static_cast<std::int64_t>(f.limit);
        auto const skip = static_cast<std::int64_t>(f.offset);
        // Two statuses are two walks along the index, merged: an OR would read and sort every case there ever was.
        bool const open = f.status.empty();
        std::string const first = open ? "waiting" : f.status;
        std::string const second = open ? "claimed" : "";
        auto q = c.use(EARSHOT_QUEUED "?1" EARSHOT_NARROWED " UNION ALL " EARSHOT_QUEUED "?2" EARSHOT_NARROWED
                                      " ORDER BY urgency, opened, id LIMIT ?5 OFFSET ?6",
                       first, second, f.level, f.search_area, most, skip);
        while (q.next()) {
            auto& r = rows.emplace_back();
            q.into(r.id, r.conversation, r.level, r.score, r.kind, r.channel_kind, r.language, r.area, r.strands,
                   r.completeness, r.alerts, r.may_contact, r.unread, r.status, r.outcome, r.claimed_by, r.lease_until,
                   r.lease_number, r.opened, r.updated, r.target, r.hold);
        }
        return rows;
    });
}

#undef EARSHOT_QUEUED
#undef EARSHOT_NARROWED

std::optional<case_row> sqlite_store::find_case(case_id id) {
    return read([&](connection& c) -> std::optional<case_row> {
        auto q = c.use(
            "SELECT id, conversation, level, score, kind, channel_kind, language, area, strands, completeness, "
            "alerts, may_contact, unread, status, outcome, claimed_by, lease_until, lease_number, opened, "
            "updated, target, record_sealed, triage_sealed, for_helpline, hold FROM cases WHERE id = ?",
            id);
        if (!q.next()) return std::nullopt;
        case_row r;
        q.into(r.id, r.conversation, r.level, r.score, r.kind, r.channel_kind, r.language, r.area, r.strands,
               r.completeness, r.alerts, r.may_contact, r.unread, r.status, r.outcome, r.claimed_by, r.lease_until,
               r.lease_number, r.opened, r.updated, r.target, r.sealed_record, r.sealed_triage, r.for_helpline, r.hold);
        return r;
    });
}

result<claim_result> sqlite_store::claim(case_id id, operator_id who, instant now, std::chrono::seconds lease) {
    return write<claim_result>([=](connection& c, batch_notes& notes) -> result<claim_result> {
        auto const until = now + lease;
        int const won = c.run(
            "UPDATE cases SET status = 'claimed', claimed_by = ?, lease_until = ?, "
            "lease_number = lease_number + 1, updated = ? WHERE id = ? AND (status = 'waiting' OR "
            "(status = 'claimed' AND (lease_until <= ? OR claimed_by = ?)))",
            who, until, now, id, now, who);
        if (won == 0) return refused(c, id);
        add_event(c, notes, "case.claimed", id);
        auto q = c.use("SELECT lease_number FROM cases WHERE id = ?", id);
        q.next();
        return claim_result{q.get<std::int64_t>(), until};
    });
}

result<claim_result> sqlite_store::extend(case_id id, operator_id who, std::int64_t lease_number, instant now,
                                          std::chrono::seconds lease) {
    return write<claim_result>([=](connection& c, batch_notes&) -> result<claim_result> {
        auto const until = now + lease;
        int const done = c.run(
            "UPDATE cases SET lease_until = ? WHERE id = ? AND status = 'claimed' AND claimed_by = ? AND "
            "lease_number = ?",
            until, id, who, lease_number);
        if (done == 0) return refused(c, id);
        return claim_result{lease_number, until};
    });
}

result<void> sqlite_store::give_back(case_id id, operator_id who, std::int64_t lease_number, instant now) {
    return write<void>([=](connection& c, batch_notes& notes) -> result<void> {
        int const done = c.run(
            "UPDATE cases SET status = 'waiting', claimed_by = 0, lease_until = NULL, updated = ? "
            "WHERE id = ? AND status = 'claimed' AND claimed_by = ? AND lease_number = ?",
            now, id, who, lease_number);
        if (done == 0) return refused(c, id);
        add_event(c, notes, "case.given_back", id);
        return {};
    });
}

result<void> sqlite_store::hand_over(case_id id, operator_id from, std::int64_t lease_number, operator_id to,
                                     instant now, std::chrono::seconds lease) {
    return write<void>([=](connection& c, batch_notes& notes) -> result<void> {
        auto const until = now + lease;
        int const done = c.run(
            "UPDATE cases SET claimed_by = ?, lease_until = ?, lease_number = lease_number + 1, "
            "updated = ? WHERE id = ? AND status = 'claimed' AND claimed_by = ? AND lease_number = ?",
            to, until, now, id, from, lease_number);
        if (done == 0) return refused(c, id);
        add_event(c, notes, "case.handed_over", id);
        return {};
    });
}

result<void> sqlite_store::close_case(case_id id, operator_id who, std::int64_t lease_number, std::string outcome,
                                      instant now) {
    return write<void>([=, outcome = std::move(outcome)](connection& c, batch_notes& notes) -> result<void> {
        int const done = c.run(
            "UPDATE cases SET status = 'closed', outcome = ?, claimed_by = 0, lease_until = NULL, target = NULL, "
            "updated = ? WHERE id = ? AND status = 'claimed' AND claimed_by = ? AND lease_number = ?",
            outcome, now, id, who, lease_number);
        if (done == 0) return refused(c, id);
        add_event(c, notes, "case.closed", id);
        return {};
    });
}

result<void> sqlite_store::set_level(case_id id, operator_id, std::string level, instant now) {
    return write<void>([=, level = std::move(level)](connection& c, batch_notes& notes) -> result<void> {
        if (c.run("UPDATE cases SET level = ?, updated = ? WHERE id = ? AND status <> 'withdrawn'", level, now, id) ==
            0)
            return refused(c, id);
        add_event(c, notes, "case.updated", id);
        return {};
    });
}

result<void> sqlite_store::clear_alerts(case_id id, operator_id, std::string seen, instant now) {
    return write<void>([=, seen = std::move(seen)](connection& c, batch_notes& notes) -> result<void> {
        if (c.run("UPDATE cases SET alerts = '', updated = ? WHERE id = ? AND alerts = ?", now, id, seen) == 0)
            return refused(c, id);
        add_event(c, notes, "case.updated", id);
        return {};
    });
}

result<void> sqlite_store::mark_read(case_id id, instant) {
    return write<void>([=](connection& c, batch_notes& notes) -> result<void> {
        if (c.run("UPDATE cases SET unread = 0 WHERE id = ?", id) == 0) return errc::not_found;
        add_event(c, notes, "case.updated", id);
        return {};
    });
}

result<std::size_t> sqlite_store::expire_leases(instant now) {
    return write<std::size_t>([now](connection& c, batch_notes& notes) -> result<std::size_t> {
        std::vector<case_id> late;
        {
            auto q = c.use("SELECT id FROM cases WHERE status = 'claimed' AND lease_until <= ?", now);
            while (q.next()) late.push_back(q.get<case_id>());
        }
        for (auto const& id : late) {
            c.run("UPDATE cases SET status = 'waiting', claimed_by = 0, lease_until = NULL, updated = ? WHERE id = ?",
                  now, id);
            add_event(c, notes, "case.lease_over", id);
        }
        return late.size();
    });
}

}  // namespace earshot::storage
