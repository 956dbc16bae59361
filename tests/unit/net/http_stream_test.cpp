// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/net/loop.hpp"

using namespace earshot::net;
using namespace earshot::net::test;

namespace {

struct streaming : served {
    std::shared_ptr<wake_up> next = std::make_shared<wake_up>(io.get_executor());
    bool stopped{};
    bool ended{};

    streaming() {
        router->add("GET", "/events", [this](http_request) -> awaitable<http_reply> {
            http_reply reply;
            reply.content_type = "text/event-stream";
            reply.stream = [this](std::shared_ptr<http_stream> to) { return events(std::move(to)); };
            co_return reply;
        });
        start();
    }

    awaitable<void> events(std::shared_ptr<http_stream> to) {
        struct note {
            bool& ended;
            ~note() { ended = true; }
        } const on_end{ended};
        for (int i = 0; i < 3; ++i) {
            bool const going = co_await to->write("data: " + std::to_string(i) + "\n\n");
            if (!going) break;
            bool const told = co_await next->wait(10s);
            stopped = !told;
        }
    }
};

}  // namespace

TEST_CASE("events come one by one, and the reply ends with its last chunk") {
    streaming world;
    auto const test = [&]() -> awaitable<void> {
        raw_client client(world, world.server->bound());
        co_await client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
        auto const head = co_await client.up_to("\r\n\r\n");
        CHECK(head.find("Transfer-Encoding: chunked") != std::string::npos);
        CHECK(head.find("text/event-stream") != std::string::npos);
        for (int i = 0; i < 3; ++i) {
            auto const chunk = co_await client.up_to("\n\n\r\n");
            CHECK(chunk == "9\r\ndata: " + std::to_string(i) + "\n\n\r\n");
            world.next->notify();
        }
        auto const end = co_await client.rest();
        CHECK(end == "0\r\n\r\n");
    };
    world.run(test());
    CHECK(world.faults.empty());
}

TEST_CASE("a peer that leaves ends the stream, even while there is nothing to send") {
    streaming world;
    auto const test = [&]() -> awaitable<void> {
        raw_client client(world, world.server->bound());
        co_await client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
        co_await client.up_to("\n\n\r\n");
        client.close();
        while (world.server->connections() > 0) co_await pause(1ms);
    };
    world.run(test());
    CHECK(world.ended);
    CHECK(world.stopped);
    CHECK(world.faults.empty());
}

TEST_CASE("draining ends a stream") {
    streaming world;
    auto const test = [&]() -> awaitable<void> {
        raw_client client(world, world.server->bound());
        co_await client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
        co_await client.up_to("\n\n\r\n");
        co_await world.server->drain(10s);
    };
    world.run(test());
    CHECK(world.ended);
}
