// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/reader_pool.hpp"

namespace earshot::storage {

reader_pool::reader_pool(std::string const& file, std::string const& vfs, std::size_t connections,
                         std::function<bool()> healthy, std::function<void()> latch)
    : healthy_(std::move(healthy)), latch_(std::move(latch)) {
    for (std::size_t i = 0; i < connections; ++i) {
        auto c = std::make_unique<connection>(file, SQLite::OPEN_READONLY, vfs);
        c->db().exec(
            "PRAGMA query_only=ON;"
            "PRAGMA wal_autocheckpoint=0;"
            "PRAGMA trusted_schema=OFF;"
            "PRAGMA temp_store=MEMORY;"
            "PRAGMA mmap_size=0;"
            "PRAGMA cache_size=-4096;"
            "PRAGMA busy_timeout=5000;");
        idle_.push_back(std::move(c));
    }
}

std::unique_ptr<connection> reader_pool::take() {
    std::unique_lock lock(mutex_);
    free_.wait(lock, [&] { return !idle_.empty(); });
    auto c = std::move(idle_.back());
    idle_.pop_back();
    return c;
}

void reader_pool::put(std::unique_ptr<connection> c) {
    {
        std::lock_guard const lock(mutex_);
        idle_.push_back(std::move(c));
    }
    free_.notify_one();
}

}  // namespace earshot::storage
