// SPDX-License-Identifier: Apache-2.0
// Sends signed Twilio webhooks over kept-alive connections as fast as they are answered, and tells how that went.
// Every message has an id of its own; senders take their turns and each walks through the lines of the script, so a
// sender's next message leaves only long after the one before was answered.
//
//   webhook_loader port=8080 path=/hooks/demo-sms url=http://127.0.0.1:8080/hooks/demo-sms token=... account=AC...
//       script=FILE [connections=64] [seconds=3 | requests=100000] [senders=2000] [run=1]
//
// Prints one JSON object. `run` keeps ids and senders of several runs apart. Loopback only: the numbers are made up.
#include "tests/bench/loader_wire.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

using namespace earshot::bench;
using clock_type = std::chrono::steady_clock;

namespace {

struct settings {
    std::map<std::string, std::string, std::less<>> given;

    std::string text(std::string_view name, std::string otherwise = {}) const {
        auto const found = given.find(name);
        return found == given.end() ? std::move(otherwise) : found->second;
    }
    long number(std::string_view name, long otherwise) const {
        auto const found = given.find(name);
        return found == given.end() ? otherwise : std::strtol(found->second.c_str(), nullptr, 10);
    }
};

struct connection {
    int fd{-1};
    std::string out;
    std::size_t sent{};
    std::string in;
    clock_type::time_point began;
};

struct tally {
    std::size_t sent{};
    std::size_t ok{};       // 2xx
    std::size_t refused{};  // any other status
    std::size_t broken{};   // the connection ended under a request
    std::vector<std::uint32_t> microseconds;
};

int connect_to(int port) {
    int const fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || ::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) {
        std::perror("connect");
        std::exit(2);
    }
    int const yes = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
    return fd;
}

class load {
public:
    explicit load(settings const& with)
        : port_(static_cast<int>(with.number("port", 0))),
          senders_(static_cast<std::uint64_t>(std::max(1L, with.number("senders", 2000)))),
          run_(static_cast<std::uint64_t>(with.number("run", 1))),
          most_(static_cast<std::uint64_t>(with.number("requests", 0))),
          until_(clock_type::now() + std::chrono::milliseconds(1000 * with.number("seconds", most_ ? 600 : 3))),
          webhook_(with.text("path", "/"), with.text("url"), with.text("token"), with.text("account", "AC0")) {
        std::ifstream lines(with.text("script"));
        for (std::string line; std::getline(lines, line);)
            if (!line.empty()) script_.push_back(line);
        if (script_.empty()) script_.emplace_back("hello");
        connections_.resize(static_cast<std::size_t>(std::max(1L, with.number("connections", 64))));
    }

    tally run() {
        poll_ = ::epoll_create1(EPOLL_CLOEXEC);
        for (auto& c : connections_) open(c);
        std::array<epoll_event, 256> events{};
        while (busy_ > 0) {
            int const count = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 20'000);
            if (count == 0) break;  // nobody answers any more
            for (int i = 0; i < count; ++i) serve(*static_cast<connection*>(events[static_cast<std::size_t>(i)].data.ptr));
        }
        counted_.broken += busy_;
        for (auto& c : connections_)
            if (c.fd >= 0) ::close(c.fd);
        ::close(poll_);
        return std::move(counted_);
    }

private:
    void open(connection& c) {
        c.fd = connect_to(port_);
        epoll_event e{};
        e.events = EPOLLIN;
        e.data.ptr = &c;
        ::epoll_ctl(poll_, EPOLL_CTL_ADD, c.fd, &e);
        ++busy_;
        next(c);
    }

    void end(connection& c) {
        ::close(c.fd);
        c.fd = -1;
        --busy_;
    }

    void next(connection& c) {
        auto const now = clock_type::now();
        if (now >= until_ || (most_ != 0 && counted_.sent >= most_)) return end(c);
        std::uint64_t const n = counted_.sent++;
        std::uint64_t const turn = n / senders_;
        auto const sender = run_ * 10'000'000 + turn / script_.size() * senders_ + n % senders_;
        webhook_.write(c.out, run_ << 40 | n, sender, script_[turn % script_.size()]);
        c.sent = 0;
        c.began = now;
        push(c);
    }

