// SPDX-License-Identifier: Apache-2.0
#include "adapters/webchat/code_page.hpp"
#include "adapters/webchat/form_page.hpp"
#include "adapters/webchat/words.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace earshot::webchat {
namespace {

// FNV-1a, 64 bits: tells apart two answers sent from one page (the browser's Back); no secret hangs on it.
std::string fingerprint(std::string_view text) {
    std::uint64_t h = 14695981039346656037ULL;
    for (char const c : text) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return std::to_string(h);
}

struct waiting_seat {
    std::shared_ptr<chat_core> core;
    std::string token;
    std::shared_ptr<waiter> who;

    waiting_seat(std::shared_ptr<chat_core> c, std::string t)
        : core(std::move(c)), token(std::move(t)), who(core->live.wait_here(token, core->executor)) {}
    waiting_seat(waiting_seat const&) = delete;
    waiting_seat& operator=(waiting_seat const&) = delete;
    ~waiting_seat() {
        if (who) core->live.stop_waiting(token, who);
    }
};

bool reporter_spoke_after(std::vector<backlog_item> const& items, std::int64_t after) {
    return std::any_of(items.begin(), items.end(),
                       [after](backlog_item const& i) { return i.from_reporter && i.seq.value > after; });
}

// An exchange that was wiped, or a new one that began, is not to be found after the old place: then what was heard
// while waiting says where we are.
net::awaitable<result<std::vector<backlog_item>>> look(std::shared_ptr<chat_core> core, std::string token,
                                                       std::int64_t from, std::int64_t after, waiter* ear) {
    auto items = co_await shown_after(core, token, from);
    if (!items) co_return items.error();
    auto newest = latest(*items);
    bool const moved = reporter_spoke_after(*items, after) || !ear->heard.empty();
    if (!newest.empty() && newest.back().seq.value > after && moved) co_return newest;
    if (ear->heard.empty()) co_return std::vector<backlog_item>();
    auto whole = co_await shown_after(core, token, 0);
    if (!whole) co_return whole.error();
    newest = latest(*whole);
    bool const has_it = !newest.empty() && newest.back().seq >= ear->heard.back().seq;
    co_return has_it ? newest : ear->heard;
}

// What we say next, as soon as it is said; empty when the time is over. `other`: the exchange may become another one at
// any moment (a code), so the store is asked only when something was heard, or the time is over.
net::awaitable<result<std::vector<backlog_item>>> wait_for_word(std::shared_ptr<chat_core> core, std::string token,
                                                                std::int64_t from, std::int64_t after, waiter* ear,
                                                                bool other) {
    auto const end = net::asio::steady_timer::clock_type::now() + core->settings.form_wait;
    for (;;) {
        std::size_t const known = ear->heard.size();
        bool const over = net::asio::steady_timer::clock_type::now() >= end;
        if (!other || known > 0 || over) {
            auto items = co_await look(core, token, from, after, ear);
            if (!items || !items->empty()) co_return items;
            if (ear->heard.size() != known) continue;  // it came while we looked
            if (over) co_return items;
        }
        ear->timer.expires_at(end);
        boost::system::error_code woken;
        co_await ear->timer.async_wait(net::asio::redirect_error(net::asio::use_awaitable, woken));
    }
}

bool asks(std::vector<backlog_item> const& items) {
    return std::any_of(items.begin(), items.end(), [](backlog_item const& i) { return !i.choices.empty(); });
}

// The page that shows what was said.
net::http_reply page_of(chat_core const& core, std::vector<backlog_item> const& items, form_fields const& fields,
                        std::string_view error, std::string_view notice) {
    if (tells_of_wiping(items)) return gone_page(core, items, fields);
    if (!fields.by_code || asks(items)) return question_page(core, items, fields, error, notice);
    if (auto const wrong = code_error(items); !wrong.empty()) {
        form_fields next = fields;
        next.from = items.front().seq.value - 1;
        next.after = items.back().seq.value;
        return code_first_page(core, core.pages.strings_named(fields.lang), next, wrong);
    }
    return code_news_page(core, items, fields, error);
}

// The page that is due now, without a new answer.
net::awaitable<net::http_reply> current_page(std::shared_ptr<chat_core> core, form_fields fields, std::string error,
                                             std::string notice) {
    auto items = co_await shown_after(core, fields.token, fields.from);
    if (!items) co_return busy_page(*core, fields);
    auto const newest = latest(*items);
    if (newest.empty() && fields.by_code) co_return code_news_page(*core, newest, fields, error);
    if (newest.empty()) co_return waiting_page(*core, fields);
    co_return page_of(*core, newest, fields, error, notice);
}

// Returns a page when the answer cannot be sent as it is.
net::awaitable<std::optional<net::http_reply>> refuse(std::shared_ptr<chat_core> core, form_fields fields,
                                                      std::string text) {
    std::string clean;
    auto const fault = clean_text(text, clean);
    bool const only_files = fields.doing == "file" && fault == text_fault::empty && !fields.files.empty();
    auto const& s = core->settings;
    auto const fits = [&s](std::string const& f) { return f.size() <= s.file_bytes; };
    if (fields.files.size() > s.files || !std::all_of(fields.files.begin(), fields.files.end(), fits)) {
        fields.files.clear();
        std::string error = "form.error_files", notice;
        auto page = co_await current_page(core, std::move(fields), std::move(error), std::move(notice));
        co_return page;
    }
    if (fault != text_fault::none && !only_files) {
        std::string error = fault == text_fault::too_long ? "form.error_long"
                            : fields.doing == "file"      ? "form.error_no_file"
                            : fields.asked                ? "form.error_choose"
                                                          : "form.error_empty";
        std::string notice;
        auto page = co_await current_page(core, std::move(fields), std::move(error), std::move(notice));
        co_return page;
    }
    bool const answers = fields.doing == "continue" || fields.doing == "skip" || fields.doing == "back";
    if (!fields.asked || !answers) co_return std::nullopt;
    // The browser's Back leads to a page whose question was answered: a new answer there would be taken for one to
    // the question that waits now.
    auto items = co_await shown_after(core, fields.token, fields.from);
    if (!items) co_return busy_page(*core, fields);
    if (!reporter_spoke_after(*items, fields.after)) co_return std::nullopt;
    auto const newest = latest(*items);
    if (newest.empty()) co_return waiting_page(*core, fields);
    co_return question_page(*core, newest, fields, {}, "form.notice_moved");
}

// Somebody came back with their code: what a person at the helpline had written to them stands above the news.
net::awaitable<std::vector<backlog_item>> with_earlier_words(std::shared_ptr<chat_core> core, std::string token,
                                                             std::vector<backlog_item> items) {
    auto whole = co_await shown_after(core, token, 0);
    if (!whole) co_return items;
    std::erase_if(*whole, [&items](backlog_item const& i) { return !i.by_person || i.seq >= items.front().seq; });
    whole->insert(whole->end(), items.begin(), items.end());
    co_return std::move(*whole);
}

}  // namespace

