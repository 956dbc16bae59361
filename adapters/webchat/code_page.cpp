// SPDX-License-Identifier: Apache-2.0
#include "adapters/webchat/code_page.hpp"

#include "adapters/webchat/words.hpp"

#include <algorithm>

namespace earshot::webchat {
namespace {

constexpr std::size_t symbols = 10;
constexpr std::string_view crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

char upper(char c) noexcept {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool has_text(std::vector<backlog_item> const& items, std::string_view id) {
    return std::any_of(items.begin(), items.end(), [id](backlog_item const& i) { return i.text_id == id; });
}

// The buttons of the page say the same.
bool told_by_the_page(backlog_item const& item) {
    return item.text_id == "WELCOME" || item.text_id == "RESUMED";
}

// Places and the session stay; this answer gets a name of its own.
form_fields next_of(chat_core const& core, form_fields const& before) {
    form_fields next = before;
    next.once = fresh_token(core.random);
    next.asked = false;
    return next;
}

}  // namespace

std::string code_typed(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        // Dashes of other lengths (U+2010 to U+2015, U+2212) and hard spaces, as some programs paste them.
        auto const rest = text.substr(i);
        if (rest.size() >= 3 && (rest.starts_with("\xe2\x80") || rest.starts_with("\xe2\x88\x92"))) {
            plain += '-';
            i += 3;
        } else if (rest.starts_with("\xc2\xa0")) {
            plain += ' ';
            i += 2;
        } else {
            plain += upper(text[i++]);
        }
    }
    if (auto const place = find_code(plain); place.length > 0) return plain.substr(place.start, place.length);
    std::string out;
    for (char c : plain) {
        if (c == ' ' || c == '-' || c == '\t' || c == '\r' || c == '\n' || c == '.' || c == '"') continue;
        if (c == 'O') c = '0';
        if (c == 'I' || c == 'L') c = '1';
        if (crockford.find(c) == std::string_view::npos || out.size() == symbols) return {};
        out += c;
    }
    if (out.size() != symbols) return {};
    return out.insert(symbols / 2, 1, '-');
}

std::string_view code_error(std::vector<backlog_item> const& items) {
    if (has_text(items, "CODE_LIMIT")) return "code.error_limit";
    return has_text(items, "NOCODE") ? "code.error_unknown" : std::string_view();
}

bool tells_of_wiping(std::vector<backlog_item> const& items) {
    return has_text(items, "DEL");
}

net::http_reply code_first_page(chat_core const& core, values const& strings, form_fields const& before,
                                std::string_view error) {
    values v;
    // No session yet, or the one that the last try began.
    form_fields next = before;
    next.lang = strings.at("lang");
    if (!next.token.empty()) next.once = fresh_token(core.random);
    v["fields"] = next.token.empty() ? hidden_field("lang", next.lang) : session_fields(next);
    v["error"] = error.empty() ? std::string() : strings.at(std::string(error));
    v["code"] = before.code;
    return core.pages.page("code", std::move(v), strings);
}

net::http_reply code_news_page(chat_core const& core, std::vector<backlog_item> const& items, form_fields const& before,
                               std::string_view error) {
    auto const& strings = core.pages.strings_named(before.lang);
    form_fields next = next_of(core, before);
    if (!items.empty()) {
        next.from = items.front().seq.value - 1;
        next.after = items.back().seq.value;
    }
    values v;
    for (auto const& item : items)
        if (!told_by_the_page(item) && !item.from_reporter) v["said"] += said_block(item, strings);
    v.try_emplace("said", "<p class=\"govuk-body\">" + escape(strings.at("code_news.none")) + "</p>");
    v["fields"] = session_fields(next);
    v["error"] = error.empty() ? std::string() : strings.at(std::string(error));
    v["words"] = error.empty() ? "" : before.words;
    return core.pages.page("code_news", std::move(v), strings);
}

net::http_reply code_sure_page(chat_core const& core, form_fields const& before) {
    values v;
    v["fields"] = session_fields(next_of(core, before));
    return core.pages.page("code_sure", std::move(v), core.pages.strings_named(before.lang));
}

net::http_reply gone_page(chat_core const& core, std::vector<backlog_item> const& items, form_fields const& before) {
    auto const& strings = core.pages.strings_named(before.lang);
    values v;
    for (auto const& item : items)
        if (!item.from_reporter) v["said"] += said_block(item, strings);
    return core.pages.page("code_gone", std::move(v), strings);
}

}  // namespace earshot::webchat
