// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/held_case.hpp"
#include "gateway/desk/routes.hpp"
#include "gateway/desk/views.hpp"
#include "gateway/record/area.hpp"
#include "gateway/record/moment.hpp"
#include "gateway/record/record.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace earshot::desk {
namespace {

namespace json = boost::json;

constexpr std::size_t thread_page = 200;

// A whole number of the query, or the fallback; nullopt when it is not one or out of range.
std::optional<std::int64_t> number(call const& c, char const* name, std::int64_t fallback, std::int64_t most) {
    auto const text = c.request.query_value(name);
    if (!text || text->empty()) return fallback;
    std::int64_t value = 0;
    auto const [end, ec] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (ec != std::errc{} || end != text->data() + text->size() || value < 0 || value > most) return std::nullopt;
    return value;
}

net::http_reply wrong_number(char const* name, std::int64_t most) {
    return problem(400, std::string("\"") + name + "\" must be a whole number from 0 to " + std::to_string(most) + ".");
}

json::object thread_part(service& s, storage::case_row const& row, message_seq after, people const& known,
                         std::string& withheld) {
    json::object out{{"items", json::array()}, {"last", after.value}, {"more", false}};
    auto items = s.part.book.thread(row, after, thread_page + 1);
    if (!items) {
        withheld = items.error() == errc::not_found ? "wiped" : "unreadable";
        return out;
    }
    bool const more = items->size() > thread_page;
    if (more) items->pop_back();
    auto& list = out["items"].as_array();
    for (auto const& item : *items) list.push_back(show(item, known));
    if (!items->empty()) out["last"] = items->back().seq.value;
    out["more"] = more;
    return out;
}

}  // namespace

net::http_reply list_cases(service& s, call const& c) {
    storage::queue_filter filter;
    filter.status = c.request.query_value("status").value_or("");
    if (!filter.status.empty() && filter.status != "waiting" && filter.status != "claimed" &&
        filter.status != "closed" && filter.status != "withdrawn")
        return problem(400,
                       "\"status\" must be waiting, claimed, closed or withdrawn. Without it you get the open ones.");
    filter.level = c.request.query_value("level").value_or("");
    if (!filter.level.empty() && !record::level_named(filter.level))
        return problem(400, "\"level\" must be standard, medium, high or immediate.");
    filter.search_area = c.request.query_value("area").value_or("");
    if (!filter.search_area.empty() && !record::is_outward_postcode(filter.search_area))
        return problem(400, "\"area\" must be the first half of a postcode, such as SE15.");
    auto const limit = number(c, "limit", 50, 200);
    if (!limit || *limit == 0) return problem(400, "\"limit\" must be a whole number from 1 to 200.");
    auto const offset = number(c, "offset", 0, 1'000'000);
    if (!offset) return wrong_number("offset", 1'000'000);

    filter.limit = static_cast<std::size_t>(*limit) + 1;
    filter.offset = static_cast<std::size_t>(*offset);
    auto rows = s.part.store.queue(filter);
    bool const more = rows.size() > static_cast<std::size_t>(*limit);
    if (more) rows.pop_back();
    auto const known = all_people(s.part.store);
    json::array items;
    for (auto const& row : rows) items.push_back(show(row, known, c.who().id, c.at));
    return reply(200, json::object{{"items", std::move(items)},
                                   {"next_offset", more ? json::value(*offset + *limit) : json::value()},
                                   {"now", record::iso_instant(c.at)}});
}

net::http_reply show_case(service& s, call const& c) {
    auto const row = case_of(s, c);
    if (!row) return row.error();
    // Who opened what is written down before it is shown.
    if (auto const noted = note_act(s, c, "case.open", row->id.str()); !noted) return noted.error();

    // Before the thread is read: what comes in meanwhile then stays unread.
    if (row->unread)
        if (auto const done = s.part.store.mark_read(row->id, c.at); !done)
            return problem_of(done.error(), "Read it again.");

    auto const known = all_people(s.part.store);
    json::object out{{"case", show(*row, known, c.who().id, c.at)},
                     {"record", nullptr},
                     {"triage", nullptr},
                     {"sealed_report", nullptr},
                     {"conversation", nullptr},
                     {"withheld", nullptr}};
    std::string withheld;
    json::array ribbon;
    if (auto const opened = s.part.book.open(*row)) {
        if (auto consent = parsed(opened->consent_json)) ribbon = consent_ribbon(*consent);
        if (auto record = parsed(opened->record_json)) out["record"] = std::move(*record);
        if (auto sealed = parsed(opened->sealed_report)) out["sealed_report"] = std::move(*sealed);
        if (auto triage = parsed(opened->triage_json)) out["triage"] = std::move(*triage);
    } else {
        withheld = opened.error() == errc::not_found ? "wiped" : "unreadable";
    }
    may_write writing{false, 409, "The conversation cannot be read, so nothing can be sent."};
    if (auto const state = s.part.book.state(*row)) {
        writing = writing_allowed(*row, *state);
        out["conversation"] = show(*state);
    }
    out["consent"] =
        json::object{{"ribbon", std::move(ribbon)}, {"may_write", writing.yes}, {"why", std::move(writing.why)}};
    std::string thread_withheld;
    out["thread"] = thread_part(s, *row, {}, known, thread_withheld);
    if (withheld.empty()) withheld = thread_withheld;
    if (!withheld.empty()) out["withheld"] = withheld;
    return reply(200, out);
}

net::http_reply show_thread(service& s, call const& c) {
    auto const row = case_of(s, c);
    if (!row) return row.error();
    auto const after = number(c, "after", 0, 1'000'000'000);
    if (!after) return wrong_number("after", 1'000'000'000);
    std::string withheld;
    auto out = thread_part(s, *row, message_seq{*after}, all_people(s.part.store), withheld);
    if (withheld == "wiped") return problem(410, "What was said here was wiped.");
    if (!withheld.empty()) return problem(410, "It cannot be opened. Tell a supervisor.");
    return reply(200, out);
}

net::http_reply show_stats(service& s, call const& c) {
    auto const totals = s.part.store.count();
    json::object levels{{"immediate", totals.waiting_immediate},
                        {"high", totals.waiting_high},
                        {"medium", totals.waiting_medium},
                        {"standard", totals.waiting_standard}};
    auto const oldest = totals.oldest_waiting_case;
    auto const glass = s.part.store.count_glass(c.at);
    return reply(200,
                 json::object{{"waiting", totals.cases_waiting},
                              {"claimed", totals.cases_claimed},
                              {"waiting_by_level", std::move(levels)},
                              {"oldest_waiting", oldest ? json::value(record::iso_instant(*oldest)) : json::value()},
                              {"not_yet_worked_in", totals.journal},
                              {"held_for_a_person", totals.held},
                              {"not_delivered", totals.outbox_dead},
                              {"glass_waiting", glass.waiting},
                              {"glass_unreviewed", glass.unreviewed},
                              {"now", record::iso_instant(c.at)}});
}

}  // namespace earshot::desk
