// SPDX-License-Identifier: Apache-2.0
#include "gateway/config/secret_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace earshot::config {
namespace {

constexpr std::size_t longest = 4096;

class descriptor {
public:
    explicit descriptor(int fd) noexcept : fd_(fd) {}
    ~descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    descriptor(descriptor const&) = delete;
    descriptor& operator=(descriptor const&) = delete;
    int get() const noexcept { return fd_; }

private:
    int fd_;
};

bool guarded(struct stat const& facts, guard who, std::string const& path, std::string& why) {
    if (!S_ISREG(facts.st_mode)) {
        why = path + " is not a regular file";
        return false;
    }
    if (facts.st_uid != ::geteuid() && facts.st_uid != 0) {
        why = path + " belongs to another user: chown it to the user that runs earshot";
        return false;
    }
    unsigned const others = who == guard::ours ? 077U : 007U;
    if ((facts.st_mode & others) != 0) {
        why = path + " can be read or changed by other users: chmod 600 it";
        return false;
    }
    return true;
}

}  // namespace

std::optional<secret_text> read_secret(std::string const& path, guard who, std::string& why) {
    // O_NONBLOCK: a FIFO put in its place must not hang the start.
    descriptor const file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    if (file.get() < 0) {
        if (errno == ENOENT && who == guard::credentials) return std::nullopt;
        why = path + " cannot be opened: " + std::strerror(errno);
        return std::nullopt;
    }
    struct stat facts{};
    if (::fstat(file.get(), &facts) != 0) {
        why = path + " cannot be examined: " + std::strerror(errno);
        return std::nullopt;
    }
    if (!guarded(facts, who, path, why)) return std::nullopt;

    std::string text(longest + 2, '\0');
    std::size_t have = 0;
    while (have < text.size()) {
        auto const got = ::read(file.get(), text.data() + have, text.size() - have);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) why = path + " cannot be read: " + std::strerror(errno);
        if (got <= 0) break;
        have += static_cast<std::size_t>(got);
    }
    text.resize(have);
    auto end = text.find('\n');
    bool const one_line = end != std::string::npos || have <= longest;
    if (end == std::string::npos) end = have;
    if (end > 0 && text[end - 1] == '\r') --end;
    if (why.empty() && end == 0) why = path + " is empty: its first line must be the secret";
    if (why.empty() && (!one_line || end > longest)) why = path + " has a first line of more than 4096 bytes";
    if (why.empty() && text.find('\0') < end) why = path + " holds a NUL byte: it must be plain text";
    if (!why.empty()) {
        wipe(text);
        return std::nullopt;
    }
    secret_text secret(text.substr(0, end));
    wipe(text);
    return secret;
}

std::string credentials_directory() {
    char const* const folder = std::getenv("CREDENTIALS_DIRECTORY");
    return folder == nullptr ? std::string() : std::string(folder);
}

}  // namespace earshot::config
