// SPDX-License-Identifier: Apache-2.0
#include "adapters/sms/twilio/twilio_channel.hpp"

#include "adapters/sms/e164.hpp"
#include "adapters/sms/twilio/codes.hpp"
#include "adapters/sms/twilio/send.hpp"
#include "adapters/sms/twilio/signature.hpp"
#include "adapters/sms/twilio/twilio_settings.hpp"
#include "adapters/sms/twilio/webhook.hpp"
#include "gateway/net/http.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <variant>

namespace earshot {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// Twilio posts a few kilobytes at most (1600 characters and its own fields).
constexpr std::size_t body_limit = 64 * 1024;
// It waits 15 s in all; our answer must come before.
constexpr auto hook_deadline = 10s;

net::http_reply answer(unsigned status, std::string text = {}) {
    net::http_reply r;
    r.status = status;
    if (!text.empty()) r.content_type = "text/plain; charset=utf-8";
    r.body = std::move(text);
    return r;
}

// TwiML without a verb: nothing is sent back. A plain text would be texted to the person.
net::http_reply empty_twiml() {
    net::http_reply r;
    r.content_type = "text/xml";
    r.body = R"(<?xml version="1.0" encoding="UTF-8"?><Response/>)";
    return r;
}

net::http_reply come_again() {
    auto r = answer(503);
    r.headers.emplace_back("Retry-After", "10");
    return r;
}

std::string media_type(net::http_request const& request) {
    auto text = std::string(request.header("content-type"));
    text.resize(std::min(text.find(';'), text.size()));
    while (!text.empty() && text.back() == ' ') text.pop_back();
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

class twilio_channel final : public channel {
public:
    twilio_channel(std::string name, twilio::settings with, channel_services services)
        : name_(std::move(name)), with_(std::move(with)), services_(std::move(services)) {}

    channel_traits traits() const override {
        channel_traits t;
        t.medium = channel_traits::medium_kind::sms;
        t.per_second = with_.per_second;
        t.provider_answers_stop = with_.provider_answers_stop;
        return t;
    }

    net::awaitable<void> receive(intake& door) override;
    result<reading> read(body const& content) const override { return twilio::read_stored(content.reveal()); }
    net::awaitable<send_outcome> send(outbound message) override;
    bool ready() const override { return door_ != nullptr; }

private:
    net::awaitable<net::http_reply> on_message(net::http_request request);
    net::awaitable<net::http_reply> on_status(net::http_request request);
    // The verified fields, or the refusal.
    std::variant<twilio::fields, net::http_reply> verified(net::http_request const& request,
                                                           std::string_view path_behind) const;
    net::http_reply refuse(unsigned status, char const* reason, std::string text = {}) const;
    inbound as_inbound(twilio::incoming message) const;
    std::string_view token(bool next) const noexcept {
        return next && with_.next_token ? with_.next_token->reveal() : with_.token.reveal();
    }

    std::string name_;
    twilio::settings with_;
    channel_services services_;
    intake* door_{};   // set while receive() runs
    bool use_next_{};  // the second token is the one that Twilio takes
};

net::http_reply twilio_channel::refuse(unsigned status, char const* reason, std::string text) const {
    if (services_.refused) services_.refused(name_, reason);
    return answer(status, std::move(text));
}

std::variant<twilio::fields, net::http_reply> twilio_channel::verified(net::http_request const& request,
                                                                       std::string_view path_behind) const {
    auto const url = with_.webhook_url + std::string(path_behind) + (request.query.empty() ? "" : "?" + request.query);
    twilio::signed_request what;
    what.url = url;
    what.body = request.body;
    twilio::fields found;
    if (request.method != "POST") {
        auto pairs = net::parse_form(request.query);
        if (!pairs) return refuse(400, "malformed", "the query is not a form");
        what.form.emplace();
        found = std::move(*pairs);
    } else if (auto const type = media_type(request); type == "application/x-www-form-urlencoded") {
        auto pairs = net::parse_form(request.body);
        if (!pairs) return refuse(400, "malformed", "the body is not a form");
        what.form = *pairs;
        found = std::move(*pairs);
    } else if (type == "application/json") {
        auto members = twilio::fields_of_json(request.body);
        if (!members) return refuse(400, "malformed", "the body is not a flat JSON object");
        found = std::move(*members);
    } else {
        return refuse(415, "content_type");
    }
    std::vector<std::string_view> tokens{token(false)};
    if (with_.next_token) tokens.push_back(token(true));
    if (!twilio::authentic(what, request.header("x-twilio-signature"), tokens)) return refuse(403, "signature");
    return found;
}

inbound twilio_channel::as_inbound(twilio::incoming message) const {
    auto const split = sms::split_prefix(message.from);
    auto who = sms::normalise(split.rest, with_.default_region);
    auto const prefix = split.prefix == "sms:" ? std::string_view() : split.prefix;
    bool const replyable = who.replyable();
    auto reply_to = std::string(prefix) + who.text;
    auto content = twilio::stored(message, replyable);
    wipe(message.text);
    wipe(message.from);
    return inbound{.channel = name_,
                   .dedupe_key = std::move(message.sid),
                   .sender = address(std::move(who.text)),
                   .reply_to = address(std::move(reply_to)),
                   .content = body(std::move(content)),
                   .route = {},
                   .received = services_.now(),
                   .checked = proof::of_signature()};
}

net::awaitable<net::http_reply> twilio_channel::on_message(net::http_request request) {
    auto* const door = door_;
    if (door == nullptr) co_return come_again();
    auto checked = verified(request, "");
    wipe(request.body);
    if (auto* refusal = std::get_if<net::http_reply>(&checked)) co_return std::move(*refusal);
    std::string missing;
    auto message = twilio::read_incoming(std::get<twilio::fields>(checked), missing);
    if (!message) co_return refuse(400, "malformed", "missing field: " + missing);
    if (message->account != with_.account_sid) co_return refuse(403, "peer");
    auto ready = as_inbound(std::move(*message));
    auto const done = co_await door->accept(std::move(ready));
    if (!done) co_return come_again();
    co_return empty_twiml();
}

net::awaitable<net::http_reply> twilio_channel::on_status(net::http_request request) {
    auto* const door = door_;
    if (door == nullptr) co_return come_again();
    auto checked = verified(request, "/status");
    if (auto* refusal = std::get_if<net::http_reply>(&checked)) co_return std::move(*refusal);
    std::string missing;
    auto const status = twilio::read_status(std::get<twilio::fields>(checked), missing);
    if (!status) co_return refuse(400, "malformed", "missing field: " + missing);
    if (status->account != with_.account_sid) co_return refuse(403, "peer");
    auto const state = twilio::state_of(status->status, status->error);
    if (!state) co_return empty_twiml();
    delivery_report report;
    report.channel = name_;
    report.provider_ref = status->sid;
    report.state = *state;
    report.opted_out = status->error != 0 && twilio::fault_of(status->error) == twilio::fault::opted_out;
    if (status->error != 0) report.reason = "twilio " + std::to_string(status->error);
    auto const done = co_await door->report(std::move(report));
    if (!done) co_return come_again();
    co_return empty_twiml();
}

net::awaitable<void> twilio_channel::receive(intake& door) {
    auto const path = "/hooks/" + name_;
    net::route_options options;
    options.body_limit = body_limit;
    options.deadline = hook_deadline;
    auto& routes = services_.public_routes;
    auto message = [this](net::http_request r) { return on_message(std::move(r)); };
    auto status = [this](net::http_request r) { return on_status(std::move(r)); };
    routes.add("POST", path, message, options);
    routes.add("POST", path + "/status", status, options);
    if (with_.allow_get) {
        routes.add("GET", path, message, options);
        routes.add("GET", path + "/status", status, options);
    }
    struct open_door {
        intake*& slot;
        open_door(intake*& s, intake& d) : slot(s) { slot = &d; }
        ~open_door() { slot = nullptr; }
    } const opened(door_, door);

    // The routes do the work; this waits to be cancelled.
    asio::steady_timer forever(services_.executor, asio::steady_timer::time_point::max());
    boost::system::error_code cancelled;
    auto token = asio::redirect_error(asio::use_awaitable, cancelled);
    co_await forever.async_wait(std::move(token));
}

net::awaitable<send_outcome> twilio_channel::send(outbound message) {
    auto const text = twilio::wording(with_, message.text);
    if (auto const refused = twilio::refused_here(message, text)) co_return *refused;
    auto call = twilio::call_for(with_, message, text, token(use_next_));
    auto reply = co_await services_.http.call(std::move(call));
    // While the tokens are being changed nobody tells us when: the other one is tried, and kept if it works.
    if (with_.next_token && twilio::credentials_refused(reply)) {
        auto second = twilio::call_for(with_, message, text, token(!use_next_));
        reply = co_await services_.http.call(std::move(second));
        if (!twilio::credentials_refused(reply) && reply.reached == net::reached::answered) use_next_ = !use_next_;
    }
    co_return twilio::outcome_of(reply, message.attempt);
}

}  // namespace

std::unique_ptr<channel> make_twilio(std::string name, config::section& settings, channel_services services) {
    auto with = twilio::read_settings(name, settings, services.public_url);
    if (!settings.good()) return nullptr;
    return std::make_unique<twilio_channel>(std::move(name), std::move(with), std::move(services));
}

}  // namespace earshot
