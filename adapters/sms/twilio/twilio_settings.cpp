// SPDX-License-Identifier: Apache-2.0
#include "adapters/sms/twilio/twilio_settings.hpp"

#include "adapters/sms/e164.hpp"

#include <algorithm>

namespace earshot::twilio {
namespace {

using namespace std::chrono_literals;

bool is_sid(std::string_view text, std::string_view prefix) noexcept {
    if (text.size() != 34 || !text.starts_with(prefix)) return false;
    return std::all_of(text.begin() + 2, text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    });
}

bool is_sender(std::string const& text, std::string const& region) {
    auto const split = sms::split_prefix(text);
    auto const who = sms::normalise(split.rest, region);
    switch (who.what) {
        case sms::party::kind::phone: return who.text == split.rest;
        case sms::party::kind::short_code: return true;
        case sms::party::kind::name: return text.size() <= 11;
        case sms::party::kind::invalid: return false;
    }
    return false;
}

bool is_url(std::string_view text) noexcept {
    auto const mark = text.find("://");
    auto const scheme = text.substr(0, mark == std::string_view::npos ? 0 : mark);
    if ((scheme != "https" && scheme != "http") || text.size() == mark + 3) return false;
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

}  // namespace

settings read_settings(std::string_view channel, config::section& from, std::string_view public_url) {
    settings s;
    s.account_sid = from.text("account_sid");
    if (!s.account_sid.empty() && !is_sid(s.account_sid, "AC"))
        from.wrong("account_sid", "must be the Account SID of the console: AC and 32 hexadecimal digits");
    s.token = from.secret("auth_token");
    s.next_token = from.secret_if("auth_token_next");

    s.default_region = from.text_or("default_region", "44");
    bool const digits =
        std::all_of(s.default_region.begin(), s.default_region.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits || s.default_region.empty() || s.default_region.size() > 3 || s.default_region.front() == '0')
        from.wrong("default_region", "must be a country's calling code such as \"44\"");

    s.from = from.text_or("from", "");
    s.service = from.text_or("messaging_service_sid", "");
    if (s.from.empty() == s.service.empty())
        from.wrong("from", "or messaging_service_sid must be given, and not both: it is what answers are sent from");
    if (!s.from.empty() && !is_sender(s.from, s.default_region))
        from.wrong("from", "must be a number such as \"+447700900456\", a short code, or a name of at most 11 letters");
    if (!s.service.empty() && !is_sid(s.service, "MG"))
        from.wrong("messaging_service_sid", "must be MG and 32 hexadecimal digits");

    s.webhook_url = from.text_or("webhook_url", std::string(public_url) + "/hooks/" + std::string(channel));
    if (!is_url(s.webhook_url))
        from.wrong("webhook_url", "must be the whole address as typed at Twilio, with https://");
    if (s.webhook_url.find_first_of("?#") != std::string::npos)
        from.wrong("webhook_url", "must end before any '?' or '#': Twilio's own are taken from each request");
    s.api_base = from.text_or("api_base", "https://api.twilio.com");
    while (!s.api_base.empty() && s.api_base.back() == '/') s.api_base.pop_back();
    if (!is_url(s.api_base)) from.wrong("api_base", "must be an address such as \"https://api.twilio.com\"");

    s.allow_get = from.flag_or("allow_get", false);
    s.status_callbacks = from.flag_or("status_callbacks", true);
    s.plain_signs = from.flag_or("plain_signs", true);
    s.discard_content = from.flag_or("discard_content", false);
    s.obfuscate_address = from.flag_or("obfuscate_address", false);
    s.provider_answers_stop = from.flag_or("provider_answers_stop", true);
    s.per_second = from.number_or("per_second", 1.0, 0.01, 1000);
    s.validity = from.duration_or("validity", 10h);
    if (s.validity < 1s || s.validity > 10h) from.wrong("validity", "must be from \"1 s\" to \"10 h\"");
    return s;
}

}  // namespace earshot::twilio
