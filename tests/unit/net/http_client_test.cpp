// SPDX-License-Identifier: Apache-2.0
#include "gateway/net/http_client.hpp"

#include "gateway/net/line_stream.hpp"
#include "tests/unit/net/loop.hpp"

using namespace earshot::net;
using namespace earshot::net::test;

namespace {

struct calling : served {
    std::unique_ptr<http_client> client = make_http_client(io.get_executor());

    calling() {
        router->add("POST", "/hook", [](http_request request) -> awaitable<http_reply> {
            http_reply reply;
            reply.status = 201;
            reply.headers.emplace_back("X-Given", request.header("x-key"));
            reply.headers.emplace_back("X-Login", request.header("authorization"));
            reply.headers.emplace_back("X-Type", request.header("content-type"));
            reply.body = request.body;
            co_return reply;
        });
        router->add("GET", "/page", echo);
        router->add("DELETE", "/page", echo);
        router->add("POST", "/hang", hang);
        router->add("POST", "/long", [](http_request) -> awaitable<http_reply> {
            http_reply reply;
            reply.body.assign(1000, 'x');
            co_return reply;
        });
        router->add("POST", "/moved", [](http_request) -> awaitable<http_reply> {
            http_reply reply;
            reply.status = 302;
            reply.headers.emplace_back("Location", "/page");
            co_return reply;
        });
        start();
    }

    http_answer call(http_call request) {
        http_answer answer;
        run(into(std::move(request), &answer));
        return answer;
    }

    awaitable<void> into(http_call request, http_answer* answer) {
        *answer = co_await client->call(std::move(request));
    }
};

http_call to(std::string url) {
    http_call request;
    request.url = std::move(url);
    return request;
}

}  // namespace

TEST_CASE("a call carries headers, login and body, and brings the answer back") {
    calling world;
    auto request = to(world.url("/hook"));
    request.headers = {{"X-Key", "value"}, {"Content-Type", "application/json"}};
    request.user = "me";
    request.password = "secret";
    request.body = std::string("{\"a\":\0}", 7);
    auto const answer = world.call(request);
    CHECK(answer.reached == reached::answered);
    CHECK(answer.status == 201);
    CHECK(answer.body == request.body);
    CHECK(answer.header("x-given") == "value");
    CHECK(answer.header("x-login") == "Basic bWU6c2VjcmV0");
    CHECK(answer.header("x-type") == "application/json");
    CHECK(answer.error.empty());
}

TEST_CASE("methods are sent as they are named") {
    calling world;
    auto request = to(world.url("/page"));
    request.method = "GET";
    CHECK(world.call(request).body == "GET /page  ");
    request.method = "HEAD";
    CHECK(world.call(request).status == 200);
    request.method = "DELETE";
    CHECK(world.call(request).body == "DELETE /page  ");
    request.method = "PUT";
    CHECK(world.call(request).header("allow") == "GET, DELETE, HEAD");
}

TEST_CASE("calls in a row use one connection") {
    calling world;
    for (int i = 0; i < 20; ++i) CHECK(world.call(to(world.url("/hook"))).status == 201);
    CHECK(world.server->connections() == 1);
}

TEST_CASE("many calls at once are all answered") {
    calling world;
    int answered = 0;
    auto const one = [&]() -> awaitable<void> {
        auto request = to(world.url("/hook"));
        http_answer const answer = co_await world.client->call(std::move(request));
        if (answer.status == 201) ++answered;
    };
    for (int i = 0; i < 200; ++i) world.background(one());
    auto const all = [&]() -> awaitable<void> {
        while (answered < 200) co_await pause(1ms);
    };
    world.run(all());
    CHECK(answered == 200);
}

TEST_CASE("a refused port means that nothing was sent") {
    calling world;
    auto const at = world.server->bound();
    world.server->stop_accepting();
    auto const answer = world.call(to("http://" + at.str() + "/hook"));
    CHECK(answer.reached == reached::nothing);
    CHECK(answer.status == 0);
    CHECK_FALSE(answer.error.empty());
}

TEST_CASE("an answer that does not come in time leaves the request in doubt") {
    calling world;
    auto request = to(world.url("/hang"));
    request.deadline = 50ms;
    auto const answer = world.call(request);
    CHECK(answer.reached == reached::written);
    CHECK(answer.status == 0);
}

TEST_CASE("an answer over the limit is not kept") {
    calling world;
    auto request = to(world.url("/long"));
    request.reply_limit = 999;
    auto const answer = world.call(request);
    CHECK(answer.reached == reached::written);
    CHECK(answer.status == 200);
    CHECK(answer.body.size() <= 999);
    request.reply_limit = 1000;
    CHECK(world.call(request).reached == reached::answered);
}

TEST_CASE("redirects are not followed, other protocols not spoken, line breaks not sent") {
    calling world;
    auto const moved = world.call(to(world.url("/moved")));
    CHECK(moved.status == 302);
    CHECK(moved.header("location") == "/page");
    for (auto const* url : {"file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:1/", "http://a\r\nb/", ""}) {
        INFO(url);
        CHECK(world.call(to(url)).reached == reached::nothing);
    }
    auto split = to(world.url("/hook"));
    split.headers = {{"X-Key", "a\r\nX-Evil: b"}};
    auto const refused = world.call(split);
    CHECK(refused.reached == reached::nothing);
    CHECK(refused.error.find("line break") != std::string::npos);
}

TEST_CASE("a server that closes after each answer, or in the middle of one") {
    loop world;
    auto client = make_http_client(world.io.get_executor());
    std::string why;
    listen_address any;
    any.host = "127.0.0.1";
    auto made = make_line_server(world.io.get_executor(), any, {}, 10, "", why);
    REQUIRE(made.has_value());
    std::string reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    world.background((*made)->serve([&reply](std::shared_ptr<line_stream> stream) -> awaitable<void> {
        std::string in;
        co_await stream->read_some(in, 4096, 1s);
        co_await stream->write(reply, 1s);
    }));
    auto const ask = [&]() -> awaitable<void> {
        for (int i = 0; i < 3; ++i) {
            auto request = to("http://" + (*made)->bound().str() + "/");
            auto const answer = co_await client->call(std::move(request));
            CHECK(answer.reached == reached::answered);
            CHECK(answer.body == "ok");
        }
        reply = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok";
        auto request = to("http://" + (*made)->bound().str() + "/");
        auto const answer = co_await client->call(std::move(request));
        CHECK(answer.reached == reached::written);
    };
    world.run(ask());
}

TEST_CASE("a cancelled call is gone at once, and the client goes on") {
    calling world;
    auto const test = [&]() -> awaitable<void> {
        for (int i = 0; i < 20; ++i) {
            auto request = to(world.url("/hang"));
            auto call = world.client->call(std::move(request));
            auto const answer = co_await within(std::move(call), 5ms);
            if (answer) CHECK(answer->reached != reached::answered);
        }
        auto request = to(world.url("/hook"));
        auto const answer = co_await world.client->call(std::move(request));
        CHECK(answer.status == 201);
    };
    world.run(test());
}

TEST_CASE("a loop that ends under a running call leaves nothing behind") {
    auto world = std::make_unique<calling>();
    auto request = to(world->url("/hang"));
    http_answer answer;
    world->background(world->into(std::move(request), &answer));
    auto const wait = [&]() -> awaitable<void> {
        while (world->server->connections() == 0) co_await pause(1ms);
    };
    world->run(wait());
    world.reset();
    CHECK(answer.reached == reached::nothing);
}
