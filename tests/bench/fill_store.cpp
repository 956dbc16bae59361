// SPDX-License-Identifier: Apache-2.0
// Fills a data folder's store as after long use: `fill_store FILE MESSAGES`. Every message was accepted and worked in, ten
// to a conversation; the conversations are open. Sealed columns hold bytes of the usual length. Ends without closing, as kill -9.
#include "storage/store.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <future>
#include <string>
#include <unistd.h>
#include <vector>

using namespace earshot;
using namespace earshot::storage;

namespace {

constexpr std::size_t batch = 1000;
constexpr std::size_t each = 10;

std::uint64_t mixed(std::uint64_t n) {  // splitmix64: as evenly spread as keyed hashes and random ids are
    n += 0x9e3779b97f4a7c15;
    n = (n ^ (n >> 30)) * 0xbf58476d1ce4e5b9;
    n = (n ^ (n >> 27)) * 0x94d049bb133111eb;
    return n ^ (n >> 31);
}

template <class Id>
Id id_of(std::uint64_t n) {
    Id id;
    auto const a = mixed(n);
    auto const b = mixed(a);
    std::memcpy(id.value.data(), &a, sizeof a);
    std::memcpy(id.value.data() + 8, &b, sizeof b);
    return id;
}

instant wall() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

int stop(char const* why) {
    std::fprintf(stderr, "fill_store: %s\n", why);
    return 1;
}

bool accept_some(store& into, std::uint64_t first, std::size_t count) {
    std::vector<std::future<result<accepted>>> answers;
    for (std::uint64_t n = first; n < first + count; ++n) {
        journal_entry e;
        e.channel = "demo-sms";
        e.dedupe = id_of<dedupe_tag>(n);
        e.sealed_sender.assign(60, 1);
        e.sealed_body.assign(100, 2);
        e.received = wall();
        auto answer = std::make_shared<std::promise<result<accepted>>>();
        answers.push_back(answer->get_future());
        into.accept_async(std::move(e), [answer](result<accepted> r) { answer->set_value(std::move(r)); });
    }
    return std::ranges::all_of(answers, [](auto& a) { return a.get().has_value(); });
}

conversation_row open_conversation(std::uint64_t n, std::size_t messages) {
    conversation_row row;
    row.who = id_of<alias>(n);
    row.channel = "demo-sms";
    row.wrapped_key.assign(72, 3);
    row.sealed_state.assign(600, 4);
    row.phase = "asking";
    row.flow_version = "bench";
    row.opened = row.last_heard = wall();
    row.last_seq = {static_cast<std::int64_t>(messages)};
    return row;
}

std::vector<message_row> texts(std::size_t count) {
    std::vector<message_row> all(count);
    for (std::size_t i = 0; i < count; ++i) {
        all[i].seq = {static_cast<std::int64_t>(i + 1)};
        all[i].author = "reporter";
        all[i].sealed_text.assign(120, 5);
        all[i].at = wall();
    }
    return all;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return stop("usage: fill_store FILE MESSAGES");
    auto const messages = std::strtoull(argv[2], nullptr, 10);
    sqlite_options options;
    options.file = argv[1];
    std::string why;
    auto opened = open_sqlite(options, wall, why);
    if (!opened) return stop(why.c_str());
    auto& into = **opened;
    std::int64_t seq = 0;
    for (std::uint64_t n = 0; n < messages; n += batch) {
        auto const count = static_cast<std::size_t>(std::min<std::uint64_t>(batch, messages - n));
        if (!accept_some(into, n, count)) return stop("a message was not accepted");
        std::vector<step_commit> steps(count);
        for (auto& step : steps) step.done = journal_seq{++seq};
        // The conversations' rows and texts come with the last of each one's messages.
        for (std::size_t i = 0; i < count; i += each) {
            auto const some = std::min(each, count - i);
            steps[i + some - 1].conversation = open_conversation(n + i, some);
            steps[i + some - 1].messages = texts(some);
        }
        auto const done = into.advance(std::move(steps));
        if (!done) return stop("a step was not written");
        for (auto const& one : done->steps)
            if (!one) return stop("a step met a conflict");
    }
    std::fflush(stdout);
    ::_exit(0);  // no clean end: that is the point
}
