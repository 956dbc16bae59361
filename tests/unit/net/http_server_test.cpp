// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/net/loop.hpp"

using namespace earshot::net;
using namespace earshot::net::test;

namespace {

struct usual : served {
    usual() {
        router->add("POST", "/hook", echo);
        router->add("GET", "/page", echo);
        router->add("GET", "/bug", fail);
        route_options quick;
        quick.deadline = 50ms;
        router->add("GET", "/hang", hang, quick);
        route_options small;
        small.body_limit = 100;
        router->add("POST", "/small", echo, small);
        route_options few;
        few.at_once = 1;
        router->add("POST", "/few", echo, few);
        router->add_prefix("GET", "/files/", echo);
        router->add_prefix("POST", "/files/deep/", echo);
        options.idle = 200ms;
        options.head_deadline = 200ms;
        options.body_deadline = 200ms;
        options.headers = {{"X-Content-Type-Options", "nosniff"}, {"Cache-Control", "no-store"}};
    }
};

bool has(std::string const& text, std::string_view what) {
    return text.find(what) != std::string::npos;
}

std::string post(std::string const& path, std::string const& body) {
    return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\nConnection: close\r\n\r\n" + body;
}
std::string get(std::string const& path) {
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
}

}  // namespace

TEST_CASE("a request reaches its handler and carries path, query and body") {
    usual world;
    world.start();
    auto const reply = world.exchange(post("/hook?a=%20", "hello"));
    CHECK(has(reply, "HTTP/1.1 200 OK\r\n"));
    CHECK(has(reply, "X-Content-Type-Options: nosniff\r\n"));
    CHECK(has(reply, "\r\n\r\nPOST /hook a=%20 hello"));
    CHECK(has(world.exchange("GET http://a/page?x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), "GET /page x "));
    CHECK(has(world.exchange(get("/files/x/y")), "GET /files/x/y"));
    CHECK(has(world.exchange(get("/files/deep/y")), "405 Method Not Allowed"));
    CHECK(has(world.exchange(post("/files/deep/y", "")), "POST /files/deep/y"));
}

TEST_CASE("a request that arrives byte by byte, or chunked, is the same request") {
    usual world;
    world.start();
    world.run([](usual& w) -> awaitable<void> {
        raw_client client(w, w.server->bound());
        for (char const c : post("/hook", "hello")) {
            std::string one(1, c);
            co_await client.send(std::move(one));
        }
        auto const reply = co_await client.rest();
        CHECK(has(reply, "POST /hook  hello"));
    }(world));
    CHECK(has(world.exchange("POST /hook HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                             "3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nHost: evil\r\n\r\n"),
              "POST /hook  hello"));
}

TEST_CASE("requests sent at once are answered one by one, in order") {
    usual world;
    world.start();
    std::string many;
    for (int i = 0; i < 50; ++i)
        many += "POST /hook?" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx";
    auto const all = world.exchange(many + get("/page"));
    std::size_t at = 0;
    for (int i = 0; i < 50; ++i) {
        at = all.find("POST /hook " + std::to_string(i) + " x", at);
        REQUIRE(at != std::string::npos);
    }
    CHECK(has(all.substr(at), "GET /page"));
}

TEST_CASE("HEAD is answered from GET, without a body") {
    usual world;
    world.start();
    auto const reply = world.exchange("HEAD /page HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    CHECK(has(reply, "200 OK"));
    CHECK(has(reply, "Content-Length: 12\r\n"));
    CHECK(reply.ends_with("\r\n\r\n"));
    auto const none = world.exchange("HEAD /none HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    CHECK(has(none, "404 Not Found"));
    CHECK(none.ends_with("\r\n\r\n"));
}

TEST_CASE("unknown paths and methods say so, and the connection goes on") {
    usual world;
    world.start();
    auto const all =
        world.exchange("GET /none HTTP/1.1\r\nHost: a\r\n\r\nDELETE /page HTTP/1.1\r\nHost: a\r\n\r\n" + get("/page"));
    CHECK(has(all, "404 Not Found"));
    CHECK(has(all, "405 Method Not Allowed"));
    CHECK(has(all, "Allow: GET, HEAD\r\n"));
    CHECK(has(all, "200 OK"));
}

TEST_CASE("what is not HTTP is refused and closed") {
    usual world;
    world.start();
    auto const status = [&](std::string bytes) { return world.exchange(std::move(bytes)).substr(9, 3); };
    CHECK(status("nonsense\r\n\r\n") == "400");
    CHECK(status("GET /page HTTP/1.1\r\n\r\n") == "400");                        // no Host
    CHECK(status("GET /page HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n") == "400");  // two
    CHECK(status("GET page HTTP/1.1\r\nHost: a\r\n\r\n") == "400");              // no path
    CHECK(status("POST /hook HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n") == "400");
    CHECK(status("POST /hook HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab") == "400");
    CHECK(
        status("POST /hook HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") ==
        "400");
    CHECK(status("POST /hook HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n") == "501");
    CHECK(status("POST /hook HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n") == "400");
    CHECK(status("POST /hook HTTP/1.1\r\nHost: a\r\nExpect: magic\r\n\r\n") == "417");
    CHECK(status("GET /page HTTP/3.7\r\nHost: a\r\n\r\n") == "505");
}

TEST_CASE("headers over the limit are 431, in one piece or many") {
    usual world;
    world.start();
    CHECK(has(world.exchange("GET /page HTTP/1.1\r\nHost: a\r\nX: " + std::string(20000, 'x') + "\r\n\r\n"), " 431 "));
    CHECK(has(world.exchange("GET /" + std::string(20000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n"), " 431 "));
    std::string many = "GET /page HTTP/1.1\r\nHost: a\r\n";
    for (int i = 0; i < 120; ++i) many += "X: y\r\n";
    CHECK(has(world.exchange(many + "\r\n"), " 431 "));
}

TEST_CASE("a body over the route's limit is 413, said before it is read") {
    usual world;
    world.start();
    CHECK(has(world.exchange(post("/small", std::string(100, 'x'))), " 200 "));
    CHECK(has(world.exchange("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n"), " 413 "));
    CHECK(has(world.exchange("POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n" +
                             std::string(64, 'x') + "\r\n40\r\n" + std::string(64, 'x') + "\r\n0\r\n\r\n"),
              " 413 "));
    CHECK(has(world.exchange(post("/small", std::string(300000, 'x'))), " 413 "));
}

TEST_CASE("a route may give bodies a time of its own") {
    usual world;
    world.options.body_deadline = 1h;
    route_options hasty;
    hasty.body_deadline = 50ms;
    world.router->add("POST", "/hasty", echo, hasty);
    world.start();
    CHECK(has(world.exchange("POST /hasty HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n"), " 408 "));
}

TEST_CASE("a route takes so many bodies at a time and no more") {
    usual world;
    world.start();
    world.run([](usual& w) -> awaitable<void> {
        raw_client first(w, w.server->bound());
        std::string head = "POST /few HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
        std::string again = head;
        co_await first.send(std::move(head));
        auto const go_on = co_await first.reply();
        CHECK(go_on == "HTTP/1.1 100 Continue\r\n\r\n");
        raw_client second(w, w.server->bound());
        co_await second.send(std::move(again));
        auto const busy = co_await second.reply();
        CHECK(has(busy, " 503 "));
        std::string body = "ok";
        co_await first.send(std::move(body));
        auto const reply = co_await first.reply();
        CHECK(has(reply, " 200 "));
    }(world));
    CHECK(has(world.exchange(post("/few", "x")), " 200 "));
}

TEST_CASE("100-continue is said only when the body is wanted") {
    usual world;
    world.start();
    world.run([](usual& w) -> awaitable<void> {
        raw_client client(w, w.server->bound());
        std::string head = "POST /hook HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
        co_await client.send(std::move(head));
        auto const first = co_await client.reply();
        CHECK(first == "HTTP/1.1 100 Continue\r\n\r\n");
        std::string body = "ok";
        co_await client.send(std::move(body));
        auto const reply = co_await client.reply();
        CHECK(has(reply, "POST /hook  ok"));
    }(world));
    CHECK(has(world.exchange("POST /none HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"),
              "HTTP/1.1 404"));
}

TEST_CASE("who sends nothing, or only half, does not hold a connection") {
    usual world;
    world.start();
    CHECK(world.exchange("").empty());
    CHECK(has(world.exchange("GET /page HT"), " 408 "));
    CHECK(has(world.exchange("POST /hook HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf"), " 408 "));
}

TEST_CASE("a handler that hangs is stopped at its deadline; one that throws is 500 and tells nobody but us") {
    usual world;
    world.start();
    auto const all =
        world.exchange("GET /hang HTTP/1.1\r\nHost: a\r\n\r\nGET /bug HTTP/1.1\r\nHost: a\r\n\r\n" + get("/page"));
    CHECK(has(all, " 503 "));
    CHECK(has(all, " 500 "));
    CHECK_FALSE(has(all, "a bug"));
    CHECK(has(all, " 200 OK"));
    CHECK(world.faults == std::vector<std::string>{"a bug"});
}

TEST_CASE("HTTP/1.0 closes unless asked not to") {
    usual world;
    world.start();
    CHECK(has(world.exchange("GET /page HTTP/1.0\r\n\r\n"), "Connection: close\r\n"));
    auto const kept = world.exchange("GET /page HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + get("/page"));
    CHECK(has(kept, "Connection: keep-alive\r\n"));
}

TEST_CASE("at the bound a connection gets 503, and room again when one has left") {
    usual world;
    world.options.max_connections = 1;
    world.options.idle = 20s;
    world.start();
    world.run([](usual& w) -> awaitable<void> {
        raw_client first(w, w.server->bound());
        std::string request = "GET /page HTTP/1.1\r\nHost: a\r\n\r\n";
        co_await first.send(request);
        auto reply = co_await first.reply();
        CHECK(has(reply, " 200 "));
        raw_client second(w, w.server->bound());
        co_await second.send(request);
        reply = co_await second.rest();
        CHECK(has(reply, " 503 "));
        CHECK(has(reply, "Retry-After"));
        second.close();
        first.close();
        while (w.server->connections() > 0) co_await pause(1ms);
        raw_client third(w, w.server->bound());
        co_await third.send(request);
        reply = co_await third.reply();
        CHECK(has(reply, " 200 "));
    }(world));
}

TEST_CASE("a header that would split the reply is not sent") {
    usual world;
    world.router->add("GET", "/split", [](http_request) -> awaitable<http_reply> {
        http_reply reply;
        reply.headers.emplace_back("Location", "/\r\nSet-Cookie: a=b");
        co_return reply;
    });
    world.start();
    auto const reply = world.exchange(get("/split"));
    CHECK(has(reply, " 500 "));
    CHECK_FALSE(has(reply, "Set-Cookie"));
    CHECK(world.faults.size() == 1);
}

TEST_CASE("draining lets a running request finish and ends the others") {
    usual world;
    auto const go = std::make_shared<wake_up>(world.io.get_executor());
    world.router->add("GET", "/slow", [go](http_request) -> awaitable<http_reply> {
        http_reply reply;
        bool const told = co_await go->wait(10s);
        reply.body = told ? "finished" : "stopped";
        co_return reply;
    });
    world.options.idle = 20s;
    world.start();
    auto const test = [&]() -> awaitable<void> {
        raw_client idle(world, world.server->bound());
        raw_client busy(world, world.server->bound());
        std::string request = "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n";
        co_await busy.send(request);
        while (world.server->connections() < 2) co_await pause(1ms);
        co_await pause(5ms);
        world.background(world.server->drain(10s));
        auto const nothing_more = co_await idle.rest();
        CHECK(nothing_more.empty());
        CHECK(world.server->connections() == 1);
        go->notify();
        auto const reply = co_await busy.rest();
        CHECK(has(reply, "finished"));
        CHECK(has(reply, "Connection: close"));
        while (world.server->connections() > 0) co_await pause(1ms);
    };
    world.run(test());
}

TEST_CASE("routes may be added while the server runs, but not twice") {
    usual world;
    world.start();
    CHECK(has(world.exchange(get("/later")), " 404 "));
    world.router->add("GET", "/later", echo);
    CHECK(has(world.exchange(get("/later")), " 200 "));
    CHECK_THROWS_AS(world.router->add("GET", "/later", echo), std::logic_error);
    CHECK_THROWS_AS(world.router->add("GET", "later", echo), std::logic_error);
}

TEST_CASE("a taken address is refused with a reason") {
    usual world;
    world.start();
    std::string why;
    auto const again = http_server::listen(world.io.get_executor(), world.server->bound(), *world.router, {}, why);
    CHECK(again.error() == earshot::errc::unavailable);
    CHECK(has(why, world.server->bound().str()));
}
