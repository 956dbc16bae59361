// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/body.hpp"
#include "gateway/desk/held_case.hpp"
#include "gateway/desk/routes.hpp"
#include "gateway/desk/views.hpp"
#include "gateway/record/moment.hpp"
#include "gateway/record/record.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <set>
#include <sstream>

namespace earshot::desk {
namespace {

namespace json = boost::json;

constexpr char const* taken = "Somebody else holds this case. See who in the queue.";
constexpr char const* another_alert = "Another alert has come up. Read the case again before you clear them.";
constexpr char const* stale = "You no longer hold this case. Read it again and claim it.";

// Wrap-up codes (handbook, section 6).
constexpr std::string_view outcomes[] = {"recorded",     "advised",       "referred",   "police_with_consent",
                                         "safeguarding", "emergency_999", "no_contact", "duplicate",
                                         "spam_abusive"};

json::object lease(storage::claim_result const& got) {
    return {{"lease_number", got.lease_number}, {"until", record::iso_instant(got.lease_until)}};
}

// Written down, then done.
template <class Act>
net::http_reply audited(service& s, call const& c, char const* action, storage::case_row const& row, std::string detail,
                        Act act, char const* conflict = stale) {
    auto const about = row.id.str();
    if (auto const noted = note_act(s, c, action, about, std::move(detail)); !noted) return noted.error();
    if (auto const done = act(); !done) {
        note_outcome(s, c, action, "failed", about);
        return problem_of(done.error(), conflict);
    }
    return no_content();
}

std::set<std::string> one_by_one(std::string const& list) {
    std::set<std::string> out;
    std::istringstream in(list);
    for (std::string one; std::getline(in, one, ',');) out.insert(one);
    return out;
}

// The case and the lease number of the body; nothing else may be in it.
struct held {
    storage::case_row row;
    std::int64_t lease_number{};
};
or_reply<held> only_lease(service& s, call const& c) {
    auto row = case_of(s, c);
    if (!row) return row.error();
    auto read = body::of(c.request);
    if (!read) return read.error();
    held out{std::move(*row), read->integer("lease_number")};
    if (auto wrong = read->wrong()) return *wrong;
    return out;
}

}  // namespace

net::http_reply claim_case(service& s, call const& c) {
    auto const row = case_of(s, c);
    if (!row) return row.error();
    auto read = body::of(c.request);
    if (!read) return read.error();
    if (auto wrong = read->wrong()) return *wrong;
    if (row->status == "withdrawn") return problem(409, "The person wiped what they told us. There is nothing to do.");
    if (row->status == "closed")
        return problem(409, "The case is closed. It waits in the queue again when the person writes.");
    if (is_held(*row, c.at) && row->claimed_by != c.who().id) return problem(409, taken);
    if (auto const noted = note_act(s, c, "case.claim", row->id.str()); !noted) return noted.error();
    auto const got = s.part.store.claim(row->id, c.who().id, c.at, s.part.options.lease);
    if (!got) {
        note_outcome(s, c, "case.claim", "failed", row->id.str());
        return problem_of(got.error(), taken);
    }
    return reply(200, lease(*got));
}

net::http_reply keep_case(service& s, call const& c) {
    auto const h = only_lease(s, c);
    if (!h) return h.error();
    auto const got = s.part.store.extend(h->row.id, c.who().id, h->lease_number, c.at, s.part.options.lease);
    if (!got) return problem_of(got.error(), stale);
    return reply(200, lease(*got));
}

net::http_reply return_case(service& s, call const& c) {
    auto const h = only_lease(s, c);
    if (!h) return h.error();
    if (auto const mine = must_hold(c, h->row, h->lease_number); !mine) return mine.error();
    return audited(s, c, "case.return", h->row, {},
                   [&] { return s.part.store.give_back(h->row.id, c.who().id, h->lease_number, c.at); });
}

net::http_reply hand_over_case(service& s, call const& c) {
    auto const row = case_of(s, c);
    if (!row) return row.error();
    auto read = body::of(c.request);
    if (!read) return read.error();
    auto const number = read->integer("lease_number");
    operator_id const to{read->integer("to")};
    if (auto wrong = read->wrong()) return *wrong;
    auto const next = s.part.store.operator_by_id(to);
    if (!next || next->disabled || !(role_named(next->role) & case_workers))
        return problem(400, "\"to\" must be a colleague who works on cases. Work cannot be handed to nobody.");
    if (to == c.who().id) return problem(400, "\"to\" must be somebody else.");
    if (auto const mine = must_hold(c, *row, number); !mine) return mine.error();
    return audited(s, c, "case.handover", *row, "to=" + std::to_string(to.value),
                   [&] { return s.part.store.hand_over(row->id, c.who().id, number, to, c.at, s.part.options.lease); });
}

net::http_reply close_case(service& s, call const& c) {
    auto const row = case_of(s, c);
    if (!row) return row.error();
    auto read = body::of(c.request);
    if (!read) return read.error();
    auto const number = read->integer("lease_number");
    auto const outcome = read->text("outcome", 1, 40);
    auto const promised = read->maybe_text("promised", 1, 1000);
    auto const follow_up = read->maybe_text("follow_up", 10, 10);
    auto const gaps = read->maybe_text("directory_gaps", 1, 1000);
    auto const ok = read->maybe_flag("operator_ok");
    if (auto wrong = read->wrong()) return *wrong;
    if (std::find(std::begin(outcomes), std::end(outcomes), outcome) == std::end(outcomes)) {
        std::string all;
        for (auto o : outcomes) all += (all.empty() ? "" : ", ") + std::string(o);
        return problem(400, "\"outcome\" must be one of " + all + ".");
    }
    if (auto const open = must_be_open(*row); !open) return open.error();
    if (auto const mine = renew_hold(s, c, *row, number); !mine) return mine.error();
    if (!row->alerts.empty())
        return problem(409, "An alert is still up. Act on it and clear it before you close the case.");
    if (outcome == "police_with_consent") {
        auto const opened = s.part.book.open(*row);
        auto const consent = opened ? parsed(opened->consent_json) : std::nullopt;
        if (!consent || !(consent_given(*consent, "police_anonymous") || consent_given(*consent, "police_contact")))
            return problem(409, "The record holds no consent to tell the police. Choose another outcome.");
    }
    std::string wrap_up;
    auto const add = [&wrap_up](char const* label, std::optional<std::string> const& text) {
        if (text) wrap_up += (wrap_up.empty() ? "" : "\n") + std::string(label) + *text;
    };
    add("Promised: ", promised);
    add("Follow up on: ", follow_up);
    add("Missing in the directory: ", gaps);
    if (ok && !*ok) add("Operator: ", std::string("would like to talk"));
    return audited(s, c, "case.close", *row, "outcome=" + outcome, [&]() -> result<void> {
        if (!wrap_up.empty())
            if (auto const kept = s.part.book.add_note(*row, c.who().id, wrap_up, c.at); !kept) return kept.error();
        return s.part.store.close_case(row->id, c.who().id, number, outcome, c.at);
    });
}

net::http_reply set_level(service& s, call const& c) {
    auto const row = case_of(s, c);
    if (!row) return row.error();
    auto read = body::of(c.request);
    if (!read) return read.error();
    auto const number = read->maybe_integer("lease_number");
    auto const level = read->text("level", 1, 20);
    auto const why = read->text("why", 3, 500);
    if (auto wrong = read->wrong()) return *wrong;
    if (!record::level_named(level)) return problem(400, "\"level\" must be standard, medium, high or immediate.");
    if (auto const open = must_be_open(*row); !open) return open.error();
    if (auto const mine = renew_hold_or_supervise(s, c, *row, number); !mine) return mine.error();
    return audited(s, c, "case.level", *row, "level=" + level, [&]() -> result<void> {
        // The reason is about a person: it is sealed with the case, not written into the audit log.
        auto const kept = s.part.book.add_note(*row, c.who().id, "Level set to " + level + ": " + why, c.at);
        if (!kept) return kept.error();
        return s.part.store.set_level(row->id, c.who().id, level, c.at);
    });
}

net::http_reply clear_alerts(service& s, call const& c) {
    auto const row = case_of(s, c);
    if (!row) return row.error();
    auto read = body::of(c.request);
    if (!read) return read.error();
    auto const number = read->maybe_integer("lease_number");
    auto const listed = read->maybe_texts("alerts", 20);
    if (auto wrong = read->wrong()) return *wrong;
    if (row->status == "withdrawn") return problem(409, "The person wiped what they told us. There is nothing to do.");
    if (auto const mine = renew_hold_or_supervise(s, c, *row, number); !mine) return mine.error();
    // What came up since it was read stays up: nobody has acted on it.
    if (listed && *listed != one_by_one(row->alerts)) return problem(409, another_alert);
    auto const seen = row->alerts;
    return audited(
        s, c, "case.alerts.clear", *row, seen,
        [&] { return s.part.store.clear_alerts(row->id, c.who().id, seen, c.at); }, another_alert);
}

}  // namespace earshot::desk
