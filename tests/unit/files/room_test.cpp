// SPDX-License-Identifier: Apache-2.0
// Children and the room where files wait for them.
#include "gateway/files/child.hpp"
#include "gateway/files/runner.hpp"
#include "gateway/files/strip_room.hpp"
#include "tests/support/catch.hpp"

#include <signal.h>

#include <latch>
#include <semaphore>

using namespace earshot;
using namespace earshot::files;
using namespace std::chrono_literals;

namespace {

auto in(std::chrono::milliseconds time) { return std::chrono::steady_clock::now() + time; }

std::vector<raw_file> two(std::string first, std::string second) {
    std::vector<raw_file> out;
    out.push_back({body(std::move(first))});
    out.push_back({body(std::move(second))});
    return out;
}

cleaned said(std::string_view raw) { return {{{file_media::text, std::string(raw)}}, {}}; }

}  // namespace

TEST_CASE("a child gets all of its input while it talks, and no environment or open file of ours") {
    std::string const much(3'000'000, 'x');
    auto const end = run_child({"/bin/cat"}, much, much.size(), in(20s));
    REQUIRE(end);
    CHECK(end->exit_code == 0);
    CHECK(end->said == much);
    auto const bare = run_child({"/usr/bin/env"}, {}, 1000, in(20s));
    REQUIRE(bare);
    CHECK(bare->said.empty());
    auto const open = run_child({"/bin/sh", "-c", "cd /proc/self/fd && echo *"}, {}, 1000, in(20s));
    REQUIRE(open);
    CHECK(open->said.starts_with("0 1 2"));
    CHECK(open->said.size() <= std::string("0 1 2 10\n").size());  // the shell's own, for the folder
}

TEST_CASE("a child that is late, says too much, takes nothing or is not there") {
    auto const late = run_child({"/bin/sleep", "1000"}, {}, 10, in(50ms));
    REQUIRE(late);
    CHECK(late->late);
    CHECK(late->signal == SIGKILL);
    auto const closes = run_child({"/bin/sh", "-c", "exec >&-; exec sleep 1000"}, {}, 10, in(100ms));
    REQUIRE(closes);
    CHECK(closes->late);
    auto const talks = run_child({"/usr/bin/yes"}, {}, 1000, in(20s));
    REQUIRE(talks);
    CHECK(talks->signal == SIGKILL);
    auto const deaf = run_child({"/bin/true"}, std::string(3'000'000, 'x'), 10, in(20s));
    REQUIRE(deaf);
    CHECK(deaf->exit_code == 0);
    auto const crash = run_child({"/bin/sh", "-c", "kill -SEGV $$"}, {}, 10, in(20s));
    REQUIRE(crash);
    CHECK(crash->signal == SIGSEGV);
    CHECK_FALSE(run_child({"/nowhere/at/all"}, {}, 10, in(20s)));
}

TEST_CASE("a worker that fails in any way gives a note, and one that is not locked in takes no file") {
    std::string const png = "\x89PNG\r\n\x1a\n";
    CHECK(runner({"/bin/false", 5s}).clean(png).refused == file_refusal::failed);
    CHECK(runner({"/bin/echo", 5s}).clean(png).refused == file_refusal::failed);  // no answer of ours
    CHECK(runner({"/nowhere/at/all", 5s}).clean(png).refused == file_refusal::failed);
    CHECK(runner({"/nowhere/at/all", 5s}).clean("Rar!").refused == file_refusal::archive);  // no worker is needed
    std::string why;
    CHECK_FALSE(runner({"/bin/true", 5s}).locks(why));
    CHECK(why.find("not locked") != std::string::npos);
    CHECK_FALSE(runner({"/nowhere/at/all", 5s}).locks(why));
}

TEST_CASE("a room strips what is brought, in the files' order, and keeps it until it is dropped") {
    std::counting_semaphore<> done{0};
    strip_room room(said, 2, 4, [&] { done.release(); });
    CHECK(room.of({7}) == strip_room::state::unknown);
    CHECK(room.bring({7}, two("a", "b")));
    done.acquire();
    CHECK(room.of({7}) == strip_room::state::ready);
    CHECK(room.finished() == 1);
    auto const answers = room.answers({7});
    REQUIRE(answers);
    REQUIRE(answers->size() == 2);
    CHECK((*answers)[0].parts[0].bytes == "a");
    CHECK((*answers)[1].parts[0].bytes == "b");
    CHECK(room.bring({7}, {}));  // it is there already
    room.drop({7});
    CHECK(room.of({7}) == strip_room::state::unknown);
    CHECK_FALSE(room.answers({7}));
}

TEST_CASE("a full room takes nothing more until something is dropped") {
    std::latch gate(1);
    std::counting_semaphore<> done{0};
    strip_room room(
        [&](std::string_view raw) {
            gate.wait();
            return said(raw);
        },
        1, 2, [&] { done.release(); });
    CHECK(room.bring({1}, two("a", "b")));
    CHECK(room.bring({2}, two("a", "b")));
    CHECK_FALSE(room.bring({3}, two("a", "b")));
    CHECK(room.of({2}) == strip_room::state::waiting);
    gate.count_down();
    done.acquire();
    done.acquire();
    CHECK_FALSE(room.bring({3}, two("a", "b")));
    room.drop({1});
    CHECK(room.bring({3}, two("a", "b")));
    done.acquire();
}
