// SPDX-License-Identifier: Apache-2.0
// What is kept, and for how long.
#include "storage/sqlite/audit_chain.hpp"
#include "storage/sqlite/sqlite_store.hpp"

namespace earshot::storage {

std::vector<conversation_id> sqlite_store::abandoned(instant quiet_since, std::size_t limit) {
    return read([&](connection& c) {
        std::vector<conversation_id> found;
        auto const most = static_cast<std::int64_t>(limit);
        auto q = c.use(
            "SELECT id FROM conversation WHERE filed_as IS NULL AND phase <> 'erased' AND last_heard < ? ORDER BY "
            "last_heard LIMIT ?",
            quiet_since, most);
        while (q.next()) found.push_back(q.get<conversation_id>());
        return found;
    });
}

result<void> sqlite_store::hold_case(case_id id, std::string reason) {
    return write<void>([id, reason = std::move(reason)](connection& c, batch_notes& notes) -> result<void> {
        if (c.run("UPDATE cases SET hold = ? WHERE id = ? AND status <> 'withdrawn'", reason, id) == 0) {
            auto q = c.use("SELECT 1 FROM cases WHERE id = ?", id);
            return q.next() ? errc::conflict : errc::not_found;
        }
        add_event(c, notes, "case.updated", id);
        return {};
    });
}

result<std::size_t> sqlite_store::end_audit_before(instant oldest) {
    return write<std::size_t>([oldest](connection& c, batch_notes& notes) -> result<std::size_t> {
        std::int64_t last_gone = 0;
        std::string hash;
        {
            // All in front of the first that stays, whatever the clock did; the newest always stays.
            auto q = c.use(
                "SELECT number, hash FROM audit WHERE number < (SELECT min(number) FROM (SELECT number FROM audit "
                "WHERE at >= ? "
                "UNION ALL SELECT max(number) FROM audit)) ORDER BY number DESC LIMIT 1",
                oldest);
            if (!q.next()) return std::size_t{0};
            q.into(last_gone, hash);
        }
        c.run("DELETE FROM audit_anchor");
        c.run("INSERT INTO audit_anchor (number, hash) VALUES (?, ?)", last_gone, hash);
        auto const gone = c.run("DELETE FROM audit WHERE number <= ?", last_gone);
        notes.destroyed = true;
        return static_cast<std::size_t>(gone);
    });
}

}  // namespace earshot::storage
