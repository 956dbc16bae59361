// SPDX-License-Identifier: Apache-2.0
// What we ask of the file system beside SQLite.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace earshot::storage {

bool sync_file(std::string const& file);
bool sync_folder_of(std::string const& file);

// SQLite's WAL needs shared memory and honest locks, which network file systems do not give (sqlite.org/wal.html).
bool on_network(std::string const& file);

std::uint64_t free_bytes_beside(std::string const& file);

bool create_private(std::string const& file);

// Holds `<file>.lock` as long as it lives; the system lets go of it when the process dies.
class file_lock {
public:
    static std::optional<file_lock> take(std::string const& file);
    file_lock(file_lock&& other) noexcept;
    file_lock& operator=(file_lock&&) = delete;
    ~file_lock();

private:
    explicit file_lock(int fd) noexcept : fd_(fd) {}
    int fd_;
};

}  // namespace earshot::storage
