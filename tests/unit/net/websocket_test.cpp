// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/net/loop.hpp"

#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

using namespace earshot::net;
using namespace earshot::net::test;

namespace {

namespace beast = boost::beast;
using client_socket = beast::websocket::stream<tcp::socket>;

struct chatting : served {
    std::string origin;
    bool ended{};

    chatting() {
        router->add_websocket("/chat", [this](http_request request, std::shared_ptr<websocket> socket) {
            return chat(std::move(request), std::move(socket));
        });
        options.websocket_idle = 2s;
        start();
    }

    awaitable<void> chat(http_request request, std::shared_ptr<websocket> socket) {
        origin = request.header("origin");
        for (;;) {
            auto const text = co_await socket->read();
            if (!text || *text == "bye") break;
            if (*text == "flood") {
                int taken = 0;
                while (socket->send("x")) ++taken;
                CHECK(taken == 64);
                continue;
            }
            socket->send("you said " + *text);
        }
        ended = true;
    }

    awaitable<void> connect(client_socket* to) {
        auto const at = server->bound();
        to->next_layer().connect(tcp::endpoint(asio::ip::make_address(at.host), at.port));
        to->set_option(beast::websocket::stream_base::decorator(
            [](beast::websocket::request_type& head) { head.set("Origin", "https://chat.example"); }));
        co_await to->async_handshake("a", "/chat", asio::use_awaitable);
    }
};

awaitable<std::string> read_text(client_socket* from) {
    beast::flat_buffer in;
    co_await from->async_read(in, asio::use_awaitable);
    co_return beast::buffers_to_string(in.data());
}

awaitable<beast::websocket::close_code> closed_with(client_socket* from) {
    boost::system::error_code ec;
    beast::flat_buffer in;
    while (!ec) co_await from->async_read(in, asio::redirect_error(asio::use_awaitable, ec));
    CHECK(ec == beast::websocket::error::closed);
    co_return static_cast<beast::websocket::close_code>(from->reason().code);
}

awaitable<void> write_text(client_socket* to, std::string text) {
    auto const all = asio::buffer(text);
    co_await to->async_write(all, asio::use_awaitable);
}

}  // namespace

TEST_CASE("messages go both ways, in order, and the handler's end closes the socket") {
    chatting world;
    auto const test = [&]() -> awaitable<void> {
        client_socket socket(world.io);
        co_await world.connect(&socket);
        for (auto const* word : {"one", "two", "tsch\xC3\xBC\xC3\x9F"}) {
            co_await write_text(&socket, word);
            auto const reply = co_await read_text(&socket);
            CHECK(reply == std::string("you said ") + word);
        }
        co_await write_text(&socket, "bye");
        auto const code = co_await closed_with(&socket);
        CHECK(code == beast::websocket::close_code::normal);
    };
    world.run(test());
    CHECK(world.origin == "https://chat.example");
    CHECK(world.ended);
}

TEST_CASE("binary closes with 1003, a long message with 1009, bad UTF-8 with 1007") {
    chatting world;
    auto const test = [&]() -> awaitable<void> {
        client_socket binary(world.io);
        co_await world.connect(&binary);
        binary.binary(true);
        co_await write_text(&binary, "x");
        auto code = co_await closed_with(&binary);
        CHECK(code == beast::websocket::close_code::unknown_data);

        client_socket longer(world.io);
        co_await world.connect(&longer);
        std::string most(64 * 1024, 'x');
        co_await write_text(&longer, most);
        auto const reply = co_await read_text(&longer);
        CHECK(reply.size() == most.size() + 9);
        most += 'x';
        co_await write_text(&longer, most);
        code = co_await closed_with(&longer);
        CHECK(code == beast::websocket::close_code::too_big);

        client_socket broken(world.io);
        co_await world.connect(&broken);
        co_await write_text(&broken, "\xFF\xFE");
        code = co_await closed_with(&broken);
        CHECK(code == beast::websocket::close_code::bad_payload);
    };
    world.run(test());
}

TEST_CASE("the queue of a socket is bounded; what was taken is sent") {
    chatting world;
    auto const test = [&]() -> awaitable<void> {
        client_socket socket(world.io);
        co_await world.connect(&socket);
        co_await write_text(&socket, "flood");
        for (int i = 0; i < 64; ++i) {
            auto const one = co_await read_text(&socket);
            CHECK(one == "x");
        }
    };
    world.run(test());
}

TEST_CASE("a peer that vanishes, and a drain, end the handler") {
    chatting world;
    auto const test = [&]() -> awaitable<void> {
        client_socket socket(world.io);
        co_await world.connect(&socket);
        socket.next_layer().close();
        while (world.server->connections() > 0) co_await pause(1ms);
        CHECK(std::exchange(world.ended, false));
        client_socket second(world.io);
        co_await world.connect(&second);
        co_await world.server->drain(10s);
        CHECK(world.ended);
    };
    world.run(test());
}

TEST_CASE("a page request to a WebSocket is told so; a broken handshake is refused") {
    chatting world;
    auto const page = world.exchange("GET /chat HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    CHECK(page.find(" 426 ") != std::string::npos);
    auto const broken = world.exchange(
        "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: "
        "13\r\n\r\n");
    CHECK(broken.find(" 400 ") != std::string::npos);
    CHECK_FALSE(world.ended);
}
