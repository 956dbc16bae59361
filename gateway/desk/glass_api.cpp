// SPDX-License-Identifier: Apache-2.0
// Break-glass: one person asks, another one allows, the first one opens it once, a third one looks at it next day.
#include "gateway/desk/body.hpp"
#include "gateway/desk/glass_rules.hpp"
#include "gateway/desk/held_case.hpp"
#include "gateway/desk/routes.hpp"
#include "gateway/desk/views.hpp"
#include "gateway/record/moment.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace earshot::desk {
namespace {

namespace json = boost::json;
using record::iso_instant;
using storage::glass_id;
using storage::glass_row;

constexpr std::size_t of_one_case = 20;
constexpr std::size_t listed = 100;
constexpr std::size_t words_limit = 500;
constexpr std::chrono::hours review_within{24};
constexpr std::int64_t shown_for = 120;  // seconds, in the console
constexpr char const* unconfirmed =
    "One administrator made your account or set its password, and nobody else has confirmed yet that it is yours. Ask "
    "another supervisor or administrator to do so on the Team page.";

json::value person(operator_id who, people const& known) {
    return who.value == 0 ? json::value() : json::value(show_person(who, known));
}

// With a code that a program can go by.
net::http_reply refusal(unsigned status, std::string_view code, std::string_view detail) {
    auto out = problem(status, detail);
    auto with = json::parse(out.body).as_object();
    with["code"] = code;
    out.body = json::serialize(with);
    return out;
}

// As it stands now, whether or not the sweep has been by.
std::string state_of(glass_row const& r, instant now) {
    bool const late =
        (r.state == "asked" && r.answer_by <= now) || (r.state == "allowed" && r.open_by && *r.open_by <= now);
    return late ? "lapsed" : r.state;
}

json::object shown(glass_row const& r, people const& known, call const& c) {
    auto const state = state_of(r, c.at);
    auto const me = c.who().id;
    bool const leads = c.who().role != "operator";
    bool const third = r.asked_by != me && r.decided_by != me;
    return {{"id", r.id.value},
            {"case", r.about.str()},
            {"reason", r.reason},
            {"ground", r.ground},
            {"telling", r.telling},
            {"state", state},
            {"asked_by", person(r.asked_by, known)},
            {"asked", iso_instant(r.asked)},
            {"answer_by", iso_instant(r.answer_by)},
            {"decided_by", person(r.decided_by, known)},
            {"decided", when(r.decided)},
            {"open_by", when(r.open_by)},
            {"opened", when(r.opened)},
            {"told", r.told},
            {"review_by", when(r.opened ? std::optional(*r.opened + review_within) : std::nullopt)},
            {"reviewed_by", person(r.reviewed_by, known)},
            {"reviewed", when(r.reviewed)},
            {"finding", r.finding},
            {"may_allow", leads && state == "asked" && r.asked_by != me},
            {"may_refuse", (state == "asked" || state == "allowed") && (leads || r.asked_by == me)},
            {"may_open", state == "allowed" && r.asked_by == me},
            {"may_review", leads && state == "opened" && !r.reviewed && third}};
}

std::optional<conversation_state> state_behind(service& s, storage::case_row const& row) {
    auto state = s.part.book.state(row);
    if (!state) return std::nullopt;
    return std::move(*state);
}

// Nothing to open: said before anybody asks.
struct kept {
    char const* what;  // phone mail none forgotten unknown
    std::string why;   // empty: it is there
    unsigned status{};
};
kept kept_of(result<address_door::kind> const& found) {
    if (found) return {*found == address_door::kind::phone ? "phone" : "mail", {}, 200};
    if (found.error() == errc::unsupported)
        return {"none",
                "This person writes in the web chat. There is no number and no address, so nothing can be opened.",
                409};
    if (found.error() == errc::not_found)
        return {"forgotten",
                "The address was destroyed, as this person was promised. Nobody can bring it back, so nothing can be "
                "opened.",
                410};
    if (found.error() == errc::unavailable)
        return {"unknown",
                "The channel that this person wrote by is not in the configuration any more. Tell whoever runs the "
                "gateway.",
                409};
    return {"unknown", "The vault cannot be read now. Wait a moment and try again.", 503};
}

or_reply<glass_row> request_of(service& s, call const& c) {
    auto row = s.part.store.glass(glass_id{whole(c.argument).value_or(0)});
    if (!row) return problem(404, "There is no such request.");
    return std::move(*row);
}

// Two people means two people whom more than one administrator knows.
or_reply<void> must_be_confirmed(service& s, call const& c) {
    auto const me = s.part.store.operator_by_id(c.who().id);
    if (!me || me->made_by.value != 0) return refusal(403, "not_confirmed", unconfirmed);
    return {};
}

net::http_reply over(glass_row const& r, instant now) {
    auto const state = state_of(r, now);
    if (state == "lapsed") return refusal(409, "lapsed", "Its time is over. Ask again if it is still needed.");
    if (state == "asked") return refusal(409, "not_allowed_yet", "A second person has not allowed it yet.");
    if (state == "refused") return refusal(409, "refused", "It was refused or taken back.");
    if (state == "allowed") return refusal(409, "allowed", "It was allowed already.");
    return refusal(409, "opened", "It was opened already, and is opened only once. Ask again if it is still needed.");
}

net::http_reply outcome(service& s, call const& c, result<glass_row> const& done, glass_row const& before) {
    if (done) return reply(200, shown(*done, all_people(s.part.store), c));
    if (done.error() == errc::conflict) return over(s.part.store.glass(before.id).value_or(before), c.at);
    if (done.error() == errc::forbidden) return refusal(403, "same_person", "Another person must do this.");
    return problem_of(done.error(), "It changed meanwhile. Read it again.");
}

}  // namespace

