// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/late_check.hpp"

#include "storage/sqlite/connection.hpp"

#include <sqlite3.h>

namespace earshot::storage {

late_check::late_check(sqlite_options const& options, std::function<void()> damaged) {
    thread_ = std::thread([this, options, damaged = std::move(damaged)] {
        bool sound = true;
        try {
            connection c(options.file, SQLite::OPEN_READONLY, options.vfs);
            if (!watch(c.db().getHandle())) return;
            try {
                sound = c.db().execAndGet("PRAGMA quick_check(1)").getString() == "ok";
            } catch (SQLite::Exception const& e) {
                sound = e.getErrorCode() == SQLITE_INTERRUPT;
            }
            watch(nullptr);
        } catch (SQLite::Exception const&) {
            sound = false;
        }
        if (!sound) damaged();
    });
}

bool late_check::watch(sqlite3* handle) {
    std::lock_guard const hold(mutex_);
    handle_ = handle;
    return !stopping_;
}

late_check::~late_check() {
    {
        std::lock_guard const hold(mutex_);
        stopping_ = true;
        if (handle_) sqlite3_interrupt(handle_);
    }
    thread_.join();
}

}  // namespace earshot::storage