net::awaitable<net::http_reply> code_first(std::shared_ptr<chat_core> core, net::http_request request) {
    co_return code_first_page(*core, core->pages.strings_for(request), {}, {});
}

net::awaitable<net::http_reply> form_first(std::shared_ptr<chat_core> core, net::http_request request) {
    co_return first_page(*core, core->pages.strings_for(request));
}

net::awaitable<net::http_reply> form_next(std::shared_ptr<chat_core> core, net::http_request request) {
    auto parsed = may_come_from(request) ? read_fields(request) : std::nullopt;
    wipe(request.body);
    if (!parsed) {
        core->turned_away("malformed");
        co_return broken_page(*core, core->pages.strings_for(request), 400);
    }
    form_fields fields = std::move(*parsed);
    auto const& strings = core->pages.strings_named(fields.lang);
    fields.lang = strings.at("lang");
    std::string text = answer_text(fields);
    bool const opens = fields.doing == "start" || fields.doing == "code";
    bool const with_code = fields.doing == "code";
    if (with_code) {
        text = code_typed(fields.code);
        auto const wrong = fields.code.empty() ? "code.error_empty" : text.empty() ? "code.error_shape" : "";
        if (*wrong != '\0') co_return code_first_page(*core, strings, fields, wrong);
    }
    if (fields.by_code && fields.doing == "delete") co_return code_sure_page(*core, fields);
    if (opens && fields.token.empty()) {
        if (!core->live.may_begin(core->now())) co_return busy_page(*core, fields);
        fields.token = fresh_token(core->random);
        fields.once = fresh_token(core->random);
    } else if (opens && (!is_token(fields.token) || !is_token(fields.once))) {
        co_return broken_page(*core, strings, 400);
    }
    if (fields.doing == "start") text = strings.at("opening");
    if (fields.doing == "keep") {
        std::string none;
        auto page = co_await current_page(core, std::move(fields), none, none);
        co_return page;
    }
    bool const speaks = fields.doing != "check";
    if (speaks) {
        auto refused = co_await refuse(core, fields, text);
        if (refused) co_return std::move(*refused);
    }
    waiting_seat seat(core, fields.token);
    if (!seat.who) co_return busy_page(*core, fields);
    waiter* const ear = seat.who.get();
    if (speaks) {
        if (!core->live.may_say(fields.token, core->now())) co_return busy_page(*core, fields);
        std::string clean;
        clean_text(text, clean);
        wipe(text);
        std::string seen = fingerprint(clean);
        for (auto const& f : fields.files) seen += "-" + fingerprint(f);
        std::string const key = "form:" + fields.once + ":" + seen;
        auto content = make_body(clean, fields.files);
        wipe(clean);
        auto taken = co_await hand_over(core, fields.token, key, std::move(content));
        if (!taken) co_return busy_page(*core, fields);
    }
    auto items = co_await wait_for_word(core, fields.token, fields.from, fields.after, ear, with_code);
    bool const known = items && !items->empty() && code_error(*items).empty();
    if (with_code && known) items = co_await with_earlier_words(core, fields.token, std::move(*items));
    if (known) wipe(fields.code);
    fields.words.clear();
    fields.choices.clear();
    fields.files.clear();
    if (items && items->empty() && fields.by_code && fields.doing == "check") {
        std::string none;
        auto page = co_await current_page(core, std::move(fields), none, none);
        co_return page;
    }
    if (!items || items->empty()) co_return waiting_page(*core, fields);
    co_return page_of(*core, *items, fields, {}, {});
}

}  // namespace earshot::webchat
