// SPDX-License-Identifier: Apache-2.0
// Break-glass. The conditions of each step stand in its UPDATE.
#include "storage/sqlite/audit_chain.hpp"
#include "storage/sqlite/sqlite_store.hpp"

namespace earshot::storage {

namespace {

// What has ended is remembered for so long beside the audit log.
constexpr auto ended_kept = std::chrono::hours(24 * 365);

#define EARSHOT_GLASS                                                                                          \
    "SELECT id, about, conversation, reason, ground, telling, state, asked_by, asked, answer_by, decided_by, " \
    "decided, "                                                                                                \
    "open_by, opened, told, reviewed_by, reviewed, finding FROM glass "

glass_row row_of(statement_use& q) {
    glass_row r;
    q.into(r.id, r.about, r.conversation, r.reason, r.ground, r.telling, r.state, r.asked_by, r.asked, r.answer_by,
           r.decided_by, r.decided, r.open_by, r.opened, r.told, r.reviewed_by, r.reviewed, r.finding);
    return r;
}

std::vector<glass_row> all_of(statement_use q) {
    std::vector<glass_row> rows;
    while (q.next()) rows.push_back(row_of(q));
    return rows;
}

std::optional<glass_row> find(connection& c, glass_id id) {
    auto q = c.use(EARSHOT_GLASS "WHERE id = ?", id);
    if (!q.next()) return std::nullopt;
    return row_of(q);
}

void note(connection& c, char const* action, glass_row const& r, operator_id who, instant now, std::string detail) {
    audit_row a;
    a.at = now;
    a.who = who;
    a.action = action;
    a.about = r.about.str();
    a.detail = "request=" + std::to_string(r.id.value) + (detail.empty() ? "" : " ") + std::move(detail);
    append_audit(c, std::move(a));
}

// After a change: as it stands now.
glass_row changed(connection& c, batch_notes& notes, glass_id id, char const* event) {
    auto row = find(c, id).value();
    add_event(c, notes, event, row.about);
    return row;
}

// Why an UPDATE found no row: not this person, or too late.
errc refused(connection& c, glass_id id, bool person_fits(glass_row const&, operator_id), operator_id who) {
    auto const row = find(c, id);
    if (!row) return errc::not_found;
    return person_fits(*row, who) ? errc::conflict : errc::forbidden;
}

}  // namespace

result<glass_row> sqlite_store::ask_glass(glass_row r, std::size_t most) {
    return write<glass_row>([r = std::move(r), most](connection& c, batch_notes& notes) -> result<glass_row> {
        {
            // One that is over and was not swept yet stands in nobody's way.
            auto q = c.use(
                "SELECT count(*) FROM glass WHERE (state = 'asked' AND answer_by > ?1) OR "
                "(state = 'allowed' AND open_by > ?1)",
                r.asked);
            q.next();
            if (q.get<std::int64_t>() >= static_cast<std::int64_t>(most)) return errc::busy;
        }
        glass_row fresh = r;
        for (auto const& old :
             all_of(c.use(EARSHOT_GLASS "WHERE about = ? AND state IN ('asked', 'allowed')", r.about))) {
            bool const over = old.state == "asked" ? old.answer_by <= r.asked : old.open_by <= r.asked;
            if (!over) return errc::conflict;
            c.run("UPDATE glass SET state = 'lapsed' WHERE id = ?", old.id);
            note(c, "glass.lapse", old, {}, r.asked, {});
        }
        c.run(
            "INSERT INTO glass (about, conversation, reason, ground, telling, state, asked_by, asked, answer_by, "
            "decided_by, "
            "told, reviewed_by, finding) VALUES (?, ?, ?, ?, ?, 'asked', ?, ?, ?, 0, 0, 0, '')",
            r.about, r.conversation, r.reason, r.ground, r.telling, r.asked_by, r.asked, r.answer_by);
        fresh.id = glass_id{c.db().getLastInsertRowid()};
        note(c, "glass.ask", fresh, r.asked_by, r.asked,
             "reason=" + r.reason + " ground=" + r.ground + " telling=" + r.telling);
        return changed(c, notes, fresh.id, "glass.asked");
    });
}

result<glass_row> sqlite_store::allow_glass(glass_id id, operator_id who, instant now, std::chrono::seconds within) {
    return write<glass_row>([=](connection& c, batch_notes& notes) -> result<glass_row> {
        int const done = c.run(
            "UPDATE glass SET state = 'allowed', decided_by = ?, decided = ?, open_by = ? WHERE id = ? AND "
            "state = 'asked' AND asked_by <> ? AND answer_by > ?",
            who, now, now + within, id, who, now);
        if (done == 0) return refused(c, id, [](glass_row const& r, operator_id w) { return r.asked_by != w; }, who);
        auto row = changed(c, notes, id, "glass.answered");
        note(c, "glass.allow", row, who, now, "reason=" + row.reason);
        return row;
    });
}

result<glass_row> sqlite_store::refuse_glass(glass_id id, operator_id who, instant now) {
    return write<glass_row>([=](connection& c, batch_notes& notes) -> result<glass_row> {
        int const done = c.run(
            "UPDATE glass SET state = 'refused', decided_by = ?, decided = ?, open_by = NULL WHERE id = ? AND "
            "state IN ('asked', 'allowed')",
            who, now, id);
        if (done == 0) return refused(c, id, [](glass_row const&, operator_id) { return true; }, who);
        auto row = changed(c, notes, id, "glass.answered");
        note(c, row.asked_by == who ? "glass.take-back" : "glass.refuse", row, who, now, "reason=" + row.reason);
        return row;
    });
}

result<glass_row> sqlite_store::open_glass(glass_id id, operator_id who, instant now) {
    return write<glass_row>([=](connection& c, batch_notes& notes) -> result<glass_row> {
        int const done = c.run(
            "UPDATE glass SET state = 'opened', opened = ? WHERE id = ? AND state = 'allowed' AND asked_by = ? "
            "AND decided_by NOT IN (0, asked_by) AND open_by > ?",
            now, id, who, now);
        if (done == 0) return refused(c, id, [](glass_row const& r, operator_id w) { return r.asked_by == w; }, who);
        auto row = changed(c, notes, id, "glass.opened");
        note(
            c, "glass.open", row, who, now,
            "reason=" + row.reason + " allowed-by=" + std::to_string(row.decided_by.value) + " telling=" + row.telling);
        return row;
    });
}

result<void> sqlite_store::fail_glass(glass_id id, operator_id who, instant now) {
    return write<void>([=](connection& c, batch_notes& notes) -> result<void> {
        if (c.run("UPDATE glass SET state = 'failed' WHERE id = ? AND state = 'opened' AND asked_by = ?", id, who) == 0)
            return errc::conflict;
        note(c, "glass.open.failed", changed(c, notes, id, "glass.ended"), who, now, {});
        return {};
    });
}

result<void> sqlite_store::mark_glass_told(glass_id id) {
    return write<void>([=](connection& c, batch_notes&) -> result<void> {
        if (c.run("UPDATE glass SET told = 1 WHERE id = ?", id) == 0) return errc::not_found;
        return {};
    });
}

result<glass_row> sqlite_store::review_glass(glass_id id, operator_id who, std::string finding, instant now) {
    return write<glass_row>([=, finding = std::move(finding)](connection& c, batch_notes& notes) -> result<glass_row> {
        int const done = c.run(
            "UPDATE glass SET reviewed_by = ?, reviewed = ?, finding = ? WHERE id = ? AND state = 'opened' AND "
            "reviewed IS NULL AND asked_by <> ? AND decided_by <> ?",
            who, now, finding, id, who, who);
        if (done == 0)
            return refused(
                c, id, [](glass_row const& r, operator_id w) { return r.asked_by != w && r.decided_by != w; }, who);
        auto row = changed(c, notes, id, "glass.ended");
        note(c, "glass.review", row, who, now, "finding=" + finding);
        return row;
    });
}

result<std::size_t> sqlite_store::lapse_glass(instant now) {
    return write<std::size_t>([=](connection& c, batch_notes& notes) -> result<std::size_t> {
        auto const late = all_of(c.use(EARSHOT_GLASS "WHERE (state = 'asked' AND answer_by <= ?1) OR "
                                                     "(state = 'allowed' AND open_by <= ?1)",
                                       now));
        for (auto const& row : late) {
            c.run("UPDATE glass SET state = 'lapsed' WHERE id = ?", row.id);
            add_event(c, notes, "glass.ended", row.about);
            note(c, "glass.lapse", row, {}, now, {});
        }
        c.run(
            "DELETE FROM glass WHERE asked < ? AND (state IN ('refused', 'lapsed', 'failed') OR reviewed IS NOT NULL)",
            now - ended_kept);
        return late.size();
    });
}

std::optional<glass_row> sqlite_store::glass(glass_id id) {
    return read([&](connection& c) { return find(c, id); });
}

std::vector<glass_row> sqlite_store::glass_of(case_id about, std::size_t limit) {
    auto const most = static_cast<std::int64_t>(limit);
    return read([&](connection& c) {
        return all_of(c.use(EARSHOT_GLASS "WHERE about = ? ORDER BY id DESC LIMIT ?", about, most));
    });
}

std::vector<glass_row> sqlite_store::glass_list(std::size_t limit) {
    auto const most = static_cast<std::int64_t>(limit);
    return read([&](connection& c) {
        return all_of(c.use(EARSHOT_GLASS
                            "ORDER BY (state IN ('asked', 'allowed') OR (state = 'opened' AND reviewed IS NULL)) DESC, "
                            "id DESC LIMIT ?",
                            most));
    });
}

std::vector<glass_row> sqlite_store::untold_glass(std::size_t limit) {
    auto const most = static_cast<std::int64_t>(limit);
    return read([&](connection& c) {
        return all_of(c.use(EARSHOT_GLASS
                            "WHERE state = 'opened' AND reviewed IS NULL AND telling = 'tell' AND told = 0 "
                            "ORDER BY id LIMIT ?",
                            most));
    });
}

glass_counts sqlite_store::count_glass(instant now) {
    return read([&](connection& c) {
        glass_counts n;
        auto q = c.use(
            "SELECT (SELECT count(*) FROM glass WHERE (state = 'asked' AND answer_by > ?1) OR (state = 'allowed' AND "
            "open_by > ?1)), (SELECT count(*) FROM glass WHERE state = 'opened' AND reviewed IS NULL), "
            "(SELECT count(*) FROM glass WHERE state = 'opened')",
            now);
        q.next();
        q.into(n.waiting, n.unreviewed, n.opened);
        return n;
    });
}

#undef EARSHOT_GLASS

}  // namespace earshot::storage
