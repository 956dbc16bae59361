// SPDX-License-Identifier: Apache-2.0
// The same server behind TLS, called by our own client.
#include "gateway/net/http_client.hpp"
#include "tests/unit/net/certificate.hpp"
#include "tests/unit/net/loop.hpp"

using namespace earshot::net;
using namespace earshot::net::test;

TEST_CASE("HTTPS is served and called, and a certificate nobody vouches for is refused") {
    certificate const files;
    served world;
    world.options.tls = files.names();
    world.router->add("POST", "/hook", [](http_request request) -> awaitable<http_reply> {
        http_reply reply;
        reply.body = (request.secure ? "secure " : "plain ") + request.body;
        co_return reply;
    });
    world.options.head_deadline = 200ms;
    world.start();
    auto client = make_http_client(world.io.get_executor());
    auto const test = [&]() -> awaitable<void> {
        http_call request;
        request.url = "https://" + world.server->bound().str() + "/hook";
        request.ca_file = files.names().certificate_file;
        request.body.assign(50000, 'x');
        for (int i = 0; i < 5; ++i) {
            auto const answer = co_await client->call(request);
            CHECK(answer.status == 200);
            CHECK(answer.body == "secure " + request.body);
        }
        CHECK(world.server->connections() == 1);
        request.ca_file.clear();
        auto const refused = co_await client->call(request);
        CHECK(refused.reached == reached::nothing);
        // Plain bytes, or none at all, do not hold a connection.
        raw_client plain(world, world.server->bound());
        co_await plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        auto const nothing_readable = co_await plain.rest();
        CHECK(nothing_readable.find("HTTP") == std::string::npos);
        raw_client silent(world, world.server->bound());
        auto const closed = co_await silent.rest();
        CHECK(closed.empty());
        co_await world.server->drain(0ms);
    };
    world.run(test());
    CHECK(world.faults.empty());
}
