// SPDX-License-Identifier: Apache-2.0
// A Twilio channel with everything around it pretended, in one process and without a network.
#pragma once

#include "adapters/sms/twilio/signature.hpp"
#include "adapters/sms/twilio/twilio_channel.hpp"
#include "gateway/config/file.hpp"
#include "gateway/net/http.hpp"
#include "gateway/net/http_client.hpp"
#include "tests/support/catch.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <unistd.h>

#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <map>

namespace earshot::tests {

inline constexpr char const* account = "AC00000000000000000000000000000001";
inline constexpr char const* token = "twilio-test-token";
inline constexpr char const* next_token = "twilio-next-token";

class fake_router final : public net::http_router {
public:
    void add(std::string method, std::string path, net::http_handler handler, net::route_options options) override {
        routes[method + " " + path] = {std::move(handler), options};
    }
    void add_prefix(std::string, std::string, net::http_handler, net::route_options) override {
        FAIL("no prefix is needed");
    }
    void add_websocket(std::string, net::websocket_handler) override { FAIL("no websocket is needed"); }

    struct route {
        net::http_handler handler;
        net::route_options options;
    };
    std::map<std::string, route> routes;
};

class fake_intake final : public intake {
public:
    net::awaitable<result<receipt>> accept(inbound message) override {
        taken.push_back(std::move(message));
        co_return answer;
    }
    net::awaitable<result<receipt>> report(delivery_report r) override {
        reports.push_back(std::move(r));
        co_return answer;
    }
    net::awaitable<result<bool>> route_known(std::string) override { co_return false; }
    net::awaitable<result<std::vector<backlog_item>>> backlog(std::string, address, message_seq) override {
        co_return errc::unsupported;
    }

    result<receipt> answer{receipt{}};
    std::vector<inbound> taken;
    std::vector<delivery_report> reports;
};

class fake_http final : public net::http_client {
public:
    net::awaitable<net::http_answer> call(net::http_call request) override {
        calls.push_back(std::move(request));
        REQUIRE_FALSE(answers.empty());
        auto next = answers.front();
        answers.pop_front();
        co_return next;
    }
    net::awaitable<net::smtp_answer> submit(net::smtp_call) override { co_return net::smtp_answer{}; }

    void will_answer(unsigned status, std::string body, std::string retry_after = {}) {
        net::http_answer a;
        a.reached = net::reached::answered;
        a.status = status;
        a.body = std::move(body);
        if (!retry_after.empty()) a.headers.emplace_back("retry-after", std::move(retry_after));
        answers.push_back(std::move(a));
    }
    void will_fail(net::reached how_far) {
        net::http_answer a;
        a.reached = how_far;
        answers.push_back(std::move(a));
    }

    std::vector<net::http_call> calls;
    std::deque<net::http_answer> answers;
};

class folder {
public:
    folder() {
        std::string name = (std::filesystem::temp_directory_path() / "earshot-sms-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
        put("token", token);
        put("next", next_token);
    }
    ~folder() { std::filesystem::remove_all(path); }
    void put(std::string const& name, std::string const& text) const {
        auto const file = path + "/" + name;
        std::ofstream(file) << text << "\n";
        std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    }
    std::string path;
};

// The channel "sms", running, with the given lines added to its section.
class rig {
public:
    explicit rig(std::string const& extra = "from = '+447700900456'\n") {
        auto const text = "[channel.sms]\nkind = 'twilio'\naccount_sid = '" + std::string(account) +
                          "'\nauth_token_file = 'token'\n" + extra;
        auto loaded = config::file::parse(text, dir.path + "/earshot.toml", mistakes, "");
        REQUIRE(loaded);
        file = std::move(*loaded);
        auto& section = *file->tables_of("channel").at(0).second;
        section.text("kind");
        channel_services services{io.get_executor(),
                                  router,
                                  http,
                                  [] { return instant(std::chrono::milliseconds(1772356500123)); },
                                  [](std::span<std::uint8_t>) {},
                                  "https://gw.example.org",
                                  [this](std::string_view, char const* reason) { refused.emplace_back(reason); }};
        it = make_twilio("sms", section, std::move(services));
        file->finish();
    }
    ~rig() { stop(); }

    void start() {
        auto running = it->receive(door);
        boost::asio::co_spawn(io, std::move(running),
                              boost::asio::bind_cancellation_slot(cancel.slot(), [this](std::exception_ptr error) {
                                  ended = true;
                                  CHECK_FALSE(error);
                              }));
        io.poll();
    }
    void stop() {
        cancel.emit(boost::asio::cancellation_type::terminal);
        io.restart();
        io.poll();
    }

    template <class T>
    T run(net::awaitable<T> work) {
        std::optional<T> out;
        boost::asio::co_spawn(io, std::move(work), [&](std::exception_ptr error, T value) {
            if (error) std::rethrow_exception(error);
            out = std::move(value);
        });
        io.restart();
        io.poll();
        REQUIRE(out);
        return std::move(*out);
    }

    net::http_reply request(std::string const& method, std::string const& path, net::http_request r) {
        auto const found = router.routes.find(method + " " + path);
        REQUIRE(found != router.routes.end());
        r.method = method;
        r.path = path;
        r.target = path + (r.query.empty() ? "" : "?" + r.query);
        return run(found->second.handler(std::move(r)));
    }

    // A webhook as Twilio makes it.
    net::http_reply post(std::string const& path, twilio::fields const& form, std::string_view with = token,
                         std::string const& query = {}) {
        net::http_request r;
        r.query = query;
        r.body = net::make_form(form);
        auto const url = "https://gw.example.org" + path + (query.empty() ? "" : "?" + query);
        r.headers.emplace_back("content-type", "application/x-www-form-urlencoded; charset=UTF-8");
        r.headers.emplace_back("x-twilio-signature", twilio::sign(with, url, form));
        return request("POST", path, std::move(r));
    }

    send_outcome send(outbound message) { return run(it->send(std::move(message))); }

    folder dir;
    boost::asio::io_context io;
    boost::asio::cancellation_signal cancel;
    fake_router router;
    fake_intake door;
    fake_http http;
    std::vector<config::mistake> mistakes;
    std::vector<std::string> refused;
    std::unique_ptr<config::file> file;
    std::unique_ptr<channel> it;
    bool ended{};
};

}  // namespace earshot::tests
