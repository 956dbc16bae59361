// SPDX-License-Identifier: Apache-2.0
// One loop, one server on a free port, and a client that speaks raw bytes.
#pragma once

#include "gateway/net/deadline.hpp"
#include "gateway/net/http_server.hpp"
#include "tests/support/catch.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace earshot::net::test {

using namespace std::chrono_literals;
using asio::ip::tcp;

class loop {
public:
    asio::io_context io{1};

    // Runs until the coroutine has ended; fails the test when it takes longer than anything here should.
    void run(awaitable<void> work) {
        bool done = false;
        std::exception_ptr error;
        asio::co_spawn(io, std::move(work), [&](std::exception_ptr e) {
            done = true;
            error = e;
        });
        auto const patience = std::chrono::steady_clock::now() + 20s;
        io.restart();
        while (!done && std::chrono::steady_clock::now() < patience) io.run_one_for(100ms);
        if (error) std::rethrow_exception(error);
        REQUIRE(done);
    }

    void background(awaitable<void> work) {
        asio::co_spawn(io, std::move(work), [](std::exception_ptr) {});
    }
};

class raw_client {
public:
    raw_client(loop& in, listen_address at) : socket_(in.io), at_(asio::ip::make_address(at.host), at.port) {
        socket_.connect(at_);
    }

    awaitable<void> send(std::string bytes) {
        boost::system::error_code ignored;
        auto const all = asio::buffer(bytes);
        co_await asio::async_write(socket_, all, asio::redirect_error(asio::use_awaitable, ignored));
    }

    // Everything until the server closes.
    awaitable<std::string> rest() {
        boost::system::error_code ec;
        auto all = asio::dynamic_buffer(got_);
        co_await asio::async_read(socket_, all, asio::redirect_error(asio::use_awaitable, ec));
        closed = ec == asio::error::eof;
        co_return std::exchange(got_, std::string());
    }

    // Until `mark` has come, which is included; what follows is kept for the next call.
    awaitable<std::string> up_to(std::string mark) {
        std::size_t at = got_.find(mark);
        while (at == std::string::npos) {
            char piece[1024];
            auto const room = asio::buffer(piece);
            std::size_t const n = co_await socket_.async_read_some(room, asio::use_awaitable);
            got_.append(piece, n);
            at = got_.find(mark);
        }
        std::string out = got_.substr(0, at + mark.size());
        got_.erase(0, out.size());
        co_return out;
    }

    // One reply with a Content-Length.
    awaitable<std::string> reply() {
        std::string mark = "\r\n\r\n";
        std::string out = co_await up_to(std::move(mark));
        auto const at = out.find("Content-Length: ");
        std::size_t const length = at == std::string::npos ? 0 : std::stoul(out.substr(at + 16));
        while (got_.size() < length) {
            char piece[1024];
            auto const room = asio::buffer(piece);
            std::size_t const n = co_await socket_.async_read_some(room, asio::use_awaitable);
            got_.append(piece, n);
        }
        out += got_.substr(0, length);
        got_.erase(0, length);
        co_return out;
    }

    void close() { socket_.close(); }
    tcp::socket& socket() { return socket_; }

    bool closed{};

private:
    tcp::socket socket_;
    tcp::endpoint at_;
    std::string got_;
};

// Small answers that several tests need.
inline awaitable<http_reply> nothing(http_request) {
    http_reply reply;
    reply.status = 204;
    co_return reply;
}
inline awaitable<http_reply> echo(http_request request) {
    http_reply reply;
    reply.content_type = "text/plain";
    reply.body = request.method + " " + request.path + " " + request.query + " " + request.body;
    co_return reply;
}
inline awaitable<http_reply> hang(http_request) {
    co_await pause(1h);
    http_reply reply;
    co_return reply;
}
inline awaitable<http_reply> fail(http_request) {
    throw std::runtime_error("a bug");
    co_return http_reply();
}

class served : public loop {
public:
    std::unique_ptr<http_router> router = make_router();
    server_options options;
    std::vector<std::string> faults;
    std::unique_ptr<http_server> server;

    void start() {
        options.on_fault = [this](std::string_view what) { faults.emplace_back(what); };
        std::string why;
        listen_address any;
        any.host = "127.0.0.1";
        auto made = http_server::listen(io.get_executor(), any, *router, options, why);
        INFO(why);
        REQUIRE(made.has_value());
        server = std::move(*made);
        background(server->serve());
    }

    std::string url(std::string const& path) const { return "http://" + server->bound().str() + path; }

    ~served() {
        if (!server) return;
        bool done = false;
        asio::co_spawn(io, server->drain(0ms), [&](std::exception_ptr) { done = true; });
        io.restart();
        for (int i = 0; i < 100 && !done; ++i) io.run_one_for(100ms);
    }

    // Sends `bytes`, returns everything until the server closes.
    std::string exchange(std::string bytes) {
        std::string out;
        run(exchange_into(std::move(bytes), &out));
        return out;
    }

private:
    awaitable<void> exchange_into(std::string bytes, std::string* out) {
        raw_client client(*this, server->bound());
        co_await client.send(std::move(bytes));
        *out = co_await client.rest();
    }
};

}  // namespace earshot::net::test
