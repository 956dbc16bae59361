// SPDX-License-Identifier: Apache-2.0
// How many messages a second the store makes durable, what one costs the writer, and how long a start takes with a
// million remembered tags. `store_bench [folder] [seconds]`; the folder decides which disk is measured.
#include "storage/store.hpp"

#include <time.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>

using namespace earshot;
using namespace earshot::storage;
using clock_type = std::chrono::steady_clock;

namespace {

constexpr std::size_t body_size = 600;

double seconds_of(clockid_t clock) {
    timespec t{};
    ::clock_gettime(clock, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

double since(clock_type::time_point start) {
    return std::chrono::duration<double>(clock_type::now() - start).count();
}

instant wall() {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::uint64_t mixed(std::uint64_t n) {  // splitmix64: tags as evenly spread as keyed hashes are
    n += 0x9e3779b97f4a7c15;
    n = (n ^ (n >> 30)) * 0xbf58476d1ce4e5b9;
    n = (n ^ (n >> 27)) * 0x94d049bb133111eb;
    return n ^ (n >> 31);
}

journal_entry entry(std::uint64_t n) {
    journal_entry e;
    e.channel = "sms";
    auto const a = mixed(n);
    auto const b = mixed(a ^ n);
    std::memcpy(e.dedupe.value.data(), &a, sizeof a);
    std::memcpy(e.dedupe.value.data() + 8, &b, sizeof b);
    e.sealed_sender.assign(60, 1);
    e.sealed_body.assign(body_size, 2);
    e.received = wall();
    return e;
}

std::unique_ptr<store> open(std::string const& file) {
    sqlite_options options;
    options.file = file;
    std::string why;
    auto opened = open_sqlite(options, wall, why);
    if (!opened) {
        std::fprintf(stderr, "%s\n", why.c_str());
        std::exit(1);
    }
    return std::move(*opened);
}

std::size_t resident_kib() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:")) return std::stoul(line.substr(6));
    return 0;
}

// Keeps `waiters` entries under way; each answer sends the next from the writer's own thread, so that the CPU measured
// is the store's and little else.
struct load {
    store& s;
    std::atomic<std::uint64_t>& number;
    clock_type::time_point until;
    std::mutex m{};
    std::condition_variable done{};
    int running{};
    std::uint64_t rows{};
    std::uint64_t refused{};

    void send() {
        s.accept_async(entry(number++), [this](result<accepted> r) {
            if (r.has_value())
                ++rows;
            else
                ++refused;
            if (r.has_value() && clock_type::now() < until) return send();
            std::lock_guard const lock(m);
            --running;
            done.notify_all();
        });
    }
    void run(int waiters) {
        running = waiters;
        for (int i = 0; i < waiters; ++i) send();
        std::unique_lock lock(m);
        done.wait(lock, [&] { return running == 0; });
    }
};

}  // namespace

int main(int argc, char** argv) {
    auto folder = std::string(argc > 1 ? argv[1] : std::filesystem::temp_directory_path().string()) + "/bench-XXXXXX";
    double const seconds = argc > 2 ? std::atof(argv[2]) : 1.0;
    if (!::mkdtemp(folder.data())) return 1;
    std::printf("SQLite %s, %zu-byte bodies, synchronous=FULL\n", sqlite_version().c_str(), body_size);
    std::atomic<std::uint64_t> number{1};
    for (int const waiters : {1, 16, 64, 256}) {
        auto const s = open(folder + "/" + std::to_string(waiters) + ".db");
        auto const start = clock_type::now();
        auto const cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
        load l{*s, number, start + std::chrono::microseconds(static_cast<long>(seconds * 1e6))};
        l.run(waiters);
        auto const took = since(start);
        auto const used = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
        auto const n = static_cast<double>(l.rows);
        std::printf("%4d waiters: %8.0f rows/s, %5.1f us CPU a row, %llu refused\n", waiters, n / took, used / n * 1e6,
                    static_cast<unsigned long long>(l.refused));
    }
    {
        auto const file = folder + "/million.db";
        auto s = open(file);
        load l{*s, number, clock_type::time_point::max()};
        std::uint64_t const end = number + 1'000'000;
        // As above, but to a number instead of a time.
        std::function<void()> send = [&] {
            auto const n = number++;
            if (n >= end) {
                std::lock_guard const lock(l.m);
                --l.running;
                l.done.notify_all();
                return;
            }
            auto e = entry(n);
            e.sealed_body.assign(32, 2);
            s->accept_async(std::move(e), [&](result<accepted>) { send(); });
        };
        auto const start = clock_type::now();
        l.running = 256;
        for (int i = 0; i < 256; ++i) send();
        {
            std::unique_lock lock(l.m);
            l.done.wait(lock, [&] { return l.running == 0; });
        }
        std::printf("1M rows in %.1f s\n", since(start));
        s.reset();
        auto const before = resident_kib();
        auto const again = clock_type::now();
        s = open(file);
        std::printf("open with 1M tags: %.0f ms, %zu KiB more memory\n", since(again) * 1e3, resident_kib() - before);
    }
    std::filesystem::remove_all(folder);
}
