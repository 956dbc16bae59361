// SPDX-License-Identifier: Apache-2.0
// For a change of the master key: what lies under it, and putting it under another.
#include "storage/sqlite/sqlite_store.hpp"

namespace earshot::storage {

std::vector<keyed_blob> sqlite_store::keyed_blobs(keyed_blob::place where, std::int64_t after, std::size_t limit) {
    return read([&](connection& c) {
        std::vector<keyed_blob> rows;
        auto const most = static_cast<std::int64_t>(limit);
        auto const bodies = [&](char const* sql) {
            auto q = c.use(sql, after, most);
            while (q.next()) {
                auto& r = rows.emplace_back();
                r.where = where;
                q.into(r.id, r.dedupe, r.sealed);
            }
        };
        switch (where) {
            case keyed_blob::place::conversation_key: {
                auto q = c.use(
                    "SELECT id, alias, wrapped_key FROM conversation WHERE id > ? AND length(wrapped_key) > 0 "
                    "ORDER BY id LIMIT ?",
                    after, most);
                while (q.next()) {
                    auto& r = rows.emplace_back();
                    r.where = where;
                    q.into(r.id, r.who, r.sealed);
                }
                break;
            }
            case keyed_blob::place::journal:
                bodies("SELECT seq, dedupe, body_sealed FROM journal WHERE seq > ? ORDER BY seq LIMIT ?");
                break;
            case keyed_blob::place::held:
                bodies("SELECT seq, dedupe, body_sealed FROM held WHERE seq > ? ORDER BY seq LIMIT ?");
                break;
            case keyed_blob::place::outbox: {
                auto q = c.use(
                    "SELECT id, alias, seq, body_sealed FROM outbox WHERE id > ? AND length(body_sealed) > 0 "
                    "ORDER BY id LIMIT ?",
                    after, most);
                while (q.next()) {
                    auto& r = rows.emplace_back();
                    r.where = where;
                    q.into(r.id, r.who, r.seq, r.sealed);
                }
                break;
            }
        }
        return rows;
    });
}

result<void> sqlite_store::change_keyed(std::vector<keyed_change> changes) {
    return write<void>([changes = std::move(changes)](connection& c, batch_notes& notes) -> result<void> {
        for (auto const& one : changes) switch (one.where) {
                case keyed_blob::place::conversation_key:
                    c.run("UPDATE conversation SET wrapped_key = ?, version = version + 1 WHERE id = ? AND wrapped_key = ?",
                          one.now, one.id, one.before);
                    break;
                case keyed_blob::place::journal:
                    c.run("UPDATE journal SET body_sealed = ? WHERE seq = ? AND body_sealed = ?", one.now, one.id,
                          one.before);
                    break;
                case keyed_blob::place::held:
                    c.run("UPDATE held SET body_sealed = ? WHERE seq = ? AND body_sealed = ?", one.now, one.id,
                          one.before);
                    break;
                case keyed_blob::place::outbox:
                    c.run("UPDATE outbox SET body_sealed = ? WHERE id = ? AND body_sealed = ?", one.now, one.id,
                          one.before);
                    break;
            }
        notes.destroyed = true;
        return {};
    });
}

}  // namespace earshot::storage
