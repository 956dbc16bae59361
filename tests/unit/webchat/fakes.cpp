// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/webchat/fakes.hpp"

#include "gateway/net/http_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>

namespace earshot::webchat::test {
namespace {

struct no_http_client final : net::http_client {
    net::awaitable<net::http_answer> call(net::http_call) override { co_return net::http_answer{}; }
    net::awaitable<net::smtp_answer> submit(net::smtp_call) override { co_return net::smtp_answer{}; }
};
no_http_client no_http;

}  // namespace

net::awaitable<std::optional<std::string>> fake_socket::read() {
    while (waiting_.empty() && !gone_ && !closed) {
        bell_.expires_at(net::asio::steady_timer::time_point::max());
        boost::system::error_code rung;
        co_await bell_.async_wait(net::asio::redirect_error(net::asio::use_awaitable, rung));
    }
    if (gone_ || closed) co_return std::nullopt;
    std::string text = std::move(waiting_.front());
    waiting_.pop_front();
    co_return text;
}

bool fake_socket::send(std::string text) {
    if (gone_ || closed || sent.size() >= room) return false;
    sent.push_back(std::move(text));
    return true;
}

void fake_socket::close(std::uint16_t code) {
    if (!closed) closed = code;
    bell_.cancel();
}

void fake_socket::arrives(std::string text) {
    waiting_.push_back(std::move(text));
    bell_.cancel();
}

void fake_socket::hangs_up() {
    gone_ = true;
    bell_.cancel();
}

net::awaitable<result<receipt>> fake_house::accept(inbound message) {
    if (shut) co_return make_error_code(errc::busy);
    if (!keys.insert(message.dedupe_key).second) co_return receipt{true};
    auto const read = out->read(message.content);
    std::string const token(message.sender.reveal());
    heard.push_back(read->text);
    for (auto const& f : read->files) files.emplace_back(f.bytes.reveal());
    if (read->text == "DELETE") {
        exchanges.erase(token);
        steps.erase(token);
        backlog_item wiped;
        wiped.seq = {99};
        wiped.text = "Your answers are wiped.";
        wiped.text_id = "DEL";
        push(token, wiped);
        co_return receipt{};
    }
    if (read->text == "NEW") {
        exchanges.erase(token);
        steps.erase(token);
    }
    auto& items = exchanges[token];
    backlog_item mine;
    mine.seq = {static_cast<std::int64_t>(items.size()) + 1};
    mine.from_reporter = true;
    mine.text = read->text;
    items.push_back(mine);
    if (!silent && steps[token] < script.size()) {
        auto const& next = script[steps[token]++];
        say(token, next.text, next.choices, next.several, false, next.text_id);
    }
    co_return receipt{};
}

net::awaitable<result<std::vector<backlog_item>>> fake_house::backlog(std::string, address sender, message_seq after) {
    if (blind) co_return make_error_code(errc::timed_out);
    std::vector<backlog_item> shown;
    for (auto const& item : exchanges[std::string(sender.reveal())])
        if (item.seq > after && shown.size() < 200) shown.push_back(item);
    co_return shown;
}

void fake_house::say(std::string token, std::string text, std::vector<choice> choices, bool several, bool by_person,
                     std::string text_id) {
    auto& items = exchanges[token];
    backlog_item item;
    item.seq = {static_cast<std::int64_t>(items.size()) + 1};
    item.text = std::move(text);
    item.choices = std::move(choices);
    item.several = several;
    item.by_person = by_person;
    item.text_id = std::move(text_id);
    items.push_back(item);
    push(token, item);
}

void fake_house::push(std::string token, backlog_item item) {
    outbound message;
    message.channel = "web-chat";
    message.to = address(std::move(token));
    message.text = item.text;
    message.text_id = item.text_id;
    message.choices = item.choices;
    message.several = item.several;
    message.automatic = !item.by_person;
    message.seq = item.seq;
    net::asio::co_spawn(executor, out->send(std::move(message)),
                        [this](std::exception_ptr, send_outcome outcome) { verdicts.push_back(outcome.what); });
}

house::house(chat_settings settings, live_sessions::limits limits) {
    if (settings.origins.empty()) settings.origins = {"https://report.example"};
    if (settings.form_wait == std::chrono::milliseconds(5000)) settings.form_wait = std::chrono::milliseconds(0);
    channel_services services{
        .executor = context.get_executor(),
        .public_routes = router,
        .http = no_http,
        .now = [this] { return door.now; },
        .random =
            [this](std::span<std::uint8_t> bytes) {
                for (auto& b : bytes) b = ++seed_;
            },
        .public_url = "https://report.example",
        .refused = [this](std::string_view, char const* reason) { turned_away.emplace_back(reason); },
    };
    auto assets = [](std::string_view name) -> std::string_view {
        auto const built = built_in_asset(name);
        return built.empty() && name == "chat.js" ? std::string_view("\"use strict\";") : built;
    };
    chat = make_channel(std::move(settings), limits, assets, std::move(services), mistakes);
    door.out = chat.get();
    door.executor = context.get_executor();
    net::asio::co_spawn(context, chat->receive(door), net::asio::detached);
    settle();
}

house::~house() = default;

void house::settle() {
    context.restart();
    while (context.poll() > 0) {}
}

net::http_reply house::run(net::http_handler const& handler, net::http_request request) {
    std::optional<net::http_reply> reply;
    std::exception_ptr failed;
    net::asio::co_spawn(context, handler(std::move(request)), [&](std::exception_ptr e, net::http_reply r) {
        failed = e;
        reply = std::move(r);
    });
    context.restart();
    while (!reply) context.run_one();
    if (failed) std::rethrow_exception(failed);
    settle();
    return std::move(*reply);
}

net::http_reply house::get(std::string path, std::string query, std::string language) {
    net::http_request request;
    request.method = "GET";
    request.path = path;
    request.query = query;
    request.target = query.empty() ? path : path + "?" + query;
    if (!language.empty()) request.headers.emplace_back("accept-language", language);
    return run(router.routes.at("GET " + path), std::move(request));
}

net::http_reply house::post(std::vector<std::pair<std::string, std::string>> fields, std::string site,
                            std::string path) {
    net::http_request request;
    request.method = "POST";
    request.path = request.target = path;
    request.headers = {{"content-type", "application/x-www-form-urlencoded"}, {"sec-fetch-site", std::move(site)}};
    request.body = net::make_form(fields);
    return run(router.routes.at("POST " + path), std::move(request));
}

net::http_reply house::post_files(std::vector<std::pair<std::string, std::string>> fields,
                                  std::vector<std::string> files) {
    net::http_request request;
    request.method = "POST";
    request.path = request.target = "/form/file";
    request.headers = {{"content-type", "multipart/form-data; boundary=----a1"}, {"sec-fetch-site", "same-origin"}};
    for (auto const& [name, value] : fields)
        request.body += "------a1\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    for (auto const& f : files)
        request.body += "------a1\r\nContent-Disposition: form-data; name=\"files\"; filename=\"Amina at home.jpg\"\r\n"
                        "Content-Type: image/jpeg\r\n\r\n" + f + "\r\n";
    request.body += "------a1--\r\n";
    return run(router.routes.at("POST /form/file"), std::move(request));
}

net::http_reply house::upload(std::string token, std::string id, std::string bytes, std::string type, std::string site) {
    net::http_request request;
    request.method = "POST";
    request.path = request.target = "/chat/file";
    request.headers = {{"content-type", std::move(type)}, {"sec-fetch-site", std::move(site)},
                       {"chat-token", std::move(token)}, {"chat-id", std::move(id)}};
    request.body = std::move(bytes);
    return run(router.routes.at("POST /chat/file"), std::move(request));
}

std::shared_ptr<fake_socket> house::open(std::string origin) {
    auto socket = std::make_shared<fake_socket>(context.get_executor());
    net::http_request request;
    request.method = "GET";
    request.path = request.target = "/chat/ws";
    request.headers.emplace_back("origin", std::move(origin));
    net::asio::co_spawn(context, router.sockets.at("/chat/ws")(std::move(request), socket), [](std::exception_ptr e) {
        if (e) std::rethrow_exception(e);
    });
    settle();
    return socket;
}

std::string field(std::string const& html, std::string const& name) {
    std::string const start = "name=\"" + name + "\" value=\"";
    auto const at = html.find(start);
    if (at == std::string::npos) return {};
    auto const from = at + start.size();
    return html.substr(from, html.find('"', from) - from);
}

std::string member(std::string const& frame, std::string const& name) {
    auto const value = boost::json::parse(frame);
    auto const* const found = value.as_object().if_contains(name);
    if (found == nullptr) return {};
    if (found->is_string()) return std::string(found->get_string());
    return boost::json::serialize(*found);
}

bool has(std::string const& text, std::string const& part) {
    return text.find(part) != std::string::npos;
}

std::string header(net::http_reply const& reply, std::string const& name) {
    for (auto const& [n, v] : reply.headers)
        if (n == name) return v;
    return {};
}

}  // namespace earshot::webchat::test
