// SPDX-License-Identifier: Apache-2.0
#include "gateway/seal/sealed_file.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

namespace earshot::seal {
namespace {

constexpr std::size_t chunk = 64 * 1024;
constexpr std::size_t extra = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t head = crypto_secretstream_xchacha20poly1305_HEADERBYTES;

class file {
public:
    file(std::string const& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR)) {}
    file(file const&) = delete;
    file& operator=(file const&) = delete;
    ~file() {
        if (fd_ >= 0) ::close(fd_);
    }
    bool good() const noexcept { return fd_ >= 0; }
    // Up to `size` bytes, fewer only at the end; -1 on an error.
    ssize_t read(std::uint8_t* into, std::size_t size) const {
        std::size_t have = 0;
        while (have < size) {
            auto const got = ::read(fd_, into + have, size - have);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return -1;
            if (got == 0) break;
            have += static_cast<std::size_t>(got);
        }
        return static_cast<ssize_t>(have);
    }
    bool write(std::uint8_t const* data, std::size_t size) const {
        while (size > 0) {
            auto const put = ::write(fd_, data, size);
            if (put < 0 && errno == EINTR) continue;
            if (put < 0) return false;
            data += put;
            size -= static_cast<std::size_t>(put);
        }
        return true;
    }
    bool sync() const { return ::fsync(fd_) == 0; }

private:
    int fd_;
};

boost::system::error_code trouble(std::string const& path, std::string& why) {
    why = path + ": " + std::strerror(errno);
    return errc::unavailable;
}

}  // namespace

result<void> seal_file(key const& k, std::string const& from, std::string const& to, std::string& why) {
    file const in(from, O_RDONLY);
    if (!in.good()) return trouble(from, why);
    file const out(to, O_WRONLY | O_CREAT | O_EXCL);
    if (!out.good()) return trouble(to, why);
    crypto_secretstream_xchacha20poly1305_state state;
    std::vector<std::uint8_t> plain(chunk), sealed(chunk + extra), header(head);
    crypto_secretstream_xchacha20poly1305_init_push(&state, header.data(), k.bytes().data());
    bool good = out.write(header.data(), header.size());
    for (bool last = false; good && !last;) {
        auto const got = in.read(plain.data(), plain.size());
        last = got < static_cast<ssize_t>(plain.size());
        unsigned long long size = 0;
        if (got < 0) good = false;
        else
            crypto_secretstream_xchacha20poly1305_push(
                &state, sealed.data(), &size, plain.data(), static_cast<unsigned long long>(got), nullptr, 0,
                last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
        good = good && out.write(sealed.data(), static_cast<std::size_t>(size));
    }
    sodium_memzero(&state, sizeof state);
    if (good && out.sync()) return {};
    auto const code = trouble(to, why);
    ::unlink(to.c_str());
    return code;
}

result<void> open_file(key const& k, std::string const& from, std::string const& to, std::string& why) {
    file const in(from, O_RDONLY);
    if (!in.good()) return trouble(from, why);
    file const out(to, O_WRONLY | O_CREAT | O_EXCL);
    if (!out.good()) return trouble(to, why);
    crypto_secretstream_xchacha20poly1305_state state;
    std::vector<std::uint8_t> plain(chunk), sealed(chunk + extra), header(head);
    bool ours = in.read(header.data(), header.size()) == static_cast<ssize_t>(header.size()) &&
                crypto_secretstream_xchacha20poly1305_init_pull(&state, header.data(), k.bytes().data()) == 0;
    bool good = true;
    for (bool last = false; ours && good && !last;) {
        auto const got = in.read(sealed.data(), sealed.size());
        unsigned char tag = 0;
        unsigned long long size = 0;
        ours = got >= static_cast<ssize_t>(extra) &&
               crypto_secretstream_xchacha20poly1305_pull(&state, plain.data(), &size, &tag, sealed.data(),
                                                          static_cast<unsigned long long>(got), nullptr, 0) == 0;
        last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
        // What is whole but not the last must be full, and after the last comes nothing.
        if (ours && !last) ours = got == static_cast<ssize_t>(sealed.size());
        if (ours) good = out.write(plain.data(), static_cast<std::size_t>(size));
        if (ours && last) ours = in.read(sealed.data(), 1) == 0;
    }
    sodium_memzero(&state, sizeof state);
    sodium_memzero(plain.data(), plain.size());
    if (ours && good && out.sync()) return {};
    boost::system::error_code code = errc::unauthentic;
    if (ours) code = trouble(to, why);
    else why = from + ": was changed, cut short, or belongs to another key";
    ::unlink(to.c_str());
    return code;
}

}  // namespace earshot::seal
