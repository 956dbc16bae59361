// SPDX-License-Identifier: Apache-2.0
// What the writer does between its batches: the WAL's size, backups, and the ballast.
#include "storage/sqlite/backup_run.hpp"
#include "storage/sqlite/disk.hpp"
#include "storage/sqlite/writer.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace earshot::storage {

namespace {

using namespace std::chrono_literals;

// Small and often: 8 MiB go back into the file in some milliseconds, and the WAL keeps its blocks on the disk.
constexpr int checkpoint_pages = 2048;
// Under steady load there is no idle gap: what was wiped still leaves the WAL after so long.
constexpr auto wiped_stays = 2s;
// Over the ballast: what a small commit may need.
constexpr std::uint64_t spare = 1u << 20;

}  // namespace

void writer::check_wal(bool idle) noexcept {
    if (broken_) return;
    if (full_ && idle && room_for_messages()) {
        full_ = false;
        make_ballast();
    }
    bool const overdue = destroyed_ && std::chrono::steady_clock::now() - destroyed_since_ > wiped_stays;
    if ((idle && (wal_pages_ > 0 || destroyed_)) || overdue) {
        destroyed_since_ = std::chrono::steady_clock::now();
        (void)truncate_wal();
        return;
    }
    if (wal_pages_ < checkpoint_pages) return;
    int left = 0;
    int moved = 0;
    int const code = sqlite3_wal_checkpoint_v2(c_.db().getHandle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &left, &moved);
    if (code == SQLITE_OK)
        wal_pages_ = left == moved ? 0 : wal_pages_ - checkpoint_pages;
    else if (code != SQLITE_BUSY)
        (void)failed(SQLite::Exception(c_.db().getHandle(), code));
}

result<void> writer::truncate_wal() noexcept {
    int const code =
        sqlite3_wal_checkpoint_v2(c_.db().getHandle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    if (code == SQLITE_OK) {
        wal_pages_ = 0;
        destroyed_ = false;
        return {};
    }
    if (code == SQLITE_BUSY) return errc::busy;  // a reader is at it: the next gap will do
    return failed(SQLite::Exception(c_.db().getHandle(), code));
}

void writer::step_backup() noexcept {
    if (backup_->step(c_)) backup_.reset();
}

bool writer::room_for_messages() noexcept {
    return free_bytes_beside(options_.file) > options_.ballast + spare;
}

void writer::make_ballast() noexcept {
    if (options_.ballast == 0) return;
    auto const path = options_.file + ".ballast";
    int const fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0) return;
    bool const made = ::posix_fallocate(fd, 0, static_cast<off_t>(options_.ballast)) == 0;
    ::close(fd);
    if (!made) ::unlink(path.c_str());  // the disk is too small to keep anything back
}

void writer::drop_ballast() noexcept {
    if (options_.ballast != 0) ::unlink((options_.file + ".ballast").c_str());
}

}  // namespace earshot::storage
