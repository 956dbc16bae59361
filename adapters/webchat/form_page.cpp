// SPDX-License-Identifier: Apache-2.0
#include "adapters/webchat/form_page.hpp"

#include "adapters/webchat/multipart.hpp"
#include "adapters/webchat/words.hpp"

#include <algorithm>
#include <charconv>

namespace earshot::webchat {
namespace {

constexpr std::size_t max_choices = 40;

std::int64_t number(std::string_view text) {
    std::int64_t out = 0;
    auto const [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
    return ec == std::errc() && end == text.data() + text.size() && out >= 0 ? out : 0;
}

std::string with_code(std::string_view text) {
    auto const place = find_code(text);
    if (place.length == 0) return paragraphs(text);
    std::string const code = escape(text.substr(place.start, place.length));
    return paragraphs(text.substr(0, place.start)) + "<strong class=\"code\" dir=\"ltr\" data-testid=\"code\">" + code +
           "</strong>" + paragraphs(text.substr(place.start + place.length));
}

std::string options(backlog_item const& question, form_fields const& before) {
    std::string const kind = question.several ? "checkbox" : "radio";
    std::string const block = question.several ? "govuk-checkboxes" : "govuk-radios";
    std::string out = "<div class=\"" + block + "\">";
    std::size_t n = 0;
    for (auto const& c : question.choices) {
        std::string const id = n == 0 ? "choice" : "choice-" + std::to_string(n);
        bool const on = std::find(before.choices.begin(), before.choices.end(), c.send) != before.choices.end();
        out += "<div class=\"" + block + "__item\"><input class=\"" + block + "__input\" id=\"" + id +
               "\" name=\"choice\" type=\"" + kind + "\" value=\"" + escape(c.send) + "\"" + (on ? " checked" : "") +
               "><label class=\"govuk-label " + block + "__label\" for=\"" + id + "\">" + escape(c.label) +
               "</label></div>";
        ++n;
    }
    return out + "</div>";
}

std::string error_text(values const& strings, std::string_view key) {
    return key.empty() ? std::string() : strings.at(std::string(key));
}

std::string action_of(form_fields const& f) {
    return f.by_code ? "/code" : "/form";
}

}  // namespace

std::string hidden_field(std::string_view name, std::string_view value) {
    return "<input type=\"hidden\" name=\"" + std::string(name) + "\" value=\"" + escape(value) + "\">";
}

std::string session_fields(form_fields const& f) {
    return hidden_field("lang", f.lang) + hidden_field("token", f.token) + hidden_field("once", f.once) +
           hidden_field("from", std::to_string(f.from)) + hidden_field("after", std::to_string(f.after)) +
           hidden_field("asked", f.asked ? "1" : "") + hidden_field("by_code", f.by_code ? "1" : "");
}

std::string said_block(backlog_item const& item, values const& strings) {
    std::string out = "<div class=\"said\" data-testid=\"said\">";
    if (item.by_person) out += "<p class=\"said__who\">" + escape(strings.at("chat.from_person")) + "</p>";
    return out + "<p class=\"govuk-body\">" + with_code(item.text) + "</p></div>";
}

std::optional<form_fields> read_fields(net::http_request const& request) {
    form_parts parts;
    if (request.header("content-type").starts_with("application/x-www-form-urlencoded")) {
        auto pairs = net::parse_form(request.body);
        if (!pairs) return std::nullopt;
        parts.fields = std::move(*pairs);
    } else {
        auto read = parse_multipart(request.header("content-type"), request.body);
        if (!read) return std::nullopt;
        parts = std::move(*read);
    }
    form_fields f;
    f.files = std::move(parts.files);
    for (auto const& [name, value] : parts.fields) {
        if (name == "lang")
            f.lang = value;
        else if (name == "token")
            f.token = value;
        else if (name == "once")
            f.once = value;
        else if (name == "from")
            f.from = number(value);
        else if (name == "after")
            f.after = number(value);
        else if (name == "asked")
            f.asked = value == "1";
        else if (name == "by_code")
            f.by_code = value == "1";
        else if (name == "do")
            f.doing = value;
        else if (name == "choice" && f.choices.size() < max_choices)
            f.choices.push_back(value);
        else if (name == "words")
            f.words = value;
        else if (name == "code")
            f.code = value;
    }
    f.from = std::min(f.from, f.after);
    if (f.doing == "code") f.by_code = true;
    bool const opens = f.doing == "start" || f.doing == "code";
    if (!opens && (!is_token(f.token) || !is_token(f.once))) return std::nullopt;
    return f;
}

std::string answer_text(form_fields const& f) {
    if (f.doing == "skip") return "0";
    if (f.doing == "back") return "BACK";
    if (f.doing == "help") return "HELP";
    if (f.doing == "stop") return "STOP";
    if (f.doing == "delete" || f.doing == "delete-sure") return "DELETE";
    if (f.doing == "file") return {};
    std::string out;
    for (auto const& c : f.choices) out += (out.empty() ? "" : " ") + c;
    std::string words;
    if (clean_text(f.words, words) == text_fault::empty) return out;
    if (f.doing == "correct") return "CORRECT " + f.words;
    return out.empty() ? f.words : out + " " + f.words;
}

std::vector<backlog_item> latest(std::vector<backlog_item> const& items) {
    auto const last = std::find_if(items.rbegin(), items.rend(), [](backlog_item const& i) { return i.from_reporter; });
    return {last.base(), items.end()};
}

net::http_reply first_page(chat_core const& core, values const& strings) {
    values v;
    v["fields"] = hidden_field("lang", strings.at("lang"));
    return core.pages.page("form_start", std::move(v), strings);
}

net::http_reply question_page(chat_core const& core, std::vector<backlog_item> const& items, form_fields const& before,
                              std::string_view error, std::string_view notice) {
    auto const& strings = core.pages.strings_named(before.lang);
    auto const question =
        std::find_if(items.rbegin(), items.rend(), [](backlog_item const& i) { return !i.choices.empty(); });
    bool const asks = question != items.rend();
    bool ended = false;
    form_fields next = before;
    next.once = fresh_token(core.random);
    next.asked = asks;
    next.from = items.front().seq.value - 1;
    next.after = items.back().seq.value;
    values v;
    for (auto const& item : items) {
        // The question itself heads its answers.
        if (!asks || &item != &*question) v["said"] += said_block(item, strings);
        ended = ended || find_code(item.text).length > 0;
    }
    v.try_emplace("said", "");
    v["question"] = asks ? with_code(question->text) : "";
    v["options"] = asks ? options(*question, before) : "";
    v["hint"] = !asks ? "" : strings.at(question->several ? "form.hint_several" : "form.hint_one");
    v["open"] = asks ? "" : "1";
    v["ended"] = ended ? "1" : "";
    v["skippable"] = ended ? "" : "1";
    v["fields"] = session_fields(next);
    v["action"] = action_of(next);
    v["error"] = error_text(strings, error);
    bool const with_file = before.doing == "file";
    v["error_field"] = with_file ? "files" : asks && error == "form.error_choose" ? "choice" : "words";
    v["file_error"] = with_file ? v["error"] : "";
    v["takes_files"] = core.settings.files > 0 ? "1" : "";
    v["file_accept"] = std::string(accepted_files);
    v["notice"] = error_text(strings, notice);
    v["words"] = error.empty() ? "" : before.words;
    return core.pages.page("form", std::move(v), strings);
}

net::http_reply waiting_page(chat_core const& core, form_fields const& before) {
    auto const& strings = core.pages.strings_named(before.lang);
    form_fields next = before;
    next.once = fresh_token(core.random);
    next.asked = false;
    values v;
    v["fields"] = session_fields(next);
    v["action"] = action_of(next);
    return core.pages.page("form_wait", std::move(v), strings);
}

net::http_reply busy_page(chat_core const& core, form_fields const& before) {
    auto const& strings = core.pages.strings_named(before.lang);
    // The same name again: if the answer did reach the disk, the repeat changes nothing.
    std::string fields = session_fields(before) + hidden_field("do", before.doing) +
                         hidden_field("words", before.words) + hidden_field("code", before.code);
    for (auto const& c : before.choices) fields += hidden_field("choice", c);
    values v;
    v["fields"] = std::move(fields);
    v["action"] = action_of(before);
    auto reply = core.pages.page("form_busy", std::move(v), strings, 503);
    reply.headers.emplace_back("Retry-After", "5");
    return reply;
}

net::http_reply broken_page(chat_core const& core, values const& strings, unsigned status) {
    return core.pages.page("form_lost", {}, strings, status);
}

}  // namespace earshot::webchat
