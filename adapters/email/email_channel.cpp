// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/email_channel.hpp"

#include "adapters/email/compose.hpp"
#include "adapters/email/digest.hpp"
#include "adapters/email/email_settings.hpp"
#include "adapters/email/stored_mail.hpp"
#include "gateway/net/http_client.hpp"

#include <boost/system/system_error.hpp>

#include <atomic>
#include <utility>

namespace earshot::email {
namespace {

constexpr std::string_view busy_line = "421 4.3.2 Too many connections\r\n";

std::string loop_secret(email_settings const& settings, random_fn const& random) {
    if (settings.loop_key) return std::string(settings.loop_key->reveal());
    // Good until the next start; the other signs of a loop do not depend on it.
    std::array<std::uint8_t, 32> bytes{};
    random(bytes);
    return hex(bytes);
}

send_outcome outcome(send_outcome::verdict what, delivery state, std::string reason) {
    send_outcome out;
    out.what = what;
    out.state = state;
    out.reason = std::move(reason);
    return out;
}

send_outcome judge(net::smtp_answer const& answer) {
    using verdict = send_outcome::verdict;
    auto const code = answer.code;
    if (answer.reached == net::reached::answered) {
        auto const reason = "smtp " + std::to_string(code);
        if (code >= 200 && code < 300) return outcome(verdict::sent, delivery::sent, {});
        // The relay does not know us (RFC 4954 6): nothing is wrong with the person's address.
        bool const our_login = code == 530 || code == 534 || code == 535 || code == 538;
        if (code >= 500 && code < 600 && !our_login) return outcome(verdict::failed, delivery::failed_perm, reason);
        return outcome(verdict::retry, delivery::failed_temp, reason);
    }
    if (answer.reached == net::reached::written)
        return outcome(verdict::in_doubt, delivery::unknown, "smtp answer lost");
    return outcome(verdict::retry, delivery::failed_temp, "smtp not reached");
}

class email_channel final : public channel {
public:
    email_channel(email_settings settings, channel_services services)
        : settings_(std::move(settings)),
          services_(std::move(services)),
          rules_{settings_.session.ours, settings_.authserv_id, settings_.require_authentication,
                 loop_mark(loop_secret(settings_, services_.random)),
                 settings_.reading},
          world_{settings_.session, load_gate(settings_.load, services_.random), services_.now,
                 [this](char const* why) {
                     if (services_.refused) services_.refused(settings_.session.channel, why);
                 }} {}

    channel_traits traits() const override {
        channel_traits out;
        out.medium = channel_traits::medium_kind::mail;
        out.per_second = settings_.per_second;
        out.uses_reply_tokens = true;
        return out;
    }

    net::awaitable<void> receive(intake& door) override {
        std::string why;
        auto server = net::make_line_server(services_.executor, settings_.listen, settings_.tls,
                                            settings_.load.sessions, std::string(busy_line), why);
        if (!server) throw boost::system::system_error(server.error(), why);
        listening listens(ready_);
        std::function<net::awaitable<void>(std::shared_ptr<net::line_stream>)> handler =
            [this, &door](std::shared_ptr<net::line_stream> stream) {
                return run_session(std::move(stream), world_, door);
            };
        co_await (*server)->serve(std::move(handler));
    }

    result<reading> read(body const& content) const override { return read_mail(content, rules_); }

    net::awaitable<send_outcome> send(outbound message) override {
        auto mail = submission(message);
        if (mail.rcpt_to.empty())
            co_return outcome(send_outcome::verdict::failed, delivery::failed_perm, "mail address unusable");
        auto const answer = co_await services_.http.submit(std::move(mail));
        co_return judge(answer);
    }

    bool ready() const override { return ready_; }

private:
    struct listening {
        explicit listening(std::atomic<bool>& flag) : flag_(flag) { flag_ = true; }
        ~listening() { flag_ = false; }
        listening(listening const&) = delete;
        listening& operator=(listening const&) = delete;
        std::atomic<bool>& flag_;
    };

    // Without a recipient when it cannot be sent as it is.
    net::smtp_call submission(outbound const& message) const {
        auto const& ours = settings_.session.ours;
        auto const to = unpack(message.to);
        bool const tokens = is_token(message.reply_token) && is_token(message.return_token);
        letter what;
        what.from = tokens ? "r-" + message.reply_token + "@" + ours.reply_domain : ours.mailboxes.front();
        what.to = to.mailbox;
        what.sender_name = settings_.sender_name;
        what.subject = settings_.subject;
        what.text = message.text;
        what.answers = to.message_id;
        what.id_domain = ours.reply_domain;
        what.automatic = message.automatic;
        what.at = services_.now();
        net::smtp_call call;
        auto text = compose(what, rules_.mark, services_.random);
        if (!text) return call;
        call.url = settings_.out.url;
        call.user = settings_.out.user;
        call.password = settings_.out.password.reveal();
        // Without a token for bounces there is nowhere a bounce should go.
        if (tokens) call.mail_from = "b-" + message.return_token + "@" + ours.reply_domain;
        call.rcpt_to = to.mailbox;
        call.message = std::move(*text);
        call.require_tls = settings_.out.require_tls;
        call.ca_file = settings_.out.ca_file;
        return call;
    }

    email_settings settings_;
    channel_services services_;
    reading_rules rules_;
    session_world world_;
    std::atomic<bool> ready_{};
};

}  // namespace

std::unique_ptr<channel> make_email(std::string name, config::section& settings, channel_services services) {
    auto read = read_settings(name, settings);
    if (!read) return nullptr;
    return std::make_unique<email_channel>(std::move(*read), std::move(services));
}

}  // namespace earshot::email
