// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/disk.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

namespace earshot::storage {

namespace {

std::string folder_of(std::string const& file) {
    return std::filesystem::absolute(file).parent_path().string();
}

bool sync_path(std::string const& path, int flags) {
    int const fd = ::open(path.c_str(), flags | O_CLOEXEC);
    if (fd < 0) return false;
    bool const synced = ::fsync(fd) == 0;
    ::close(fd);
    return synced;
}

}  // namespace

bool sync_file(std::string const& file) {
    return sync_path(file, O_RDONLY);
}
bool sync_folder_of(std::string const& file) {
    return sync_path(folder_of(file), O_RDONLY | O_DIRECTORY);
}

bool on_network(std::string const& file) {
    // linux/magic.h and the file systems' own sources: NFS, SMB, CIFS, SMB2, AFS, Ceph, 9p, Coda, GFS2, Lustre.
    static constexpr std::array<unsigned long, 10> kinds{0x6969,     0x517b,     0xff534d42, 0xfe534d42, 0x5346414f,
                                                         0x00c36400, 0x01021997, 0x73757245, 0x01161970, 0x0bd00bd0};
    struct statfs about{};
    if (::statfs(folder_of(file).c_str(), &about) != 0) return false;
    auto const kind = static_cast<unsigned long>(about.f_type) & 0xffffffffUL;
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

std::uint64_t free_bytes_beside(std::string const& file) {
    struct statvfs about{};
    if (::statvfs(folder_of(file).c_str(), &about) != 0) return 0;
    return std::uint64_t{about.f_bavail} * about.f_frsize;
}

bool create_private(std::string const& file) {
    int const fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0) return false;
    ::close(fd);
    return true;
}

std::optional<file_lock> file_lock::take(std::string const& file) {
    int const fd = ::open((file + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0) return std::nullopt;
    file_lock made(fd);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) return std::nullopt;
    return made;
}

file_lock::file_lock(file_lock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

file_lock::~file_lock() {
    if (fd_ >= 0) ::close(fd_);
}

}  // namespace earshot::storage