net::http_reply show_glass(service& s, call const& c) {
    auto const row = case_of(s, c);
    if (!row) return row.error();
    auto const state = state_behind(s, *row);
    auto const there = kept_of(s.part.addresses.what_is_kept(row->conversation));
    auto const writing = may_tell_opened(*row, state);
    json::array reasons, requests;
    for (auto const reason : glass_reasons) {
        auto const v = may_ask_glass(reason, *row, state, c.who().role);
        reasons.push_back(json::object{{"code", reason}, {"allowed", !v.ground.empty()}, {"why", v.why}});
    }
    auto const known = all_people(s.part.store);
    for (auto const& r : s.part.store.glass_of(row->id, of_one_case)) requests.push_back(shown(r, known, c));
    return reply(200, json::object{{"kept", there.what},
                                   {"why", there.why},
                                   {"reasons", std::move(reasons)},
                                   {"may_tell", writing.yes},
                                   {"tell_why", writing.yes ? std::string() : writing.why},
                                   {"confirmed", must_be_confirmed(s, c).has_value()},
                                   {"requests", std::move(requests)}});
}

net::http_reply ask_glass(service& s, call const& c) {
    auto const row = case_of(s, c);
    if (!row) return row.error();
    auto read = body::of(c.request);
    if (!read) return read.error();
    auto const number = read->maybe_integer("lease_number");
    auto const reason = read->text("reason", 1, 40);
    auto const words = read->text("words", 3, words_limit);
    auto const telling = read->maybe_text("telling", 1, 40).value_or("tell");
    if (auto wrong = read->wrong()) return *wrong;
    if (std::ranges::find(glass_reasons, reason) == glass_reasons.end())
        return problem(
            400,
            "\"reason\" must be life_in_danger, suicide, child_at_risk, terrorism, court_order or agreed_contact.");
    if (telling != "tell" && std::ranges::find(glass_silences, telling) == glass_silences.end())
        return problem(400, "\"telling\" must be tell, adds_danger, told_already or court_forbids.");
    if (auto const fits = must_be_confirmed(s, c); !fits) return fits.error();
    if (auto const mine = renew_hold_or_supervise(s, c, *row, number); !mine) return mine.error();
    if (auto const there = kept_of(s.part.addresses.what_is_kept(row->conversation)); !there.why.empty())
        return refusal(there.status, there.what, there.why);
    auto const state = state_behind(s, *row);
    auto const verdict = may_ask_glass(reason, *row, state, c.who().role);
    if (verdict.ground.empty()) return refusal(409, "case_does_not_allow", verdict.why);

    glass_row fresh;
    fresh.about = row->id;
    fresh.conversation = row->conversation;
    fresh.reason = reason;
    fresh.ground = verdict.ground;
    fresh.telling = telling == "tell" && !may_tell_opened(*row, state).yes ? "may_not_write" : telling;
    fresh.asked_by = c.who().id;
    fresh.asked = c.at;
    fresh.answer_by = c.at + s.part.options.glass_answer;
    auto const asked = s.part.store.ask_glass(std::move(fresh), s.part.options.glass_most);
    if (!asked && asked.error() == errc::conflict)
        return refusal(409, "one_waits", "Somebody has asked for this case already. Look at that request first.");
    if (!asked && asked.error() == errc::busy)
        return try_again(503, "Too many requests wait for an answer. Have them answered first.",
                         std::chrono::seconds(30));
    if (!asked) return problem_of(asked.error(), "It changed meanwhile. Read it again.");
    // The words are about a person: sealed with the case, not written into the audit log. Without them nobody could
    // decide.
    auto const kept =
        s.part.book.add_note(*row, c.who().id, "Asked to open the address (" + reason + "): " + words, c.at);
    if (!kept) {
        static_cast<void>(s.part.store.refuse_glass(asked->id, c.who().id, c.at));
        return problem_of(kept.error(), "It changed meanwhile. Read it again.");
    }
    return reply(201, shown(*asked, all_people(s.part.store), c));
}

