// SPDX-License-Identifier: Apache-2.0
#include "storage/copy.hpp"

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/disk.hpp"
#include "storage/sqlite/migrate.hpp"
#include "storage/sqlite/wipe.hpp"

#include <filesystem>
#include <map>

namespace earshot::storage {
namespace {

// Nothing of what is taken out may lie in a rollback journal either.
constexpr char const* settings =
    "PRAGMA journal_mode=MEMORY; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA synchronous=FULL; "
    "PRAGMA trusted_schema=OFF; PRAGMA foreign_keys=ON;";

std::vector<alias> read_erased(connection& c) {
    std::vector<alias> out;
    auto q = c.use("SELECT alias FROM conversation WHERE length(wrapped_key) = 0");
    while (q.next()) out.push_back(q.get<alias>());
    return out;
}

}  // namespace

result<taken_keys> take_keys_out(std::string const& file, std::string& why) {
    try {
        connection c(file, SQLite::OPEN_READWRITE, "");
        c.db().exec(settings);
        taken_keys out;
        out.erased = read_erased(c);
        {
            auto q = c.use("SELECT alias, wrapped_key FROM conversation WHERE length(wrapped_key) > 0");
            while (q.next()) {
                auto& k = out.keys.emplace_back();
                q.into(k.who, k.wrapped);
            }
        }
        c.db().exec("BEGIN");
        c.run("UPDATE conversation SET wrapped_key = zeroblob(1) WHERE length(wrapped_key) > 0");
        c.run("UPDATE outbox SET state = 'failed', body_sealed = x'' WHERE kind <> 'forget' AND state NOT IN ('sent', 'failed')");
        c.run("DELETE FROM session");
        c.db().exec("COMMIT");
        c.db().exec("VACUUM");  // free pages held older images of rows
        return out;
    } catch (SQLite::Exception const& e) {
        why = file + ": " + e.getErrorStr();
        return errc::broken;
    }
}

result<put_back> put_keys_back(
    std::string const& file,
    std::vector<copied_key> const& keys,
    std::set<alias> const& erased,
    std::string& why
) {
    try {
        connection c(file, SQLite::OPEN_READWRITE, "");
        c.db().exec(settings);
        if (c.db().execAndGet("PRAGMA integrity_check(1)").getString() != "ok") {
            why = file + ": damaged";
            return errc::broken;
        }
        if (!migrate(c, why)) return errc::broken;
        std::map<alias, blob const*> known;
        for (auto const& k : keys)
            if (!erased.contains(k.who)) known.emplace(k.who, &k.wrapped);
        std::vector<std::pair<conversation_id, alias>> all;
        {
            auto q = c.use("SELECT id, alias FROM conversation WHERE length(wrapped_key) > 0");
            while (q.next()) {
                auto& one = all.emplace_back();
                q.into(one.first, one.second);
            }
        }
        put_back out;
        c.db().exec("BEGIN");
        for (auto const& [id, who] : all) {
            auto const found = known.find(who);
            if (found == known.end()) {
                c.run("UPDATE outbox SET body_sealed = x'', state = CASE WHEN kind = 'forget' THEN state ELSE 'failed' END "
                      "WHERE conversation = ?", id);
                wipe_conversation(c, id, std::nullopt);
                ++out.erased;
            } else {
                c.run("UPDATE conversation SET wrapped_key = ? WHERE id = ?", *found->second, id);
                ++out.opened;
            }
        }
        c.db().exec("COMMIT");
        c.db().exec("VACUUM");
        return out;
    } catch (SQLite::Exception const& e) {
        why = file + ": " + e.getErrorStr();
        return errc::broken;
    }
}

result<std::vector<alias>> erased_in(std::string const& file) {
    std::error_code unknown;
    if (!std::filesystem::exists(file, unknown)) return errc::not_found;
    try {
        connection c(file, SQLite::OPEN_READONLY, "");
        c.db().setBusyTimeout(5000);
        return read_erased(c);
    } catch (SQLite::Exception const&) {
        return errc::broken;
    }
}

}  // namespace earshot::storage
