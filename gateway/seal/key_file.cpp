// SPDX-License-Identifier: Apache-2.0
// The key on disk: 64 hex digits and a newline, for the owner's eyes only.
#include "gateway/seal/seal.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace earshot::seal {

namespace {

constexpr std::size_t digits = 2 * key_size;

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

}  // namespace

result<key> load_key_file(std::string const& path, std::string& why) {
    descriptor const file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) {
        why = path + ": " + reason();
        return errno == ENOENT ? errc::not_found : errc::forbidden;
    }
    struct stat about{};
    if (::fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode)) {
        why = path + ": not a regular file";
        return errc::malformed;
    }
    if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        why = path + ": others may read or change it; its mode must be 0600";
        return errc::forbidden;
    }
    std::array<char, digits + 2> text{};
    ssize_t const got = read_up_to(file.get(), text.data(), text.size());
    std::array<std::uint8_t, key_size> bytes{};
    std::size_t length = 0;
    char const* end = nullptr;
    bool const whole = got == static_cast<ssize_t>(digits + 1) && text[digits] == '\n' &&
                       sodium_hex2bin(bytes.data(), bytes.size(), text.data(), digits, nullptr, &length, &end) == 0 &&
                       length == key_size;
    sodium_memzero(text.data(), text.size());
    auto made = whole ? key::from_bytes(bytes) : result<key>(errc::malformed);
    sodium_memzero(bytes.data(), bytes.size());
    if (!whole) why = path + ": not a key: 64 hexadecimal digits and a newline are expected";
    return made;
}

result<void> create_key_file(std::string const& path, random_fn const& random, std::string& why) {
    descriptor const file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (file.get() < 0) {
        why = path + ": " + reason();
        return errno == EEXIST ? errc::conflict : errc::forbidden;
    }
    auto const fresh = key::generate(random);
    std::array<char, digits + 1> text{};
    sodium_bin2hex(text.data(), text.size(), fresh.bytes().data(), key_size);
    text[digits] = '\n';
    bool const written = write_all(file.get(), text.data(), text.size()) && ::fsync(file.get()) == 0;
    sodium_memzero(text.data(), text.size());
    if (!written) {
        why = path + ": " + reason();
        ::unlink(path.c_str());
        return errc::unavailable;
    }
    auto const parent = std::filesystem::absolute(path).parent_path();
    descriptor const folder(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.get() < 0 || ::fsync(folder.get()) != 0) {
        why = parent.string() + ": " + reason();
        return errc::unavailable;
    }
    return {};
}

}  // namespace earshot::seal
