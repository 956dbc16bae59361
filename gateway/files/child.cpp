// SPDX-License-Identifier: Apache-2.0
#include "gateway/files/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace earshot::files {
namespace {

class descriptor {
public:
    explicit descriptor(int fd) : fd_(fd) {}
    ~descriptor() { close(); }
    descriptor(descriptor const&) = delete;
    descriptor& operator=(descriptor const&) = delete;
    int get() const noexcept { return fd_; }
    void close() noexcept {
        if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    }

private:
    int fd_;
};

struct spawn_plan {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    spawn_plan() {
        posix_spawn_file_actions_init(&files);
        posix_spawnattr_init(&how);
    }
    ~spawn_plan() {
        posix_spawn_file_actions_destroy(&files);
        posix_spawnattr_destroy(&how);
    }
    spawn_plan(spawn_plan const&) = delete;
    spawn_plan& operator=(spawn_plan const&) = delete;
};

// Its three standard descriptors, no others, no environment, no signal of ours.
pid_t start(std::vector<std::string> const& command, int in, int out) {
    spawn_plan plan;
    posix_spawn_file_actions_adddup2(&plan.files, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&plan.files, out, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&plan.files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&plan.files, STDERR_FILENO + 1);
    posix_spawn_file_actions_addchdir_np(&plan.files, "/");
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&plan.how, &none);
    posix_spawnattr_setsigdefault(&plan.how, &all);
    posix_spawnattr_setflags(&plan.how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    std::vector<char*> words;
    for (auto const& w : command) words.push_back(const_cast<char*>(w.c_str()));
    words.push_back(nullptr);
    char* nothing[] = {nullptr};
    pid_t pid = -1;
    return posix_spawn(&pid, command.front().c_str(), &plan.files, &plan.how, words.data(), nothing) == 0 ? pid : -1;
}

// False: there is no more to come.
bool take_some(int from, std::string& into) {
    char some[64 * 1024];
    auto const n = ::read(from, some, sizeof some);
    if (n > 0) into.append(some, static_cast<std::size_t>(n));
    return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

// False: the other side reads no more.
bool give_some(int to, std::string_view& rest) {
    // A pipe of sockets, so that a child that is gone is an error here and no signal.
    auto const n = ::send(to, rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n > 0) rest.remove_prefix(static_cast<std::size_t>(n));
    return n >= 0 || errno == EAGAIN || errno == EINTR;
}

}  // namespace

std::optional<child_end> run_child(
    std::vector<std::string> const& command,
    std::string_view input,
    std::size_t most,
    std::chrono::steady_clock::time_point until
) {
    int to[2], from[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, to) != 0) return std::nullopt;
    descriptor to_us(to[0]), to_child(to[1]);
    if (::pipe2(from, O_CLOEXEC) != 0) return std::nullopt;
    descriptor from_us(from[0]), from_child(from[1]);
    pid_t const pid = start(command, to_child.get(), from_child.get());
    if (pid < 0) return std::nullopt;
    to_child.close();
    from_child.close();
    ::fcntl(from_us.get(), F_SETFL, O_NONBLOCK);

    child_end end;
    for (bool open = true; open;) {
        if (input.empty()) to_us.close();
        auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
        if (left <= 0 || end.said.size() > most) {
            end.late = left <= 0;
            ::kill(pid, SIGKILL);
            break;
        }
        pollfd waits[2] = {{from_us.get(), POLLIN, 0}, {to_us.get(), POLLOUT, 0}};
        if (::poll(waits, to_us.get() >= 0 ? 2 : 1, static_cast<int>(std::min<long long>(left, 1000))) < 0) continue;
        if (waits[1].revents && to_us.get() >= 0 && !give_some(to_us.get(), input)) input = {};
        if (waits[0].revents) open = take_some(from_us.get(), end.said);
    }
    // It may have closed its output and live on: it gets no more time than the rest.
    int status = 0;
    for (bool killed = end.late || end.said.size() > most;;) {
        auto const gone = ::waitpid(pid, &status, killed ? 0 : WNOHANG);
        if (gone == pid || (gone < 0 && errno != EINTR)) break;
        if (killed) continue;
        if (std::chrono::steady_clock::now() >= until) {
            end.late = killed = true;
            ::kill(pid, SIGKILL);
            continue;
        }
        pollfd none{-1, 0, 0};
        ::poll(&none, 1, 2);
    }
    if (WIFEXITED(status)) end.exit_code = WEXITSTATUS(status);
    else if (WIFSIGNALED(status)) end.signal = WTERMSIG(status);
    return end;
}

}  // namespace earshot::files
