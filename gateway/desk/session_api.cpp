// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/accounts.hpp"
#include "gateway/desk/body.hpp"
#include "gateway/desk/login_proof.hpp"
#include "gateway/desk/routes.hpp"
#include "gateway/desk/views.hpp"
#include "gateway/record/moment.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cctype>
#include <mutex>

namespace earshot::desk {
namespace {

namespace json = boost::json;

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

json::object shown(storage::operator_row const& who, std::string const& csrf, instant expires) {
    return {{"operator", show_operator(who, true)}, {"csrf", csrf}, {"expires", record::iso_instant(expires)}};
}

}  // namespace

net::http_reply signed_in(service& s, storage::operator_row const& who, instant at) {
    auto const fresh = s.signed_in.open(who.id, at);
    if (!fresh) return problem_of(fresh.error(), "Sign in again.");
    auto out = reply(200, shown(who, fresh->csrf, fresh->expires));
    out.headers.emplace_back("Set-Cookie", fresh->cookie);
    return out;
}

// One answer and one cost for a wrong password, an unknown login and a disabled operator.
net::http_reply sign_in(service& s, call const& c) {
    auto read = body::of(c.request);
    if (!read) return read.error();
    auto const login = lower(read->text("login", 1, 64));
    auto password = read->text("password", 1, 256);
    if (auto wrong = read->wrong()) return *wrong;

    if (auto const wait = s.guard.attempt(login, c.at))
        return try_again(
            429, "Too many tries. Wait, then try again. If you forgot your password, ask an administrator.", *wait);
    auto const known = s.part.store.operator_by_login(login);
    bool const fits = seal::password_fits(password, known ? known->password : s.nobody());
    wipe(password);
    if (!known || !fits || known->disabled) {
        // A mistyped login may be a password: only logins that exist are written down.
        storage::audit_row row;
        row.at = c.at;
        row.action = "session.refused";
        if (known) row.about = known->login;
        if (auto const done = s.part.store.audit(std::move(row)); !done) return problem_of(done.error(), "");
        return problem(401, "Login or password is not right. Check both and try again.");
    }
    s.guard.succeeded(login);
    if (c.by) {
        if (auto const ended = s.signed_in.end(c.by->token_hash); !ended) return problem_of(ended.error(), "");
    }
    storage::audit_row row;
    row.at = c.at;
    row.who = known->id;
    row.action = "session.open";
    row.about = known->login;
    if (auto const done = s.part.store.audit(std::move(row)); !done) return problem_of(done.error(), "");
    return signed_in(s, *known, c.at);
}

net::http_reply show_session(service&, call const& c) {
    return reply(200, shown(c.who(), c.by->csrf, c.by->expires));
}

net::http_reply sign_out(service& s, call const& c) {
    // The other way round than elsewhere: somebody who wants to leave must not be kept by a full log.
    if (auto const ended = s.signed_in.end(c.by->token_hash); !ended) return problem_of(ended.error(), "");
    static_cast<void>(note_act(s, c, "session.end", c.who().login));
    auto out = no_content();
    out.headers.emplace_back("Set-Cookie", s.signed_in.clearing_cookie());
    return out;
}

net::http_reply change_own_password(service& s, call const& c) {
    auto read = body::of(c.request);
    if (!read) return read.error();
    auto before = read->text("old", 1, 256);
    auto after = read->text("new", 1, 256);
    if (auto wrong = read->wrong()) return *wrong;
    if (!is_proof(after)) return problem(400, "\"new\" must be what is derived from the passphrase, never the passphrase.");
    if (auto const wait = s.guard.attempt(c.who().login, c.at))
        return try_again(429, "Too many tries. Wait, then try again.", *wait);
    std::lock_guard const hold(s.accounts);
    auto current = s.part.store.operator_by_id(c.who().id);
    if (!current || current->disabled) return problem(401, "You are not signed in, or your session has ended.");
    auto row = std::move(*current);
    if (!row.public_key.empty())
        return problem(409, "Your key pair is wrapped by your passphrase: change both together (PUT /keys/mine).");
    bool const fits = seal::password_fits(before, row.password);
    if (fits) row.password = seal::hash_password(after);
    wipe(before);
    wipe(after);
    auto const noted = note_act(s, c, fits ? "operator.password" : "operator.password.refused", row.login);
    if (!noted) return noted.error();
    if (!fits) return problem(403, "\"old\" is not your password.");
    s.guard.succeeded(row.login);
    if (auto const done = s.part.store.update_operator(row); !done) return problem_of(done.error(), "Try again.");
    // Whoever else is signed in under this login is signed out.
    if (auto const ended = s.signed_in.end_all_of(row.id); !ended) return problem_of(ended.error(), "");
    return signed_in(s, row, c.at);
}

}  // namespace earshot::desk
