// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/migrate.hpp"

namespace earshot::storage {

namespace {

constexpr int application = 0x45534853;  // "ESHS"

}  // namespace

bool migrate(connection& c, std::string& why) {
    auto& db = c.db();
    int const owner = db.execAndGet("PRAGMA application_id").getInt();
    int const version = db.execAndGet("PRAGMA user_version").getInt();
    int const newest = static_cast<int>(schema_steps().size());
    if (owner != application && (owner != 0 || version != 0)) {
        why = "not a store of this program";
        return false;
    }
    if (version > newest) {
        why = "made by a newer version of this program";
        return false;
    }
    for (int step = version; step < newest; ++step) {
        db.exec("BEGIN IMMEDIATE");
        db.exec(std::string(schema_steps()[static_cast<std::size_t>(step)]));
        db.exec("PRAGMA application_id=" + std::to_string(application));
        db.exec("PRAGMA user_version=" + std::to_string(step + 1));
        db.exec("COMMIT");
    }
    return true;
}

}  // namespace earshot::storage