net::http_reply list_glass(service& s, call const& c) {
    auto const known = all_people(s.part.store);
    json::array items;
    for (auto const& r : s.part.store.glass_list(listed)) {
        auto one = shown(r, known, c);
        auto const about = s.part.store.find_case(r.about);
        // A level is a person's doing when one was set; who decides should know whose.
        auto const set = r.ground.starts_with("level.") ? s.part.store.audit_about(r.about.str(), "case.level", 1)
                                                        : std::vector<storage::audit_row>();
        one["level"] = about ? json::value(about->level) : json::value();
        one["channel"] = about ? json::value(about->channel_kind) : json::value();
        one["alerts"] = about ? split(about->alerts) : json::array();
        one["level_set_by"] = set.empty() ? json::value() : person(set.front().who, known);
        items.push_back(std::move(one));
    }
    auto const n = s.part.store.count_glass(c.at);
    return reply(200, json::object{{"items", std::move(items)},
                                   {"waiting", n.waiting},
                                   {"unreviewed", n.unreviewed},
                                   {"now", iso_instant(c.at)}});
}

// The password again, and not only the session: a console that somebody left open must not be the second person.
net::http_reply allow_glass(service& s, call const& c) {
    auto read = body::of(c.request);
    if (!read) return read.error();
    auto password = read->text("password", 1, 256);
    if (auto wrong = read->wrong()) return *wrong;
    auto const r = request_of(s, c);
    if (!r) return r.error();
    if (r->asked_by == c.who().id) {
        note_outcome(s, c, "glass.allow", "refused", r->about.str());
        return refusal(403, "same_person", "You asked for it. Another person must allow it.");
    }
    if (auto const fits = must_be_confirmed(s, c); !fits) return fits.error();
    if (state_of(*r, c.at) != "asked") return over(*r, c.at);
    if (auto const wait = s.guard.attempt(c.who().login, c.at))
        return try_again(429, "Too many tries. Wait, then try again.", *wait);
    auto const me = s.part.store.operator_by_id(c.who().id);
    bool const fits = me && seal::password_fits(password, me->password);
    wipe(password);
    if (!fits) {
        note_outcome(s, c, "glass.allow", "refused", r->about.str());
        return refusal(403, "wrong_password", "This is not your passphrase.");
    }
    s.guard.succeeded(c.who().login);
    return outcome(s, c, s.part.store.allow_glass(r->id, c.who().id, c.at, s.part.options.glass_open), *r);
}

net::http_reply refuse_glass(service& s, call const& c) {
    auto read = body::of(c.request);
    if (!read) return read.error();
    if (auto wrong = read->wrong()) return *wrong;
    auto const r = request_of(s, c);
    if (!r) return r.error();
    if (c.who().role == "operator" && r->asked_by != c.who().id)
        return problem(403, "A supervisor or an administrator refuses what somebody else asked for.");
    return outcome(s, c, s.part.store.refuse_glass(r->id, c.who().id, c.at), *r);
}

net::http_reply open_glass(service& s, call const& c) {
    auto read = body::of(c.request);
    if (!read) return read.error();
    if (auto wrong = read->wrong()) return *wrong;
    auto const r = request_of(s, c);
    if (!r) return r.error();
    if (r->asked_by != c.who().id) return refusal(403, "not_yours", "Only who asked for it opens it.");
    if (auto const fits = must_be_confirmed(s, c); !fits) return fits.error();
    // Before the one time is used up.
    if (auto const there = kept_of(s.part.addresses.what_is_kept(r->conversation)); !there.why.empty())
        return refusal(there.status, there.what, there.why);
    // Written down as opened first: nobody can say later that it was not.
    auto const used = s.part.store.open_glass(r->id, c.who().id, c.at);
    if (!used) return outcome(s, c, used, *r);
    auto const found = s.part.addresses.open(r->conversation);
    if (!found) {
        static_cast<void>(s.part.store.fail_glass(r->id, c.who().id, c.at));
        auto const there = kept_of(found.error());
        return refusal(there.status, there.what, there.why);
    }
    // What does not get through here is tried again by the house.
    if (used->telling == "tell" &&
        s.part.actions.tell_opened(r->conversation, c.who().id, used->reason, told_key(used->id)))
        static_cast<void>(s.part.store.mark_glass_told(used->id));
    return reply(200, json::object{{"kind", kept_of(found->what).what},
                                   {"address", found->where.reveal()},
                                   {"show_for", shown_for},
                                   {"told", used->telling == "tell"}});
}

net::http_reply review_glass(service& s, call const& c) {
    auto read = body::of(c.request);
    if (!read) return read.error();
    auto const finding = read->text("finding", 1, 40);
    if (auto wrong = read->wrong()) return *wrong;
    if (std::ranges::find(glass_findings, finding) == glass_findings.end())
        return problem(400, "\"finding\" must be in_order or to_follow_up.");
    auto const r = request_of(s, c);
    if (!r) return r.error();
    if (auto const fits = must_be_confirmed(s, c); !fits) return fits.error();
    if (r->state != "opened" || r->reviewed)
        return refusal(409, "nothing_to_review",
                       "There is nothing to review: it was not opened, or somebody has looked at it.");
    return outcome(s, c, s.part.store.review_glass(r->id, c.who().id, finding, c.at), *r);
}

}  // namespace earshot::desk
