// SPDX-License-Identifier: Apache-2.0
// The helpline's keys. The server keeps public halves, and private halves that are wrapped to their holders: it can hand
// them out and take them in, and use none of them.
#include "gateway/desk/body.hpp"
#include "gateway/desk/login_proof.hpp"
#include "gateway/desk/routes.hpp"
#include "gateway/desk/views.hpp"
#include "gateway/record/moment.hpp"
#include "gateway/seal/helpline.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace earshot::desk {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_wrapped = 4096;
constexpr std::size_t most_copies = 500;

bool works_on_cases(storage::operator_row const& who) {
    return !who.disabled && (role_named(who.role) & case_workers) != 0;
}

json::value as_json(std::string const& text) {
    auto v = parsed(text);
    return v ? json::value(std::move(*v)) : json::value();
}

std::string text_in(json::object const& o, std::string_view name, std::size_t most) {
    auto const* v = o.if_contains(name);
    if (!v || !v->is_string() || v->get_string().size() > most) return {};
    return std::string(v->get_string());
}

// A JWK as it is kept, with its kid; nullopt with the reason in `why`.
std::optional<storage::helpline_key_row> public_key_in(json::object const& o, std::string_view name, std::string& why) {
    auto const* v = o.if_contains(name);
    if (!v || !v->is_object()) {
        why = "\"" + std::string(name) + "\" must be a JWK.";
        return std::nullopt;
    }
    storage::helpline_key_row row;
    row.public_key = json::serialize(*v);
    seal::helpline check;
    std::string reason;
    if (!check.add(row.public_key, reason)) {
        why = "\"" + std::string(name) + "\": " + reason + ".";
        return std::nullopt;
    }
    row.kid = check.kids().front();
    return row;
}

std::optional<std::vector<storage::key_copy_row>> copies_in(json::object const& o, std::string& why) {
    auto const* list = o.if_contains("copies");
    std::vector<storage::key_copy_row> out;
    if (!list || !list->is_array() || list->get_array().size() > most_copies) {
        why = "\"copies\" must be a list of at most 500.";
        return std::nullopt;
    }
    for (auto const& v : list->get_array()) {
        auto const* one = v.if_object();
        auto const* holder = one ? one->if_contains("holder") : nullptr;
        storage::key_copy_row row;
        if (holder && holder->is_int64() && holder->get_int64() >= 0) row.holder = {holder->get_int64()};
        else holder = nullptr;
        if (one) row.kid = text_in(*one, "kid", 100);
        if (one) row.wrapped = text_in(*one, "wrapped", longest_wrapped);
        if (!holder || row.kid.empty() || row.wrapped.empty()) {
            why = "Each of \"copies\" needs kid, holder and wrapped.";
            return std::nullopt;
        }
        out.push_back(std::move(row));
    }
    return out;
}

std::optional<json::object> document_of(call const& c) {
    if (!c.request.header("content-type").starts_with("application/json")) return std::nullopt;
    return parsed(c.request.body);
}

bool are_holders(service& s, std::vector<storage::key_copy_row> const& copies) {
    auto const people = all_people(s.part.store);
    return std::ranges::all_of(copies, [&people](auto const& copy) {
        if (copy.holder.value == 0) return true;
        auto const at = people.find(copy.holder);
        return at != people.end() && works_on_cases(at->second) && !at->second.public_key.empty();
    });
}

constexpr char const* not_holders =
    "A copy is for somebody who does not work on cases or has not chosen a passphrase yet. Read the keys again.";

}  // namespace

net::http_reply show_keys(service& s, call const& c) {
    auto const keys = s.part.store.helpline_keys();
    auto const copies = s.part.store.key_copies();
    auto const held_by = [&copies](operator_id who) {
        json::array kids;
        for (auto const& k : copies)
            if (k.holder == who) kids.emplace_back(k.kid);
        return kids;
    };
    auto const copy_for = [&copies](operator_id who, std::string const& kid) -> json::value {
        for (auto const& k : copies)
            if (k.holder == who && k.kid == kid) return json::value(k.wrapped);
        return nullptr;
    };
    json::object out{{"mine", nullptr}, {"team", json::array()}, {"recovery", nullptr}, {"holders", json::array()}};
    auto const me = s.part.store.operator_by_id(c.who().id);
    if (me && !me->public_key.empty())
        out["mine"] = json::object{{"public_key", as_json(me->public_key)}, {"private_key", me->private_key}};
    for (auto const& k : keys) {
        if (k.use == "team") {
            json::object one{{"kid", k.kid},
                             {"public_key", as_json(k.public_key)},
                             {"made", record::iso_instant(k.made)},
                             {"in_use", !k.retired},
                             {"copy", copy_for(c.who().id, k.kid)}};
            if (c.who().role == "supervisor") one["recovery_copy"] = copy_for({}, k.kid);
            out["team"].as_array().push_back(std::move(one));
        } else if (!k.retired) {
            out["recovery"] = json::object{{"kid", k.kid}, {"public_key", as_json(k.public_key)}};
        }
    }
    for (auto const& o : s.part.store.operators()) {
        if (!works_on_cases(o)) continue;
        out["holders"].as_array().push_back(json::object{{"id", o.id.value},
                                                         {"display", o.display},
                                                         {"public_key", as_json(o.public_key)},
                                                         {"has", held_by(o.id)}});
    }
    return reply(200, out);
}

