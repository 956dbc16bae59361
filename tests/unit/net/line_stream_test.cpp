// SPDX-License-Identifier: Apache-2.0
#include "gateway/net/line_stream.hpp"

#include "gateway/net/task_group.hpp"
#include "tests/unit/net/certificate.hpp"
#include "tests/unit/net/loop.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl.hpp>
#include <sys/stat.h>

#include <filesystem>

using namespace earshot::net;
using namespace earshot::net::test;

namespace {

struct lines : loop {
    std::unique_ptr<line_server> server;
    std::size_t live{};

    void start(listen_address where, tls_files tls = {}, std::size_t bound = 2) {
        std::string why;
        auto made = make_line_server(io.get_executor(), std::move(where), std::move(tls), bound, "421 busy\r\n", why);
        INFO(why);
        REQUIRE(made.has_value());
        server = std::move(*made);
    }

    awaitable<void> echo_lines(std::shared_ptr<line_stream> stream) {
        struct counted {
            std::size_t& live;
            explicit counted(std::size_t& all) : live(all) { ++live; }
            ~counted() { --live; }
        } const here(live);
        for (;;) {
            std::string in;
            auto const got = co_await stream->read_some(in, 5, 10s);
            if (!got || *got == 0) co_return;
            if (in == "late") {
                auto const none = co_await stream->read_some(in, 5, 10ms);
                CHECK(none.error() == earshot::errc::timed_out);
                in = "told";
            }
            if (in == "tls?") {
                if (stream->can_start_tls()) co_await stream->write("go", 1s);
                auto const started = co_await stream->start_tls(1s);
                in = started ? "yes" : started.error() == earshot::errc::unsupported ? "none" : "fail";
            }
            if (in == "peer") in = stream->peer() + (stream->secure() ? " secure" : " plain");
            auto const sent = co_await stream->write(in, 1s);
            if (!sent) co_return;
        }
    }

    void serve() {
        background(
            server->serve([this](std::shared_ptr<line_stream> stream) { return echo_lines(std::move(stream)); }));
    }
};

listen_address loopback() {
    listen_address out;
    out.host = "127.0.0.1";
    return out;
}

template <class Stream>
awaitable<std::string> ask(Stream* stream, std::string what) {
    auto const all = asio::buffer(what);
    co_await asio::async_write(*stream, all, asio::use_awaitable);
    char piece[200];
    auto const room = asio::buffer(piece);
    std::size_t const got = co_await stream->async_read_some(room, asio::use_awaitable);
    co_return std::string(piece, got);
}

}  // namespace

TEST_CASE("bytes are moved over TCP, in pieces of at most the limit; a late peer is timed out") {
    lines world;
    world.start(loopback());
    world.serve();
    auto const test = [&]() -> awaitable<void> {
        raw_client client(world, world.server->bound());
        auto answer = co_await ask(&client.socket(), "hello");
        CHECK(answer == "hello");
        answer = co_await ask(&client.socket(), "late");
        CHECK(answer == "told");
        answer = co_await ask(&client.socket(), "peer");
        CHECK(answer == "127.0.0.1 plain");
        answer = co_await ask(&client.socket(), "tls?");
        CHECK(answer == "none");
    };
    world.run(test());
}

TEST_CASE("at the bound a session gets the busy line; room comes back") {
    lines world;
    world.start(loopback());
    world.serve();
    auto const test = [&]() -> awaitable<void> {
        raw_client first(world, world.server->bound());
        raw_client second(world, world.server->bound());
        while (world.live < 2) co_await pause(1ms);
        raw_client third(world, world.server->bound());
        auto const busy = co_await third.rest();
        CHECK(busy == "421 busy\r\n");
        first.close();
        while (world.live > 1) co_await pause(1ms);
        raw_client fourth(world, world.server->bound());
        auto const answer = co_await ask(&fourth.socket(), "hello");
        CHECK(answer == "hello");
    };
    world.run(test());
}

TEST_CASE("a UNIX socket has mode 0660; a stale one is replaced, a living one is not") {
    auto const path = std::filesystem::temp_directory_path() / ("earshot-test-" + std::to_string(::getpid()));
    listen_address where;
    where.unix_path = path;
    std::string why;
    {
        asio::io_context other;
        asio::local::stream_protocol::acceptor left(other, asio::local::stream_protocol::endpoint(path.string()));
    }
    REQUIRE(std::filesystem::exists(path));
    lines world;
    world.start(where);
    world.serve();
    struct stat info{};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0660);
    CHECK(make_line_server(world.io.get_executor(), where, {}, 1, "", why).error() == earshot::errc::unavailable);
    CHECK(why.find("somebody else") != std::string::npos);
    auto const test = [&]() -> awaitable<void> {
        asio::local::stream_protocol::socket client(world.io);
        asio::local::stream_protocol::endpoint const at(path.string());
        co_await client.async_connect(at, asio::use_awaitable);
        auto const answer = co_await ask(&client, "peer");
        CHECK(answer == "unix plain");
    };
    world.run(test());
    std::filesystem::remove(path);
}

TEST_CASE("STARTTLS turns the same stream into TLS 1.2 or later") {
    certificate const files;
    lines world;
    world.start(loopback(), files.names());
    world.serve();
    auto const test = [&]() -> awaitable<void> {
        raw_client raw(world, world.server->bound());
        asio::ssl::context context(asio::ssl::context::tls_client);
        context.load_verify_file(files.names().certificate_file);
        asio::ssl::stream<tcp::socket&> client(raw.socket(), context);
        client.set_verify_mode(asio::ssl::verify_peer);
        auto const ready = co_await ask(&raw.socket(), "tls?");
        CHECK(ready == "go");
        co_await client.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
        char piece[16];
        auto const room = asio::buffer(piece);
        std::size_t const got = co_await client.async_read_some(room, asio::use_awaitable);
        CHECK(std::string(piece, got) == "yes");
        auto const answer = co_await ask(&client, "peer");
        CHECK(answer == "127.0.0.1 secure");
    };
    world.run(test());
    std::string why;
    tls_files const none{.certificate_file = "/nonexistent", .key_file = "/nonexistent"};
    CHECK(make_line_server(world.io.get_executor(), loopback(), none, 1, "", why).error() == earshot::errc::malformed);
    CHECK(why.find("/nonexistent") != std::string::npos);
}

TEST_CASE("cancelling the server ends its sessions and waits for them") {
    lines world;
    world.start(loopback());
    asio::cancellation_signal stop;
    bool ended = false;
    auto handler = [&world](std::shared_ptr<line_stream> stream) { return world.echo_lines(std::move(stream)); };
    asio::co_spawn(world.io, world.server->serve(handler),
                   asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr) { ended = true; }));
    auto const test = [&]() -> awaitable<void> {
        raw_client client(world, world.server->bound());
        while (world.live < 1) co_await pause(1ms);
        stop.emit(asio::cancellation_type::terminal);
        while (!ended) co_await pause(1ms);
        CHECK(world.live == 0);
        auto const rest = co_await client.rest();
        CHECK(rest.empty());
    };
    world.run(test());
}
