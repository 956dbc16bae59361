// SPDX-License-Identifier: Apache-2.0
// The helpline's keys: public halves, and private halves wrapped to their holders.
#include "storage/sqlite/sqlite_store.hpp"

#include <algorithm>

namespace earshot::storage {

namespace {

void put(connection& c, key_copy_row const& r) {
    c.run("INSERT INTO key_copy (kid, holder, wrapped) VALUES (?, ?, ?) "
          "ON CONFLICT (kid, holder) DO UPDATE SET wrapped = excluded.wrapped",
          r.kid, r.holder, r.wrapped);
}

bool known(connection& c, std::string const& kid) {
    auto q = c.use("SELECT 1 FROM helpline_key WHERE kid = ?", kid);
    return q.next();
}

}  // namespace

std::vector<helpline_key_row> sqlite_store::helpline_keys() {
    return read([&](connection& c) {
        std::vector<helpline_key_row> all;
        auto q = c.use("SELECT kid, usage, public_key, made, retired FROM helpline_key ORDER BY made, kid");
        while (q.next()) {
            auto& r = all.emplace_back();
            q.into(r.kid, r.use, r.public_key, r.made, r.retired);
        }
        return all;
    });
}

std::vector<key_copy_row> sqlite_store::key_copies() {
    return read([&](connection& c) {
        std::vector<key_copy_row> all;
        auto q = c.use("SELECT kid, holder, wrapped FROM key_copy ORDER BY holder, kid");
        while (q.next()) {
            auto& r = all.emplace_back();
            q.into(r.kid, r.holder, r.wrapped);
        }
        return all;
    });
}

result<void> sqlite_store::add_helpline_keys(
    std::string after,
    std::vector<helpline_key_row> fresh,
    std::vector<key_copy_row> copies,
    instant now
) {
    return write<void>([=](connection& c, batch_notes& notes) -> result<void> {
        std::string in_use;
        {
            auto q = c.use("SELECT kid FROM helpline_key WHERE usage = 'team' AND retired IS NULL");
            if (q.next()) q.into(in_use);
        }
        if (in_use != after) return errc::conflict;
        for (auto const& r : fresh)
            if (known(c, r.kid)) return errc::conflict;
        for (auto const& r : copies)
            if (!known(c, r.kid) && std::ranges::none_of(fresh, [&](auto const& f) { return f.kid == r.kid; }))
                return errc::not_found;
        for (auto const& r : fresh) {
            c.run("UPDATE helpline_key SET retired = ? WHERE usage = ? AND retired IS NULL", now, r.use);
            c.run("INSERT INTO helpline_key (kid, usage, public_key, made, retired) VALUES (?, ?, ?, ?, NULL)", r.kid,
                  r.use, r.public_key, r.made);
        }
        for (auto const& r : copies) put(c, r);
        add_event(c, notes, "keys.changed", std::nullopt);
        return {};
    });
}

result<void> sqlite_store::put_key_copies(std::vector<key_copy_row> copies) {
    return write<void>([copies = std::move(copies)](connection& c, batch_notes& notes) -> result<void> {
        for (auto const& r : copies)
            if (!known(c, r.kid)) return errc::not_found;
        for (auto const& r : copies) put(c, r);
        add_event(c, notes, "keys.changed", std::nullopt);
        return {};
    });
}

result<void> sqlite_store::drop_key_copies(operator_id holder) {
    return write<void>([holder](connection& c, batch_notes& notes) -> result<void> {
        c.run("DELETE FROM key_copy WHERE holder = ?", holder);
        add_event(c, notes, "keys.changed", std::nullopt);
        notes.destroyed = true;
        return {};
    });
}

}  // namespace earshot::storage
