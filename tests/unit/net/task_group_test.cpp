// SPDX-License-Identifier: Apache-2.0
#include "gateway/net/task_group.hpp"

#include "tests/unit/net/loop.hpp"

using namespace earshot::net;
using namespace earshot::net::test;

namespace {

struct counted {
    int& live;
    explicit counted(int& all) : live(all) { ++live; }
    counted(counted const&) = delete;
    counted& operator=(counted const&) = delete;
    ~counted() { --live; }
};

awaitable<void> wait_long(int* live) {
    counted const here(*live);
    co_await pause(1h);
}
awaitable<void> wait_short(int* live) {
    counted const here(*live);
    co_await pause(2ms);
}
awaitable<void> break_down() {
    co_await pause(0ms);
    throw std::runtime_error("a bug");
}
awaitable<int> answer_of(int value, std::chrono::milliseconds after) {
    co_await pause(after);
    if (value < 0) throw std::runtime_error("negative");
    co_return value;
}

}  // namespace

TEST_CASE("a group waits for its tasks, and cancels those that stay") {
    loop world;
    int live = 0;
    std::vector<std::string> faults;
    task_group group(world.io.get_executor(), [&](std::string_view what) { faults.emplace_back(what); });
    auto const test = [&]() -> awaitable<void> {
        for (int i = 0; i < 50; ++i) group.spawn(wait_short(&live));
        bool by_themselves = co_await group.join(10s);
        CHECK(by_themselves);
        CHECK(live == 0);
        for (int i = 0; i < 50; ++i) group.spawn(wait_long(&live));
        co_await pause(1ms);
        CHECK(live == 50);
        by_themselves = co_await group.join(1ms);
        CHECK_FALSE(by_themselves);
        CHECK(live == 0);
        CHECK(group.size() == 0);
        group.spawn(break_down());
        by_themselves = co_await group.join(10s);
        CHECK(by_themselves);
    };
    world.run(test());
    CHECK(faults == std::vector<std::string>{"a bug"});
}

TEST_CASE("a wake-up is remembered once, and waiting has an end") {
    loop world;
    wake_up bell(world.io.get_executor());
    auto const test = [&]() -> awaitable<void> {
        bell.notify();
        bell.notify();
        bool told = co_await bell.wait(10s);
        CHECK(told);
        told = co_await bell.wait(1ms);
        CHECK_FALSE(told);
        auto const ring = [&]() -> awaitable<void> {
            co_await pause(1ms);
            bell.notify();
        };
        world.background(ring());
        told = co_await bell.wait(10s);
        CHECK(told);
    };
    world.run(test());
}

TEST_CASE("within gives the result, nothing, or what was thrown") {
    loop world;
    auto const test = [&]() -> awaitable<void> {
        auto soon = co_await within(answer_of(7, 0ms), 10s);
        CHECK(soon == 7);
        soon = co_await within(answer_of(7, 1h), 1ms);
        CHECK_FALSE(soon);
        bool thrown = false;
        try {
            co_await within(answer_of(-1, 0ms), 10s);
        } catch (std::runtime_error const&) {
            thrown = true;
        }
        CHECK(thrown);
    };
    world.run(test());
}
