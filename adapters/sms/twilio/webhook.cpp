// SPDX-License-Identifier: Apache-2.0
#include "adapters/sms/twilio/webhook.hpp"

#include "adapters/sms/optout.hpp"
#include "adapters/sms/utf8.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>

namespace earshot::twilio {
namespace {

namespace json = boost::json;

std::string const* find(fields const& form, std::string_view name) noexcept {
    for (auto const& [key, value] : form)
        if (key == name) return &value;
    return nullptr;
}

std::string value_of(fields const& form, std::string_view name) {
    auto const* const value = find(form, name);
    return value == nullptr ? std::string() : *value;
}

int number(std::string_view text, int most) noexcept {
    int value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0) return 0;
    return std::min(value, most);
}

// An id goes into keyed hashes and, as a code, into logs: printable and short.
bool is_id(std::string_view text) noexcept {
    if (text.empty() || text.size() > 64) return false;
    for (char const c : text)
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))) return false;
    return true;
}

std::string message_sid(fields const& form) {
    for (auto const* name : {"MessageSid", "SmsSid", "SmsMessageSid"})
        if (auto const* value = find(form, name); value != nullptr && is_id(*value)) return *value;
    return {};
}

reading::signal signal_named(std::string_view word) noexcept {
    if (word == "STOP") return reading::signal::stop;
    if (word == "START") return reading::signal::start;
    if (word == "HELP") return reading::signal::help;
    return reading::signal::none;
}

std::string text_in(json::object const& from, std::string_view key) {
    auto const* const value = from.if_contains(key);
    auto const* const text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string() : std::string(*text);
}

}  // namespace

std::optional<incoming> read_incoming(fields const& form, std::string& missing) {
    incoming m;
    m.sid = message_sid(form);
    m.account = value_of(form, "AccountSid");
    m.from = sms::repaired(value_of(form, "From").substr(0, 128));
    m.files = static_cast<unsigned>(number(value_of(form, "NumMedia"), 100));
    m.place = find(form, "Latitude") != nullptr;
    auto const* body = find(form, "Body");
    auto const* const button = find(form, "ButtonText");
    if (body == nullptr || (body->empty() && button != nullptr)) body = button != nullptr ? button : body;
    if (m.sid.empty())
        missing = "MessageSid";
    else if (m.account.empty())
        missing = "AccountSid";
    else if (m.from.empty())
        missing = "From";
    else if (body == nullptr && m.files == 0 && !m.place)
        missing = "Body";
    if (!missing.empty()) return std::nullopt;
    if (body != nullptr) m.text = sms::repaired(*body);
    m.opt_out = value_of(form, "OptOutType");
    if (signal_named(m.opt_out) == reading::signal::none) m.opt_out.clear();
    m.name = sms::repaired(value_of(form, "ProfileName").substr(0, 256));
    return m;
}

std::string stored(incoming const& message, bool replyable) {
    json::object o;
    o["text"] = message.text;
    if (!message.opt_out.empty()) o["opt_out"] = message.opt_out;
    if (!message.name.empty()) o["name"] = message.name;
    if (message.files != 0) o["files"] = message.files;
    if (message.place) o["place"] = true;
    if (!replyable) o["no_reply"] = true;
    return json::serialize(o);
}

result<reading> read_stored(std::string_view content) {
    boost::system::error_code error;
    auto const value = json::parse(content, error);
    auto const* const o = error ? nullptr : value.if_object();
    if (o == nullptr || !o->contains("text")) return errc::malformed;
    reading r;
    r.text = text_in(*o, "text");
    auto const told = text_in(*o, "opt_out");
    r.word = told.empty() ? sms::opt_out_word(r.text) : signal_named(told);
    if (auto name = text_in(*o, "name"); !name.empty()) r.names.push_back(std::move(name));
    if (auto const* files = o->if_contains("files"); files != nullptr && files->is_number()) {
        auto const count = files->to_number<std::int64_t>(error);
        if (!error && count > 0) r.files_refused = static_cast<unsigned>(std::min<std::int64_t>(count, 100));
    }
    if (o->contains("place")) r.note = "a location was sent and not kept";
    if (o->contains("no_reply")) {
        r.may_answer = false;
        r.note = r.note.empty() ? "the sender cannot be answered" : r.note + "; the sender cannot be answered";
    }
    return r;
}

std::optional<status_report> read_status(fields const& form, std::string& missing) {
    status_report r;
    r.sid = message_sid(form);
    r.account = value_of(form, "AccountSid");
    r.status = value_of(form, "MessageStatus");
    if (r.status.empty()) r.status = value_of(form, "SmsStatus");
    r.error = number(value_of(form, "ErrorCode"), 999'999);
    if (r.sid.empty())
        missing = "MessageSid";
    else if (r.account.empty())
        missing = "AccountSid";
    else if (r.status.empty())
        missing = "MessageStatus";
    if (!missing.empty()) return std::nullopt;
    return r;
}

std::optional<fields> fields_of_json(std::string_view body) {
    boost::system::error_code error;
    auto const value = json::parse(body, error);
    auto const* const o = error ? nullptr : value.if_object();
    if (o == nullptr || o->size() > 1000) return std::nullopt;
    fields out;
    for (auto const& [key, item] : *o) {
        if (item.is_null()) continue;
        if (item.is_structured()) return std::nullopt;
        auto const* const text = item.if_string();
        out.emplace_back(std::string(key), text != nullptr ? std::string(*text) : json::serialize(item));
    }
    return out;
}

}  // namespace earshot::twilio
