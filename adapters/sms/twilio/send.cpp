// SPDX-License-Identifier: Apache-2.0
#include "adapters/sms/twilio/send.hpp"

#include "adapters/sms/e164.hpp"
#include "adapters/sms/twilio/codes.hpp"
#include "adapters/sms/utf8.hpp"
#include "gateway/domain/gsm7.hpp"
#include "gateway/net/http.hpp"
#include "gateway/net/padding.hpp"

#include <boost/json.hpp>

#include <charconv>

namespace earshot::twilio {
namespace {

namespace json = boost::json;
using verdict = send_outcome::verdict;
using namespace std::chrono_literals;

// While the account is refused every message would fail the same way: an administrator must act first, and the
// messages wait for that.
constexpr std::size_t call_step = 1024;  // bytes of the form, and what fills it up
constexpr auto account_pause = 5min;
constexpr std::chrono::seconds longest_pause = 1h;

struct reply {
    std::string sid;
    std::string status;
    int code{};
};

reply read_reply(std::string_view body) {
    reply r;
    boost::system::error_code error;
    auto const value = json::parse(body, error);
    auto const* const o = error ? nullptr : value.if_object();
    if (o == nullptr) return r;
    auto const text = [&](std::string_view key) {
        auto const* const item = o->if_contains(key);
        return item != nullptr && item->is_string() ? std::string(item->get_string()) : std::string();
    };
    r.sid = text("sid");
    r.status = text("status");
    for (auto const* key : {"code", "error_code"})
        if (auto const* const item = o->if_contains(key); item != nullptr && item->is_number()) {
            auto const code = item->to_number<int>(error);
            if (!error) r.code = code;
        }
    return r;
}

std::optional<std::chrono::seconds> retry_after(net::http_answer const& answer) noexcept {
    auto const text = answer.header("retry-after");
    int seconds = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc() || end != text.data() + text.size() || seconds < 0) return std::nullopt;
    return std::min(std::chrono::seconds(seconds), longest_pause);
}

std::string reason_of(unsigned status, int code) {
    return code != 0 ? "twilio " + std::to_string(code) : "twilio http " + std::to_string(status);
}

send_outcome outcome(verdict what, delivery state, std::string reason) {
    send_outcome out;
    out.what = what;
    out.state = state;
    out.reason = std::move(reason);
    return out;
}

send_outcome taken(net::http_answer const& answer) {
    auto const r = read_reply(answer.body);
    auto out = outcome(verdict::sent, state_of(r.status, 0).value_or(delivery::queued), {});
    out.provider_ref = r.sid;
    // Taken all the same: sending it again would text the person twice.
    if (r.sid.empty()) out.reason = "twilio unreadable";
    if (r.sid.empty() || out.state == delivery::unknown) out.state = delivery::queued;
    return out;
}

}  // namespace

std::optional<send_outcome> refused_here(outbound const& message, std::string_view text) {
    auto const to = sms::split_prefix(message.to.reveal()).rest;
    if (!sms::normalise(to).replyable() || !to.starts_with('+'))
        return outcome(verdict::failed, delivery::failed_perm, "sms not-replyable");
    if (text.empty()) return outcome(verdict::failed, delivery::failed_perm, "sms empty");
    if (sms::utf16_units(text) > longest_text) return outcome(verdict::failed, delivery::failed_perm, "sms too-long");
    return std::nullopt;
}

std::string wording(settings const& with, std::string_view text) {
    auto const valid = sms::repaired(text);
    return with.plain_signs ? gsm7::tidy(valid) : valid;
}

net::http_call call_for(settings const& with, outbound const& message, std::string_view text, std::string_view token) {
    std::vector<std::pair<std::string, std::string>> form;
    form.emplace_back("To", std::string(message.to.reveal()));
    if (with.service.empty())
        form.emplace_back("From", with.from);
    else
        form.emplace_back("MessagingServiceSid", with.service);
    form.emplace_back("Body", std::string(text));
    if (with.status_callbacks) form.emplace_back("StatusCallback", with.webhook_url + "/status");
    if (with.validity < 10h) form.emplace_back("ValidityPeriod", std::to_string(with.validity.count()));
    if (with.discard_content) form.emplace_back("ContentRetention", "discard");
    if (with.obfuscate_address) form.emplace_back("AddressRetention", "obfuscate");

    net::http_call call;
    call.method = "POST";
    call.url = with.api_base + "/2010-04-01/Accounts/" + with.account_sid + "/Messages.json";
    call.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8");
    call.headers.emplace_back("Accept", "application/json");
    call.body = net::make_form(form);
    // HTTP/1.1, so what is written here is what the line shows.
    call.headers.emplace_back("X-Padding", std::string(net::missing_to(call_step, call.body.size()), '0'));
    call.user = with.account_sid;
    call.password = std::string(token);
    return call;
}

bool credentials_refused(net::http_answer const& answer) noexcept {
    return answer.reached == net::reached::answered && (answer.status == 401 || answer.status == 403) &&
           (answer.status == 401 || answer.body.find("20003") != std::string::npos);
}

send_outcome outcome_of(net::http_answer const& answer, int attempt) {
    if (answer.reached == net::reached::nothing) return outcome(verdict::retry, delivery::queued, "twilio connect");
    // There is no idempotency key on this resource: whether it was taken cannot be known.
    if (answer.reached == net::reached::written)
        return outcome(verdict::in_doubt, delivery::queued, "twilio no-answer");
    if (answer.status >= 200 && answer.status < 300) return taken(answer);

    auto const code = read_reply(answer.body).code;
    auto const reason = reason_of(answer.status, code);
    auto again = outcome(verdict::retry, delivery::queued, reason);
    again.retry_after = retry_after(answer);
    if (answer.status == 429 || answer.status >= 500) return again;
    if (credentials_refused(answer)) {
        again.retry_after = account_pause;
        return again;
    }
    switch (fault_of(code)) {
        case fault::later: return again;
        case fault::account: again.retry_after = account_pause; return again;
        case fault::once_more:
            if (attempt < 2) return again;
            return outcome(verdict::failed, delivery::failed_temp, reason);
        case fault::opted_out: return outcome(verdict::opted_out, delivery::failed_perm, reason);
        case fault::never: break;
    }
    // A redirect or another protocol's answer: not Twilio, so it was not taken.
    if (answer.status < 400) return again;
    return outcome(verdict::failed, delivery::failed_perm, reason);
}

}  // namespace earshot::twilio
