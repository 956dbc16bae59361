// SPDX-License-Identifier: Apache-2.0
#include "gateway/cli/passphrase.hpp"

#include "gateway/cli/options.hpp"
#include "gateway/domain/private_text.hpp"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <memory>
#include <ostream>

namespace earshot::cli {
namespace {

constexpr std::size_t longest = 1024;

std::string first_line(int fd) {
    std::string line;
    line.reserve(longest);
    while (line.size() < longest) {
        char c = 0;
        auto const got = ::read(fd, &c, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0 || c == '\n') break;
        line += c;
    }
    return line;
}

std::string from_terminal(std::string const& what) {
    int const fd = ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) return {};
    termios before{};
    bool const quiet = ::tcgetattr(fd, &before) == 0;
    if (quiet) {
        auto hidden = before;
        hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(fd, TCSAFLUSH, &hidden);
    }
    auto const prompt = "Passphrase for " + what + ": ";
    std::string line;
    if (::write(fd, prompt.data(), prompt.size()) > 0) line = first_line(fd);
    if (quiet) ::tcsetattr(fd, TCSAFLUSH, &before);
    if (::write(fd, "\n", 1) < 0) line.clear();
    ::close(fd);
    return line;
}

struct kept {
    kept() = default;
    kept(kept const&) = delete;
    kept& operator=(kept const&) = delete;
    ~kept() { wipe(words); }
    std::string words;
};

}  // namespace

std::optional<seal::passphrase_fn> take_passphrase(std::vector<std::string>& args, std::ostream& err) {
    bool missing = false;
    auto const given = take_option(args, "passphrase-fd", missing);
    int fd = -1;
    if (given) {
        auto const [end, failed] = std::from_chars(given->data(), given->data() + given->size(), fd);
        missing = missing || failed != std::errc() || end != given->data() + given->size() || fd < 0;
    }
    if (missing) {
        err << "--passphrase-fd takes the number of an open file descriptor\n";
        return std::nullopt;
    }
    return seal::passphrase_fn([fd, one = std::make_shared<kept>()](std::string const& what) {
        if (one->words.empty()) one->words = fd >= 0 ? first_line(fd) : from_terminal(what);
        return one->words;
    });
}

}  // namespace earshot::cli