    void push(connection& c) {
        while (c.sent < c.out.size()) {
            auto const put = ::send(c.fd, c.out.data() + c.sent, c.out.size() - c.sent, MSG_NOSIGNAL);
            if (put > 0) {
                c.sent += static_cast<std::size_t>(put);
                continue;
            }
            if (errno == EAGAIN) return want(c, EPOLLIN | EPOLLOUT);
            return lost(c);
        }
    }

    void want(connection& c, std::uint32_t what) const {
        epoll_event e{};
        e.events = what;
        e.data.ptr = &c;
        ::epoll_ctl(poll_, EPOLL_CTL_MOD, c.fd, &e);
    }

    void lost(connection& c) {
        ++counted_.broken;
        end(c);
    }

    void serve(connection& c) {
        if (c.fd < 0) return;
        if (c.sent < c.out.size()) {
            push(c);
            if (c.fd >= 0 && c.sent == c.out.size()) want(c, EPOLLIN);
        }
        std::array<char, 4096> room;  // NOLINT: filled by recv
        auto const got = c.fd < 0 ? -1 : ::recv(c.fd, room.data(), room.size(), 0);
        if (got < 0 && (c.fd < 0 || errno == EAGAIN)) return;
        if (got <= 0) return lost(c);
        c.in.append(room.data(), static_cast<std::size_t>(got));
        auto const answer = read_answer(c.in);
        if (!answer) return;
        c.in.erase(0, answer->size);
        auto const took = std::chrono::duration_cast<std::chrono::microseconds>(clock_type::now() - c.began);
        counted_.microseconds.push_back(static_cast<std::uint32_t>(took.count()));
        ++(answer->status / 100 == 2 ? counted_.ok : counted_.refused);
        next(c);
    }

    int port_;
    std::uint64_t senders_;
    std::uint64_t run_;
    std::uint64_t most_;
    clock_type::time_point until_;
    webhook_writer webhook_;
    std::vector<std::string> script_;
    std::vector<connection> connections_;
    std::size_t busy_{};
    int poll_{-1};
    tally counted_;
};

double milliseconds_at(std::vector<std::uint32_t> const& sorted, double part) {
    if (sorted.empty()) return 0;
    auto const at = static_cast<std::size_t>(part * static_cast<double>(sorted.size()));
    return sorted[std::min(at, sorted.size() - 1)] / 1000.0;
}

double cpu_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
}

}  // namespace

int main(int argc, char** argv) {
    settings with;
    for (int i = 1; i < argc; ++i) {
        std::string const one = argv[i];
        auto const equals = one.find('=');
        if (equals != std::string::npos) with.given[one.substr(0, equals)] = one.substr(equals + 1);
    }
    if (with.number("port", 0) == 0) {
        std::fputs("usage: webhook_loader port=N path=/hooks/NAME url=URL token=TOKEN account=SID script=FILE\n", stderr);
        return 2;
    }
    load one(with);
    auto const began = clock_type::now();
    auto counted = one.run();
    double const seconds = std::chrono::duration<double>(clock_type::now() - began).count();
    std::sort(counted.microseconds.begin(), counted.microseconds.end());
    std::printf("{\"sent\":%zu,\"ok\":%zu,\"refused\":%zu,\"broken\":%zu,\"seconds\":%.3f,\"per_second\":%.0f,"
                "\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"p999_ms\":%.2f,\"max_ms\":%.2f,\"loader_cpu_seconds\":%.3f}\n",
                counted.sent, counted.ok, counted.refused, counted.broken, seconds,
                static_cast<double>(counted.ok) / seconds, milliseconds_at(counted.microseconds, 0.5),
                milliseconds_at(counted.microseconds, 0.99), milliseconds_at(counted.microseconds, 0.999),
                milliseconds_at(counted.microseconds, 1), cpu_seconds());
    return 0;
}
