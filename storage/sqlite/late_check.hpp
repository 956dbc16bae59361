// SPDX-License-Identifier: Apache-2.0
// Looks through a large file after an unclean stop while the store already works: a second of silence for every half
// gigabyte would be a second in which nobody is heard. Small files are looked through before anything else.
#pragma once

#include "storage/store.hpp"

#include <functional>
#include <mutex>
#include <thread>

struct sqlite3;

namespace earshot::storage {

// Up to this size the check comes first (about a tenth of a second).
inline constexpr std::uint64_t checked_first = 64u << 20;

class late_check {
public:
    // `damaged` is called on the check's own thread when the file is not sound.
    late_check(sqlite_options const& options, std::function<void()> damaged);
    ~late_check();  // an unfinished check is broken off

private:
    bool watch(sqlite3* handle);  // false: already stopping

    std::mutex mutex_;
    sqlite3* handle_{};  // under mutex_: not closed while somebody interrupts it
    bool stopping_{};
    std::thread thread_;
};

}  // namespace earshot::storage