// A new passphrase, a new key pair, or both. Copies that were wrapped to another public key are of no use any more.
net::http_reply put_own_keys(service& s, call const& c) {
    auto const o = document_of(c);
    if (!o) return problem(400, "Send one JSON object.");
    auto before = text_in(*o, "old", 100);
    auto after = text_in(*o, "new", 100);
    if (!is_proof(before) || !is_proof(after))
        return problem(400, "\"old\" and \"new\" must be what is derived from the passphrases, never the passphrases.");
    std::string why;
    auto const key = public_key_in(*o, "public_key", why);
    if (!key) return problem(400, why);
    auto const wrapped = text_in(*o, "private_key", longest_wrapped);
    if (wrapped.empty()) return problem(400, "\"private_key\" must be the private key, wrapped, in at most 4096 characters.");
    if (auto const wait = s.guard.attempt(c.who().login, c.at))
        return try_again(429, "Too many tries. Wait, then try again.", *wait);

    std::lock_guard const hold(s.accounts);
    auto current = s.part.store.operator_by_id(c.who().id);
    if (!current || current->disabled) return problem(401, "You are not signed in, or your session has ended.");
    auto row = std::move(*current);
    bool const fits = seal::password_fits(before, row.password);
    bool const other_key = row.public_key != key->public_key;
    if (fits) {
        row.password = seal::hash_password(after);
        row.public_key = key->public_key;
        row.private_key = wrapped;
    }
    wipe(before);
    wipe(after);
    auto const noted = note_act(s, c, fits ? "operator.keys" : "operator.keys.refused", row.login,
                                fits && other_key ? "key=" + key->kid : "");
    if (!noted) return noted.error();
    if (!fits) return problem(403, "\"old\" does not fit your passphrase.");
    s.guard.succeeded(row.login);
    if (auto const done = s.part.store.update_operator(row); !done) return problem_of(done.error(), "Try again.");
    if (other_key)
        if (auto const done = s.part.store.drop_key_copies(row.id); !done) return problem_of(done.error(), "Try again.");
    if (auto const ended = s.signed_in.end_all_of(row.id); !ended) return problem_of(ended.error(), "");
    return signed_in(s, row, c.at);
}

// The first team key with its recovery key, or the next one: from now on reports are sealed to it.
net::http_reply add_team_key(service& s, call const& c) {
    auto const o = document_of(c);
    if (!o) return problem(400, "Send one JSON object.");
    std::string why;
    auto team = public_key_in(*o, "public_key", why);
    if (!team) return problem(400, why);
    auto const after = text_in(*o, "after", 100);
    auto copies = copies_in(*o, why);
    if (!copies) return problem(400, why);
    if (!are_holders(s, *copies)) return problem(409, not_holders);
    team->use = "team";
    team->made = c.at;
    std::vector<storage::helpline_key_row> fresh{*team};
    if (o->contains("recovery_key")) {
        auto recovery = public_key_in(*o, "recovery_key", why);
        if (!recovery) return problem(400, why);
        recovery->use = "recovery";
        recovery->made = c.at;
        fresh.push_back(std::move(*recovery));
    } else if (after.empty()) {
        return problem(400, "The first team key needs a \"recovery_key\" beside it.");
    }
    bool const mine = std::ranges::any_of(*copies, [&](auto const& k) { return k.kid == team->kid && k.holder == c.who().id; });
    bool const rescue = std::ranges::any_of(*copies, [&](auto const& k) { return k.kid == team->kid && k.holder.value == 0; });
    if (!mine || !rescue)
        return problem(400, "\"copies\" must hold the new key for yourself and for the recovery key (holder 0), or it could be lost.");
    if (auto const noted = note_act(s, c, "keys.team", team->kid); !noted) return noted.error();
    auto const done = s.part.store.add_helpline_keys(after, std::move(fresh), std::move(*copies), c.at);
    if (!done) {
        note_outcome(s, c, "keys.team", "failed", team->kid);
        return problem_of(done.error(), "Somebody else has made a team key meanwhile. Read the keys again.");
    }
    s.part.keys_changed();
    return no_content();
}

// Gives access: a holder's browser has wrapped a team key to a colleague.
net::http_reply add_key_copies(service& s, call const& c) {
    auto const o = document_of(c);
    if (!o) return problem(400, "Send one JSON object.");
    std::string why;
    auto copies = copies_in(*o, why);
    if (!copies) return problem(400, why);
    if (!are_holders(s, *copies)) return problem(409, not_holders);
    for (auto const& k : *copies)
        if (auto const noted = note_act(s, c, "keys.copy", k.kid, "to=" + std::to_string(k.holder.value)); !noted)
            return noted.error();
    if (auto const done = s.part.store.put_key_copies(std::move(*copies)); !done)
        return problem_of(done.error(), "There is no such team key. Read the keys again.");
    return no_content();
}

}  // namespace earshot::desk
