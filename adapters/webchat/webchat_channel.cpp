// SPDX-License-Identifier: Apache-2.0
#include "adapters/webchat/webchat_channel.hpp"

#include "adapters/webchat/chat_core.hpp"
#include "adapters/webchat/words.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace earshot {
namespace webchat {
namespace {

using shared_core = std::shared_ptr<chat_core>;
using show = net::http_reply (*)(chat_core const& core, net::http_request const& request);

net::awaitable<net::http_reply> answer(shared_core core, net::http_request request, show page) {
    co_return page(*core, request);
}

net::http_handler handler(shared_core core, show page) {
    return [core = std::move(core), page](net::http_request request) { return answer(core, std::move(request), page); };
}

void add_pages(net::http_router& routes, shared_core const& core) {
    using request = net::http_request;
    routes.add("GET", "/", handler(core, [](chat_core const& c, request const& r) { return c.pages.start(r); }));
    routes.add("GET", "/safety", handler(core, [](chat_core const& c, request const& r) { return c.pages.safety(r); }));
    routes.add("GET", "/chat", handler(core, [](chat_core const& c, request const& r) { return c.pages.chat(r); }));
    routes.add("GET", "/exit", handler(core, [](chat_core const& c, request const&) { return c.pages.leave(); }));
    routes.add("GET", "/widget.js", handler(core, [](chat_core const& c, request const&) {
                   return c.pages.asset("widget.js", "text/javascript; charset=utf-8");
               }));
    routes.add("GET", "/assets/chat.js", handler(core, [](chat_core const& c, request const&) {
                   return c.pages.asset("chat.js", "text/javascript; charset=utf-8");
               }));
    routes.add("GET", "/assets/page.js", handler(core, [](chat_core const& c, request const&) {
                   return c.pages.asset("page.js", "text/javascript; charset=utf-8");
               }));
    routes.add("GET", "/assets/pages.css", handler(core, [](chat_core const& c, request const&) {
                   return c.pages.asset("pages.css", "text/css; charset=utf-8");
               }));
}

void add_talk(net::http_router& routes, shared_core const& core) {
    // Commit (10 s), waiting for the answer, reading it back: more than the usual deadline.
    net::route_options const slow{.body_limit = 64 * 1024, .deadline = std::chrono::seconds(30)};
    routes.add("GET", "/form", [core](net::http_request r) { return form_first(core, std::move(r)); });
    routes.add("GET", "/code", [core](net::http_request r) { return code_first(core, std::move(r)); });
    routes.add("POST", "/code", [core](net::http_request r) { return form_next(core, std::move(r)); }, slow);
    // A phone's line is slow: a megabyte may take ten seconds.
    auto const& s = core->settings;
    net::route_options files = slow;
    files.body_deadline = std::chrono::seconds(30 + 10 * (s.file_bytes >> 20));
    files.at_once = s.uploads;
    if (s.files > 0) {
        files.body_limit = s.file_bytes;
        routes.add("POST", "/chat/file", [core](net::http_request r) { return take_file(core, std::move(r)); }, files);
        files.body_limit = s.files * s.file_bytes + slow.body_limit;
        files.body_deadline *= static_cast<int>(s.files);
        routes.add("POST", "/form/file", [core](net::http_request r) { return form_next(core, std::move(r)); }, files);
    }
    routes.add("POST", "/form", [core](net::http_request r) { return form_next(core, std::move(r)); }, slow);
    routes.add_websocket("/chat/ws", [core](net::http_request r, std::shared_ptr<net::websocket> socket) {
        return serve_socket(core, std::move(r), std::move(socket));
    });
}

class webchat_channel final : public channel {
public:
    webchat_channel(shared_core core, net::http_router& routes) : core_(std::move(core)), routes_(routes) {}

    // Requests still on their way are told "busy" once the channel is gone.
    ~webchat_channel() override { core_->door = nullptr; }
    webchat_channel(webchat_channel const&) = delete;
    webchat_channel& operator=(webchat_channel const&) = delete;

    channel_traits traits() const override {
        channel_traits t;
        t.medium = channel_traits::medium_kind::chat;
        t.ordered = true;
        t.per_second = 0;
        t.max_in_flight = 64;
        return t;
    }

    net::awaitable<void> receive(intake& door) override {
        core_->door = &door;
        if (!routed_) {
            add_pages(routes_, core_);
            add_talk(routes_, core_);
            routed_ = true;
        }
        net::asio::steady_timer never(core_->executor, net::asio::steady_timer::time_point::max());
        boost::system::error_code cancelled;
        co_await never.async_wait(net::asio::redirect_error(net::asio::use_awaitable, cancelled));
        core_->door = nullptr;
    }

    result<reading> read(body const& content) const override { return read_body(content); }

    net::awaitable<send_outcome> send(outbound message) override {
        backlog_item item;
        item.seq = message.seq;
        item.text = std::move(message.text);
        item.text_id = std::move(message.text_id);
        item.choices = std::move(message.choices);
        item.several = message.several;
        item.by_person = !message.automatic;
        item.at = core_->now();
        std::string const token(message.to.reveal());
        send_outcome outcome;
        // "gone" is no loss: the store has it, and the page asks for what it has not shown when it is back.
        if (!core_->live.deliver(token, item)) {
            outcome.what = send_outcome::verdict::gone;
            outcome.reason = "webchat not connected";
        }
        co_return outcome;
    }

    bool ready() const override { return core_->door != nullptr; }

private:
    shared_core core_;
    net::http_router& routes_;
    bool routed_{};
};

}  // namespace

std::unique_ptr<channel> make_channel(chat_settings settings, live_sessions::limits limits, asset_source assets,
                                      channel_services services, std::vector<std::string>& mistakes) {
    auto core = std::make_shared<chat_core>(std::move(settings), limits, std::move(assets), services, mistakes);
    return std::make_unique<webchat_channel>(std::move(core), services.public_routes);
}

}  // namespace webchat

std::unique_ptr<channel> make_webchat(std::string name, config::section& settings, channel_services services) {
    auto read = webchat::read_settings(settings, name, services.public_url);
    if (webchat::built_in_asset("chat.js").empty())
        settings.wrong("kind", "this program was built without pages (EARSHOT_WEB=OFF)");
    if (!settings.good()) return nullptr;
    webchat::live_sessions::limits limits;
    limits.sockets = read.max_sockets;
    std::vector<std::string> mistakes;
    auto made = webchat::make_channel(std::move(read), limits, webchat::built_in_asset, std::move(services), mistakes);
    for (auto& m : mistakes) settings.wrong("strings_dir", std::move(m));
    if (!mistakes.empty()) return nullptr;
    return made;
}

}  // namespace earshot
