// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/body.hpp"
#include "gateway/desk/held_case.hpp"
#include "gateway/desk/routes.hpp"
#include "gateway/desk/views.hpp"
#include "gateway/record/moment.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>

namespace earshot::desk {
namespace {

namespace json = boost::json;

constexpr std::size_t message_limit = 1000;
constexpr std::size_t note_limit = 4000;
constexpr std::size_t looked_at = 50;  // lines of the audit log on one sender
constexpr std::size_t shortest_mask = 2;
constexpr std::size_t longest_mask = 200;
constexpr char const* stale = "The case changed meanwhile. Read it again.";

// The header's value, with or without the quotes of a structured field; empty when there is none; nullopt: not fit.
std::optional<std::string> idempotency_key(call const& c) {
    auto text = c.request.header("idempotency-key");
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    if (text.size() > 64) return std::nullopt;
    bool const fits = std::all_of(text.begin(), text.end(), [](char ch) {
        return (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '-' ||
               ch == '_' || ch == '.';
    });
    return fits ? std::optional<std::string>(std::string(text)) : std::nullopt;
}

// What an act is journalled under. Tied to operator and case, so that nobody's key can swallow another's act.
struct once {
    std::string dedupe;
    bool again{};  // the same act was asked for before, under this key
};
// 422 when the key was used for something else. `act` and `words`: what is asked for.
or_reply<once> once_of(service& s, call const& c, std::string const& about, std::string_view act,
                       std::string_view words) {
    auto const key = idempotency_key(c);
    if (!key) return problem(400, "Idempotency-Key may have up to 64 letters, digits, dots, dashes and underscores.");
    auto const begin = "desk:" + std::to_string(c.who().id.value) + ":" + about + ":";
    if (key->empty()) return once{begin + random_hex(s.part.random, 16), false};
    once out{begin + *key, false};
    auto const used = s.sent.take(out.dedupe, seal::tag(s.part.session_key, {act, words}));
    if (used == sent_keys::use::other)
        return problem(422, "This Idempotency-Key was used for something else. Take a new key for a new act.");
    out.again = used == sent_keys::use::again;
    return out;
}

struct ready {
    storage::case_row row;
    conversation_state state;
};

// Held by this operator, open, and with somebody at the other end who may be written to.
or_reply<ready> ready_to_write(service& s, call const& c, storage::case_row row, std::int64_t lease_number) {
    if (auto const open = must_be_open(row); !open) return open.error();
    if (auto const mine = renew_hold(s, c, row, lease_number); !mine) return mine.error();
    auto state = s.part.book.state(row);
    if (!state) return problem_of(state.error(), stale);
    auto const allowed = writing_allowed(row, *state);
    if (!allowed.yes) return problem(allowed.status, allowed.why);
    return ready{std::move(row), std::move(*state)};
}

// Written down, then journalled.
template <class Act>
net::http_reply journalled(service& s, call const& c, char const* action, std::string const& about, std::string detail,
                           Act act) {
    if (auto const noted = note_act(s, c, action, about, std::move(detail)); !noted) return noted.error();
    result<act_receipt> const got = act();
    if (!got) {
        note_outcome(s, c, action, "failed", about);
        return problem_of(got.error(), stale);
    }
    if (got->repeated) note_outcome(s, c, action, "repeated", about);
    return reply(202, json::object{{"accepted", true}, {"repeated", got->repeated}});
}

}  // namespace

net::http_reply write_message(service& s, call const& c) {
    auto row = case_of(s, c);
    if (!row) return row.error();
    auto read = body::of(c.request);
    if (!read) return read.error();
    auto const number = read->integer("lease_number");
    auto const text = read->text("text", 1, message_limit);
    if (auto wrong = read->wrong()) return *wrong;
    auto const about = row->id.str();
    auto const to = ready_to_write(s, c, std::move(*row), number);
    if (!to) return to.error();
    auto const place = once_of(s, c, about, "desk sent", text);
    if (!place) return place.error();
    return journalled(s, c, "case.message", about, {},
                      [&] { return s.part.actions.write(to->row.conversation, c.who().id, text, place->dedupe); });
}

net::http_reply ask_question(service& s, call const& c) {
    auto row = case_of(s, c);
    if (!row) return row.error();
    auto read = body::of(c.request);
    if (!read) return read.error();
    auto const number = read->integer("lease_number");
    auto const question = read->text("question", 1, 40);
    if (auto wrong = read->wrong()) return *wrong;
    auto const about = row->id.str();
    auto const to = ready_to_write(s, c, std::move(*row), number);
    if (!to) return to.error();
    auto const& known = to->state.questions;
    if (std::find(known.begin(), known.end(), question) == known.end()) {
        std::string all;
        for (auto const& q : known) all += (all.empty() ? "" : ", ") + q;
        return problem(400, "\"question\" must be one of " + all + ".");
    }
    auto const place = once_of(s, c, about, "desk asked", question);
    if (!place) return place.error();
    return journalled(s, c, "case.ask", about, "question=" + question,
                      [&] { return s.part.actions.ask(to->row.conversation, c.who().id, question, place->dedupe); });
}

net::http_reply hand_back(service& s, call const& c) {
    auto row = case_of(s, c);
    if (!row) return row.error();
    auto read = body::of(c.request);
    if (!read) return read.error();
    auto const number = read->integer("lease_number");
    if (auto wrong = read->wrong()) return *wrong;
    auto const about = row->id.str();
    auto const to = ready_to_write(s, c, std::move(*row), number);
    if (!to) return to.error();
    auto const place = once_of(s, c, about, "desk handed back", {});
    if (!place) return place.error();
    // The repeat of one that went through finds the questions going on: it did what it was sent for.
    if (to->state.phase != phase::human && to->state.phase != phase::danger && !place->again)
        return problem(409, "The questions are not paused, so there is nothing to hand back.");
    return journalled(s, c, "case.hand-back", about, {},
                      [&] { return s.part.actions.hand_back(to->row.conversation, c.who().id, place->dedupe); });
}

net::http_reply mask_text(service& s, call const& c) {
    auto const row = case_of(s, c);
    if (!row) return row.error();
    auto read = body::of(c.request);
    if (!read) return read.error();
    auto const text = read->text("text", shortest_mask, longest_mask);
    if (auto wrong = read->wrong()) return *wrong;
    if (row->status == "withdrawn") return problem(409, "The person wiped what they told us. There is nothing to cover.");
    auto const dedupe = "desk:" + std::to_string(c.who().id.value) + ":" + row->id.str() + ":" + random_hex(s.part.random, 16);
    return journalled(s, c, "case.mask", row->id.str(), {},
                      [&] { return s.part.actions.mask(row->conversation, c.who().id, text, dedupe); });
}

net::http_reply add_note(service& s, call const& c) {
    auto const row = case_of(s, c);
    if (!row) return row.error();
    auto read = body::of(c.request);
    if (!read) return read.error();
    auto const text = read->text("text", 1, note_limit);
    if (auto wrong = read->wrong()) return *wrong;
    if (row->status == "withdrawn") return problem(409, "The person wiped what they told us. Nothing can be added.");
    if (auto const noted = note_act(s, c, "case.note", row->id.str()); !noted) return noted.error();
    auto const seq = s.part.book.add_note(*row, c.who().id, text, c.at);
    if (!seq) {
        note_outcome(s, c, "case.note", "failed", row->id.str());
        return problem_of(seq.error(), stale);
    }
    return reply(201, json::object{{"seq", seq->value}});
}

net::http_reply erase_case(service& s, call const& c) {
    auto const row = case_of(s, c);
    if (!row) return row.error();
    auto read = body::of(c.request);
    if (!read) return read.error();
    auto const confirm = read->text("confirm", 1, 40);
    if (auto wrong = read->wrong()) return *wrong;
    if (confirm != row->id.str())
        return problem(400, "\"confirm\" must repeat the case's id: what is wiped cannot be brought back.");
    if (row->status == "withdrawn") return problem(409, "It was wiped already.");
    return journalled(s, c, "case.erase", row->id.str(), {}, [&] {
        return s.part.actions.erase(row->conversation, c.who().id, "desk:erase:" + row->id.str());
    });
}

// What the audit log says of it: nobody can look up in the vault whose silence it is.
net::http_reply show_silence(service& s, call const& c) {
    auto const row = case_of(s, c);
    if (!row) return row.error();
    auto const about = row->id.str();
    std::optional<storage::audit_row> last;
    bool failed = false;  // the line before says that this one came to nothing
    for (auto& line : s.part.store.audit_about(about, "sender.", looked_at)) {
        bool const outcome = line.action.ends_with(".failed");
        if (!outcome && !failed) {
            last = std::move(line);
            break;
        }
        failed = outcome;
    }
    json::object out{{"until", nullptr}, {"last", nullptr}};
    if (last) {
        std::int64_t days = 0;
        if (auto const at = last->detail.find("days="); at != std::string::npos)
            std::from_chars(last->detail.data() + at + 5, last->detail.data() + last->detail.size(), days);
        auto const until = last->at + std::chrono::days(days);
        if (days > 0 && until > c.at) out["until"] = record::iso_instant(until);
        out["last"] = json::object{{"action", last->action},
                                   {"days", days},
                                   {"at", record::iso_instant(last->at)},
                                   {"by", show_person(last->who, all_people(s.part.store))}};
    }
    return reply(200, out);
}

net::http_reply silence_sender(service& s, call const& c) {
    constexpr std::int64_t longest = 30;  // days; then a person looks again
    auto const row = case_of(s, c);
    if (!row) return row.error();
    auto read = body::of(c.request);
    if (!read) return read.error();
    auto const days = read->integer("days");
    if (auto wrong = read->wrong()) return *wrong;
    if (days < 0 || days > longest) return problem(400, "\"days\" must be 1 to 30, or 0 to answer them again.");
    std::optional<instant> until;
    if (days > 0) until = c.at + std::chrono::days(days);
    auto const about = row->id.str();
    auto const action = days > 0 ? "sender.silence" : "sender.answer-again";
    if (auto const noted = note_act(s, c, action, about, "days=" + std::to_string(days)); !noted) return noted.error();
    if (auto const done = s.part.actions.silence(row->conversation, until); !done) {
        note_outcome(s, c, action, "failed", about);
        if (done.error() == make_error_code(errc::not_found))
            return problem(409, "Nothing is remembered of this sender any more: their next report is a new one.");
        return problem_of(done.error(), stale);
    }
    return no_content();
}

}  // namespace earshot::desk
