// SPDX-License-Identifier: Apache-2.0
#include "gateway/vault/vault_file.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace earshot {

namespace {

constexpr int application = 0x45534856;  // "ESHV"
constexpr int newest = 2;

constexpr char const* settings =
    "PRAGMA locking_mode=EXCLUSIVE;"  // nobody else, and no shared memory file
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA secure_delete=ON;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA trusted_schema=OFF;"
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA mmap_size=0;";

constexpr char const* schema = R"(
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE address (
    alias   BLOB PRIMARY KEY,
    tag     BLOB NOT NULL,
    channel TEXT NOT NULL,
    sealed  BLOB NOT NULL,
    adopted INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE current (tag BLOB PRIMARY KEY, alias BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX current_alias ON current (alias);
CREATE TABLE mute (hash BLOB PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE day_key (day INTEGER PRIMARY KEY, wrapped BLOB NOT NULL) STRICT;
CREATE TABLE kept (
    hash  BLOB PRIMARY KEY,
    day   INTEGER NOT NULL REFERENCES day_key (day),
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_until ON kept (until);
CREATE INDEX kept_day ON kept (day);
CREATE TABLE route (token BLOB PRIMARY KEY, alias BLOB NOT NULL, expires INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX route_alias ON route (alias);
CREATE INDEX route_expires ON route (expires);
)";

// Conversations begun lately, and whose sender a supervisor silenced.
constexpr char const* second = R"(
ALTER TABLE kept ADD COLUMN alias BLOB NOT NULL DEFAULT x'';
ALTER TABLE kept ADD COLUMN opened INTEGER NOT NULL DEFAULT 0;
ALTER TABLE kept ADD COLUMN silenced INTEGER NOT NULL DEFAULT 0;
CREATE INDEX kept_alias ON kept (alias);
)";

bool create_private(std::string const& path, std::string& why) {
    int const fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0) {
        why = path + ": " + std::strerror(errno);
        return false;
    }
    ::close(fd);
    return true;
}

}  // namespace

vault_file::vault_file(std::string const& path) : db_(path, SQLite::OPEN_READWRITE) {}

void vault_file::prepare() {
    db_.exec(settings);
    db_.exec("BEGIN IMMEDIATE");
    int const version = db_.execAndGet("PRAGMA user_version").getInt();
    if (version == 0) {
        db_.exec(schema);
        db_.exec("PRAGMA application_id=" + std::to_string(application));
    }
    if (version < newest) {
        db_.exec(second);
        db_.exec("PRAGMA user_version=" + std::to_string(newest));
    }
    db_.exec("COMMIT");
}

result<std::unique_ptr<vault_file>> vault_file::open(std::string const& path, std::string& why) {
    if (!create_private(path, why)) return errc::broken;
    try {
        std::unique_ptr<vault_file> file(new vault_file(path));
        int const owner = file->db_.execAndGet("PRAGMA application_id").getInt();
        int const version = file->db_.execAndGet("PRAGMA user_version").getInt();
        if (owner != application && (owner != 0 || version != 0)) {
            why = path + ": not a vault";
            return errc::broken;
        }
        if (version > newest) {
            why = path + ": made by a newer version of this program";
            return errc::broken;
        }
        file->prepare();
        return file;
    } catch (SQLite::Exception const& e) {
        why = path + ": " + (e.getErrorCode() == SQLITE_BUSY ? "in use by another process" : e.getErrorStr());
        return errc::broken;
    }
}

boost::system::error_code vault_file::failed(SQLite::Exception const& e) noexcept {
    switch (e.getErrorCode()) {
        case SQLITE_FULL:
        case SQLITE_BUSY: return errc::busy;
        default: broken_ = true; return errc::broken;
    }
}

void vault_file::roll_back() noexcept {
    if (sqlite3_get_autocommit(db_.getHandle()) == 0 && db_.tryExec("ROLLBACK") != SQLITE_OK) broken_ = true;
}

}  // namespace earshot
