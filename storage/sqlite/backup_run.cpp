// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/backup_run.hpp"

#include "storage/sqlite/disk.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace earshot::storage {

namespace {

constexpr int pages_a_step = 256;

}  // namespace

bool backup_run::begin(connection& from) {
    int const fd = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0) return false;
    ::close(fd);
    to_ = std::make_unique<SQLite::Database>(file_, SQLite::OPEN_READWRITE);
    backup_ = std::make_unique<SQLite::Backup>(*to_, from.db());
    return true;
}

bool backup_run::step(connection& from) {
    try {
        if (!backup_ && !begin(from)) {
            done_.set_value(errno == EEXIST ? errc::conflict : errc::unavailable);
            return true;
        }
        int const code = backup_->executeStep(pages_a_step);
        if (code != SQLITE_DONE) return false;
        backup_.reset();
        if (keep())
            done_.set_value({});
        else
            end(errc::unavailable);
        return true;
    } catch (SQLite::Exception const& e) {
        // The copy's own trouble (its disk is full, say) is not the store's.
        end(e.getErrorCode() == SQLITE_FULL ? errc::busy : errc::unavailable);
        return true;
    }
}

bool backup_run::keep() {
    // The copy carries "in use" from the running store; it starts as a file that was closed well, and without a WAL.
    to_->exec("PRAGMA journal_mode=DELETE");
    to_->exec("UPDATE meta SET value = 1 WHERE name = 'clean'");
    to_.reset();
    return sync_file(file_) && sync_folder_of(file_);
}

void backup_run::end(boost::system::error_code failure) {
    backup_.reset();
    if (to_) {
        to_.reset();
        ::unlink(file_.c_str());
    }
    done_.set_value(failure);
}

}  // namespace earshot::storage
