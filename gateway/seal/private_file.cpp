// SPDX-License-Identifier: Apache-2.0
#include "gateway/seal/private_file.hpp"

#include "gateway/domain/private_text.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace earshot::seal {

namespace {

class descriptor {
public:
    explicit descriptor(int fd) noexcept : fd_(fd) {}
    descriptor(descriptor const&) = delete;
    descriptor& operator=(descriptor const&) = delete;
    ~descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    int get() const noexcept { return fd_; }

private:
    int fd_;
};

std::string reason() {
    return std::strerror(errno);
}

// Reads until `size` bytes or the end.
ssize_t read_up_to(int fd, char* out, std::size_t size) {
    std::size_t have = 0;
    while (have < size) {
        ssize_t const got = ::read(fd, out + have, size - have);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return -1;
        if (got == 0) break;
        have += static_cast<std::size_t>(got);
    }
    return static_cast<ssize_t>(have);
}

bool write_all(int fd, char const* data, std::size_t size) {
    while (size > 0) {
        ssize_t const put = ::write(fd, data, size);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return false;
        data += put;
        size -= static_cast<std::size_t>(put);
    }
    return true;
}

bool sync_folder_of(std::string const& path, std::string& why) {
    auto const parent = std::filesystem::absolute(path).parent_path();
    descriptor const folder(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.get() >= 0 && ::fsync(folder.get()) == 0) return true;
    why = parent.string() + ": " + reason();
    return false;
}

bool is_credential(std::string const& path) {
    char const* const folder = std::getenv("CREDENTIALS_DIRECTORY");
    return folder && std::filesystem::path(path).parent_path() == std::filesystem::path(folder);
}

void overwrite(int fd) {
    struct stat about{};
    if (::fstat(fd, &about) != 0) return;
    std::string const nothing(static_cast<std::size_t>(about.st_size), '\0');
    if (::pwrite(fd, nothing.data(), nothing.size(), 0) == static_cast<ssize_t>(nothing.size())) ::fsync(fd);
}

}  // namespace

result<std::string> read_private_file(std::string const& path, std::size_t most, std::string& why) {
    descriptor const file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.get() < 0) {
        why = path + ": " + reason();
        return errno == ENOENT ? errc::not_found : errc::forbidden;
    }
    struct stat about{};
    if (::fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode)) {
        why = path + ": not a regular file";
        return errc::malformed;
    }
    // systemd guards the folder of credentials itself, and shows its access list as group bits (0440).
    mode_t const others = is_credential(path) ? S_IWGRP | S_IXGRP | S_IRWXO : S_IRWXG | S_IRWXO;
    if ((about.st_mode & others) != 0) {
        why = path + ": others may read or change it; its mode must be 0600";
        return errc::forbidden;
    }
    std::string text(most + 1, '\0');
    ssize_t const got = read_up_to(file.get(), text.data(), text.size());
    if (got >= 0 && static_cast<std::size_t>(got) <= most) {
        text.resize(static_cast<std::size_t>(got));
        return text;
    }
    why = path + (got < 0 ? ": " + reason() : ": not a key: it is too long");
    wipe(text);
    return got < 0 ? errc::forbidden : errc::malformed;
}

result<void> create_private_file(std::string const& path, std::string_view text, std::string& why) {
    descriptor const file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (file.get() < 0) {
        why = path + ": " + reason();
        return errno == EEXIST ? errc::conflict : errc::forbidden;
    }
    if (!write_all(file.get(), text.data(), text.size()) || ::fsync(file.get()) != 0) {
        why = path + ": " + reason();
        ::unlink(path.c_str());
        return errc::unavailable;
    }
    if (!sync_folder_of(path, why)) return errc::unavailable;
    return {};
}

result<void> replace_private_file(std::string const& path, std::string_view text, std::string& why) {
    auto const fresh = path + ".new";
    // Left by a crash; what it holds is not in use.
    if (descriptor const stale(::open(fresh.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW)); stale.get() >= 0) {
        overwrite(stale.get());
        ::unlink(fresh.c_str());
    }
    descriptor const old(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (old.get() < 0) {
        why = path + ": " + reason();
        return errc::forbidden;
    }
    if (auto made = create_private_file(fresh, text, why); !made) return made;
    if (::rename(fresh.c_str(), path.c_str()) != 0) {
        why = path + ": " + reason();
        ::unlink(fresh.c_str());
        return errc::unavailable;
    }
    if (!sync_folder_of(path, why)) return errc::unavailable;
    overwrite(old.get());
    return {};
}

}  // namespace earshot::seal
