// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/accounts.hpp"
#include "gateway/desk/body.hpp"
#include "gateway/desk/login_proof.hpp"
#include "gateway/desk/routes.hpp"
#include "gateway/desk/views.hpp"
#include "gateway/record/moment.hpp"

#include <boost/json.hpp>

#include <mutex>

namespace earshot::desk {
namespace {

namespace json = boost::json;

}  // namespace

// Colleagues see names, to hand work over; logins are for administrators.
net::http_reply list_operators(service& s, call const& c) {
    bool const with_login = c.who().role == "admin";
    json::array items;
    for (auto const& o : s.part.store.operators()) items.push_back(show_operator(o, with_login));
    return reply(200, json::object{{"items", std::move(items)}});
}

net::http_reply add_operator(service& s, call const& c) {
    auto read = body::of(c.request);
    if (!read) return read.error();
    auto const login = read->text("login", 2, 64);
    auto const display = read->text("display", 1, 80);
    auto const role = read->text("role", 1, 20);
    auto given = read->maybe_text("password", shortest_password, 256);
    if (auto wrong = read->wrong()) return *wrong;
    if (!is_login(login))
        return problem(400, "\"login\" may have small letters, digits, dots, dashes, underscores and @.");
    if (!is_role(role)) return problem(400, "\"role\" must be operator, supervisor or admin.");
    bool const made = !given;
    auto password = made ? make_password(s.part.random) : std::move(*given);
    if (auto const noted = note_act(s, c, "operator.add", login, "role=" + role); !noted) return noted.error();
    auto const id = add_account(s.part.store, login, display, role, password, c.at, c.who().id);
    if (!id) {
        note_outcome(s, c, "operator.add", "failed", login);
        return problem_of(id.error(), "This login is taken. Choose another.");
    }
    json::object out{{"id", id->value}};
    if (made) out["password"] = password;  // shown this once
    wipe(password);
    return reply(201, out);
}

net::http_reply change_operator(service& s, call const& c) {
    std::lock_guard const hold(s.accounts);
    auto const id = whole(c.argument);
    auto row = id ? s.part.store.operator_by_id(operator_id{*id}) : std::nullopt;
    if (!row) return problem(404, "There is no such operator.");
    auto read = body::of(c.request);
    if (!read) return read.error();
    auto const display = read->maybe_text("display", 1, 80);
    auto const role = read->maybe_text("role", 1, 20);
    auto const disabled = read->maybe_flag("disabled");
    auto const reset = read->maybe_flag("reset_password");
    if (auto wrong = read->wrong()) return *wrong;
    if (role && !is_role(*role)) return problem(400, "\"role\" must be operator, supervisor or admin.");

    bool const loses = (disabled && *disabled) || (role && *role != "admin");
    if (loses && is_last_admin(s.part.store, row->id))
        return problem(409, "This is the last administrator. Make another one first.");
    std::string detail;
    auto const changed = [&detail](std::string what) { detail += (detail.empty() ? "" : " ") + std::move(what); };
    if (display) row->display = *display;
    if (role && *role != row->role) changed("role=" + *role);
    if (role) row->role = *role;
    if (disabled && *disabled != row->disabled) changed(*disabled ? "disabled" : "enabled");
    if (disabled) row->disabled = *disabled;
    std::string password;
    if (reset && *reset) {
        password = make_password(s.part.random);
        auto proof = login_proof(row->login, password);
        row->password = seal::hash_password(proof);
        wipe(proof);
        // Nobody can open the old key pair without the old passphrase: a colleague gives access to the next one.
        row->public_key.clear();
        row->private_key.clear();
        // Whoever set it could sign in as them.
        row->made_by = c.who().id;
        changed("password");
    }
    if (auto const noted = note_act(s, c, "operator.change", row->login, detail); !noted) return noted.error();
    if (auto const done = s.part.store.update_operator(*row); !done) {
        note_outcome(s, c, "operator.change", "failed", row->login);
        return problem_of(done.error(), "Try again.");
    }
    if (row->disabled || !password.empty() || !(role_named(row->role) & case_workers))
        if (auto const done = s.part.store.drop_key_copies(row->id); !done) return problem_of(done.error(), "Try again.");
    // What they may do has changed: whatever runs under the old rights ends now.
    if (!detail.empty())
        if (auto const ended = s.signed_in.end_all_of(row->id); !ended) return problem_of(ended.error(), "");
    auto out = show_operator(*row, true);
    if (!password.empty()) out["password"] = password;
    wipe(password);
    return reply(200, out);
}

// Two administrators' hands, or one and a supervisor's: an account that one person made counts as a second person only
// when somebody else knows whose it is.
net::http_reply confirm_operator(service& s, call const& c) {
    auto read = body::of(c.request);
    if (!read) return read.error();
    if (auto wrong = read->wrong()) return *wrong;
    std::lock_guard const hold(s.accounts);
    auto const id = whole(c.argument);
    auto row = id ? s.part.store.operator_by_id(operator_id{*id}) : std::nullopt;
    if (!row) return problem(404, "There is no such operator.");
    if (row->made_by.value == 0) return problem(409, "This account is confirmed already.");
    if (row->disabled) return problem(409, "This account is disabled.");
    if (row->id == c.who().id) return problem(409, "Somebody else must confirm your account.");
    if (row->made_by == c.who().id)
        return problem(
            409, "You made this account or set its password: another supervisor or administrator must confirm it.");
    auto const me = s.part.store.operator_by_id(c.who().id);
    if (!me || me->made_by.value != 0)
        return problem(409, "Your own account is not confirmed yet, so you cannot confirm another.");
    if (role_named(row->role) & case_workers && row->public_key.empty())
        return problem(409, "They have not chosen a passphrase of their own yet. Confirm them when they have.");
    if (auto const noted =
            note_act(s, c, "operator.confirm", row->login, "made-by=" + std::to_string(row->made_by.value));
        !noted)
        return noted.error();
    row->made_by = {};
    if (auto const done = s.part.store.update_operator(std::move(*row)); !done) {
        note_outcome(s, c, "operator.confirm", "failed", std::to_string(*id));
        return problem_of(done.error(), "Try again.");
    }
    return no_content();
}

net::http_reply show_audit(service& s, call const& c) {
    auto const after = whole(c.request.query_value("after").value_or("0"));
    auto const limit = whole(c.request.query_value("limit").value_or("100"));
    if (!after) return problem(400, "\"after\" must be the number of a row.");
    if (!limit || *limit < 1 || *limit > 500) return problem(400, "\"limit\" must be a whole number from 1 to 500.");
    auto const known = all_people(s.part.store);
    json::array items;
    for (auto const& row : s.part.store.audit_after(*after, static_cast<std::size_t>(*limit)))
        items.push_back(
            json::object{{"number", row.number},
                         {"at", record::iso_instant(row.at)},
                         {"by", row.who.value == 0 ? json::value() : json::value(show_person(row.who, known))},
                         {"action", row.action},
                         {"about", row.about},
                         {"detail", row.detail},
                         {"hash", row.hash}});
    json::object out{{"items", std::move(items)}};
    auto const check = c.request.query_value("check").value_or("");
    if (check == "true" || check == "1") {
        auto const intact = s.part.store.audit_intact();
        if (!intact) return problem_of(intact.error(), "");
        out["intact"] = *intact;
    }
    return reply(200, out);
}

net::http_reply show_openapi(service&, call const&) {
    net::http_reply out;
    out.content_type = "application/json";
    out.body = openapi_document();
    return out;
}

}  // namespace earshot::desk
