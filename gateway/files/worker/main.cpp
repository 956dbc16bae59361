// SPDX-License-Identifier: Apache-2.0
// earshot-file-worker KIND: one file in on standard input, its clean copy out on standard output (wire.hpp), in a
// process that can do nothing else. Started by the gateway for each file; it is of no use to people.
//
// earshot-file-worker --try file|network|program|process: locks down, then does what it must not do. It has to die of it;
// the gateway tries this at its start, because a kernel may lack what the lock is made of.
#include "gateway/files/worker/codecs.hpp"
#include "gateway/files/worker/lockdown.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace earshot;

constexpr int wrong_use = 2;
constexpr int no_lock = 3;
constexpr std::size_t most_input = 64u << 20;

std::string read_all() {
    std::string out;
    static char some[256 * 1024];
    for (;;) {
        auto const n = ::read(STDIN_FILENO, some, sizeof some);
        if (n <= 0) return out;
        if (out.size() + static_cast<std::size_t>(n) > most_input) return {};
        out.append(some, static_cast<std::size_t>(n));
    }
}

bool write_all(std::string_view bytes) {
    while (!bytes.empty()) {
        auto const n = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (n <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

int misbehave(std::string_view how) {
    if (files::lock_down(files::kind::jpeg) != files::locked::yes) return no_lock;
    if (how == "file") ::open("/etc/passwd", O_RDONLY);
    else if (how == "network") ::socket(AF_INET, SOCK_STREAM, 0);
    else if (how == "program") ::execl("/bin/true", "true", nullptr);
    else if (how == "process") ::fork();
    return 0;  // still alive: there is no lock
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 3 && std::string_view(argv[1]) == "--try") return misbehave(argv[2]);
    auto const what = argc == 2 ? files::kind_named(argv[1]) : std::nullopt;
    if (!what) return wrong_use;
    ::close_range(3, ~0u, 0);
    files::warm_up(*what);
    if (files::lock_down(*what) != files::locked::yes) return no_lock;
    auto const bytes = read_all();
    auto const answer = files::wire::write(files::clean(*what, bytes));
    // Without the end of a normal program: its handlers may want what was given up.
    std::_Exit(write_all(answer) ? 0 : 1);
}
