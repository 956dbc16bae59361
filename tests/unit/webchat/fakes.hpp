// SPDX-License-Identifier: Apache-2.0
// A house around the web chat: a router that keeps handlers, sockets made of two lists, a door with a small script of
// questions behind it. Everything runs on one io_context; nothing sleeps.
#pragma once

#include "adapters/channel.hpp"
#include "adapters/webchat/webchat_channel.hpp"
#include "gateway/net/http.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace earshot::webchat::test {

class fake_router final : public net::http_router {
public:
    void add(std::string method, std::string path, net::http_handler handler, net::route_options o) override {
        routes[method + " " + path] = std::move(handler);
        options[method + " " + path] = o;
    }
    void add_prefix(std::string method, std::string prefix, net::http_handler handler, net::route_options) override {
        routes[method + " " + prefix + "*"] = std::move(handler);
    }
    void add_websocket(std::string path, net::websocket_handler handler) override {
        sockets[path] = std::move(handler);
    }

    std::map<std::string, net::http_handler> routes;
    std::map<std::string, net::route_options> options;
    std::map<std::string, net::websocket_handler> sockets;
};

class fake_socket final : public net::websocket {
public:
    explicit fake_socket(net::any_io_executor executor) : bell_(executor) {}
    net::awaitable<std::optional<std::string>> read() override;
    bool send(std::string text) override;
    void close(std::uint16_t code) override;

    void arrives(std::string text);  // from the browser
    void hangs_up();

    std::vector<std::string> sent;
    std::size_t room{1000};  // frames until send() says "full"
    std::optional<std::uint16_t> closed;

private:
    net::asio::steady_timer bell_;
    std::deque<std::string> waiting_;
    bool gone_{};
};

struct question {
    std::string text;
    std::vector<choice> choices;
    bool several{};
    std::string text_id{};
};

// Journals, and answers each message with the next question of the script; "DELETE" wipes, "NEW" begins anew.
class fake_house final : public intake {
public:
    net::awaitable<result<receipt>> accept(inbound message) override;
    net::awaitable<result<receipt>> report(delivery_report) override { co_return make_error_code(errc::unsupported); }
    net::awaitable<result<bool>> route_known(std::string) override { co_return false; }
    net::awaitable<result<std::vector<backlog_item>>> backlog(std::string channel, address sender,
                                                              message_seq after) override;

    // Says something to a session as the outbox would; `by_person`: an operator.
    void say(std::string token, std::string text, std::vector<choice> choices = {}, bool several = false,
             bool by_person = false, std::string text_id = {});
    void push(std::string token, backlog_item item);

    channel* out{};
    net::any_io_executor executor;
    std::vector<question> script;
    bool shut{};                     // the door says "busy"
    bool silent{};                   // nothing is answered: a person has taken over
    bool blind{};                    // the backlog cannot be read
    std::vector<std::string> heard;  // texts taken, repeats left out
    std::vector<std::string> files;  // bytes of files taken
    std::set<std::string> keys;
    std::map<std::string, std::vector<backlog_item>> exchanges;  // by token
    std::map<std::string, std::size_t> steps;
    std::vector<send_outcome::verdict> verdicts;
    instant now{std::chrono::milliseconds(1'700'000'000'000)};
};

struct house {
    explicit house(chat_settings settings = {}, live_sessions::limits limits = {});
    ~house();

    net::http_reply get(std::string path, std::string query = {}, std::string language = {});
    net::http_reply post(std::vector<std::pair<std::string, std::string>> fields, std::string site = "same-origin",
                         std::string path = "/form");
    // A form with files, as a browser packs it.
    net::http_reply post_files(std::vector<std::pair<std::string, std::string>> fields, std::vector<std::string> files);
    net::http_reply upload(std::string token, std::string id, std::string bytes,
                           std::string type = "application/octet-stream", std::string site = "same-origin");
    // Opens a socket with that Origin; its handler runs from now on.
    std::shared_ptr<fake_socket> open(std::string origin = "https://report.example");
    void settle();  // runs whatever can run now

    net::asio::io_context context;
    fake_router router;
    fake_house door;
    std::vector<std::string> mistakes;
    std::vector<std::string> turned_away;  // reasons, as counted
    std::unique_ptr<channel> chat;

private:
    net::http_reply run(net::http_handler const& handler, net::http_request request);
    std::uint8_t seed_{};
};

// Value of a hidden field in a page.
std::string field(std::string const& html, std::string const& name);
// Member of a JSON frame as text ("" when absent).
std::string member(std::string const& frame, std::string const& name);
bool has(std::string const& text, std::string const& part);
std::string header(net::http_reply const& reply, std::string const& name);

}  // namespace earshot::webchat::test
