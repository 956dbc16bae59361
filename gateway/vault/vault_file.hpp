// SPDX-License-Identifier: Apache-2.0
// The vault's SQLite file: opening, settings, transactions, and what is left on the disk after something was destroyed.
//
// Erasure. `secure_delete` overwrites what is deleted in the database; older images of those pages lie in the WAL until
// it is cut. So a transaction that destroyed something ends with `wal_checkpoint(TRUNCATE)` before it is reported as
// done: one more sync, once for a whole batch, which is small against a promise broken.
#pragma once

#include "gateway/domain/result.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

namespace earshot {

class vault_file {
public:
    static result<std::unique_ptr<vault_file>> open(std::string const& path, std::string& why);

    SQLite::Database& db() noexcept { return db_; }
    bool broken() const noexcept { return broken_; }
    // Everything done from now on in this transaction leaves nothing behind.
    void destroys() noexcept { destroys_ = true; }

    // Runs `work` in a transaction, or in the one that is open on this thread. Durable on return.
    template <class Work>
    result<void> write(Work const& work) {
        std::lock_guard const lock(mutex_);
        if (broken_) return errc::broken;
        if (depth_ > 0) return guarded(work);
        return outermost([&]() -> result<void> { return guarded(work); });
    }

    // As `write`, but `work` calls `write` itself and decides what a failure means.
    template <class Work>
    result<void> together(Work const& work) {
        std::lock_guard const lock(mutex_);
        if (broken_) return errc::broken;
        if (depth_ > 0) return work();
        return outermost(work);
    }

    // Outside any transaction.
    template <class Work>
    result<void> write_alone(Work const& work) {
        std::lock_guard const lock(mutex_);
        if (broken_) return errc::broken;
        try {
            return work();
        } catch (SQLite::Exception const&) {
            return errc::unavailable;  // the copy's own trouble is not the vault's
        }
    }

    template <class Value, class Work>
    result<Value> read(Work const& work) {
        std::lock_guard const lock(mutex_);
        if (broken_) return errc::broken;
        try {
            return work();
        } catch (SQLite::Exception const& e) {
            return result<Value>(boost::system::in_place_error, failed(e));  // bool would take the code for a value
        }
    }

private:
    explicit vault_file(std::string const& path);
    void prepare();
    boost::system::error_code failed(SQLite::Exception const& e) noexcept;
    void roll_back() noexcept;

    template <class Work>
    result<void> guarded(Work const& work) {
        try {
            return work();
        } catch (SQLite::Exception const& e) {
            return failed(e);
        }
    }

    template <class Work>
    result<void> outermost(Work const& work) {
        destroys_ = false;
        try {
            db_.exec("BEGIN IMMEDIATE");
            depth_ = 1;
            auto done = work();
            depth_ = 0;
            if (!done && (done.error() == errc::busy || done.error() == errc::broken)) {
                roll_back();
                return done;
            }
            db_.exec("COMMIT");
            if (destroys_) db_.exec("PRAGMA wal_checkpoint(TRUNCATE)");
            return done;
        } catch (SQLite::Exception const& e) {
            depth_ = 0;
            auto const code = failed(e);
            roll_back();
            return code;
        } catch (...) {  // a fault in the caller's work: nothing of it stays, and the fault goes on up
            depth_ = 0;
            roll_back();
            throw;
        }
    }

    std::recursive_mutex mutex_;
    SQLite::Database db_;
    int depth_{};
    bool destroys_{};
    std::atomic<bool> broken_{};
};

}  // namespace earshot
