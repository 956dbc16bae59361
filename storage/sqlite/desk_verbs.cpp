// SPDX-License-Identifier: Apache-2.0
// Events for the Desk, operators, their sessions, and the audit trail.
#include "storage/sqlite/audit_chain.hpp"
#include "storage/sqlite/sqlite_store.hpp"

namespace earshot::storage {

namespace {

#define EARSHOT_OPERATOR                                                                                     \
    "SELECT id, login, display, role, password, disabled, created, public_key, private_key, made_by FROM " \
    "operators "

operator_row operator_of(statement_use& q) {
    operator_row r;
    q.into(r.id, r.login, r.display, r.role, r.password, r.disabled, r.created, r.public_key, r.private_key, r.made_by);
    return r;
}

std::vector<audit_row> audit_rows_of(statement_use q) {
    std::vector<audit_row> rows;
    while (q.next()) {
        auto& r = rows.emplace_back();
        q.into(r.number, r.at, r.who, r.action, r.about, r.detail, r.hash);
    }
    return rows;
}

}  // namespace

std::vector<desk_event> sqlite_store::events_after(event_cursor cursor, std::size_t limit) {
    return read([&](connection& c) {
        std::vector<desk_event> found;
        auto const most = static_cast<std::int64_t>(limit);
        auto q =
            c.use("SELECT cursor, type, about, at FROM event WHERE cursor > ? ORDER BY cursor LIMIT ?", cursor, most);
        while (q.next()) {
            auto& e = found.emplace_back();
            q.into(e.cursor, e.type, e.about, e.at);
        }
        return found;
    });
}

event_cursor sqlite_store::last_event() {
    return read([&](connection& c) {
        // Not max(cursor): the newest may have been swept, and a cursor never goes back.
        auto q = c.use("SELECT seq FROM sqlite_sequence WHERE name = 'event'");
        return q.next() ? q.get<event_cursor>() : event_cursor{};
    });
}

void sqlite_store::on_events(std::function<void(event_cursor)> listener) {
    writer_.on_events(std::move(listener));
}

result<operator_id> sqlite_store::add_operator(operator_row who) {
    return write<operator_id>([who = std::move(who)](connection& c, batch_notes&) -> result<operator_id> {
        c.run(
            "INSERT INTO operators (login, display, role, password, disabled, created, made_by) VALUES (?, ?, ?, ?, ?, "
            "?, ?)",
            who.login, who.display, who.role, who.password, who.disabled, who.created, who.made_by);
        return operator_id{c.db().getLastInsertRowid()};
    });
}

result<void> sqlite_store::update_operator(operator_row who) {
    return write<void>([who = std::move(who)](connection& c, batch_notes&) -> result<void> {
        int const done = c.run(
            "UPDATE operators SET login = ?, display = ?, role = ?, password = ?, disabled = ?, public_key = ?, "
            "private_key = ?, made_by = ? WHERE id = ?",
            who.login, who.display, who.role, who.password, who.disabled, who.public_key, who.private_key, who.made_by,
            who.id);
        if (done == 0) return errc::not_found;
        return {};
    });
}

std::vector<operator_row> sqlite_store::operators() {
    return read([&](connection& c) {
        std::vector<operator_row> all;
        auto q = c.use(EARSHOT_OPERATOR "ORDER BY login");
        while (q.next()) all.push_back(operator_of(q));
        return all;
    });
}

std::optional<operator_row> sqlite_store::operator_by_login(std::string const& login) {
    return read([&](connection& c) -> std::optional<operator_row> {
        auto q = c.use(EARSHOT_OPERATOR "WHERE login = ?", login);
        if (!q.next()) return std::nullopt;
        return operator_of(q);
    });
}

std::optional<operator_row> sqlite_store::operator_by_id(operator_id id) {
    return read([&](connection& c) -> std::optional<operator_row> {
        auto q = c.use(EARSHOT_OPERATOR "WHERE id = ?", id);
        if (!q.next()) return std::nullopt;
        return operator_of(q);
    });
}

result<void> sqlite_store::add_session(session_row s) {
    return write<void>([s = std::move(s)](connection& c, batch_notes&) -> result<void> {
        c.run("INSERT INTO session (token_hash, operator, csrf, expires) VALUES (?, ?, ?, ?)", s.token_hash, s.who,
              s.csrf, s.expires);
        return {};
    });
}

std::optional<session_row> sqlite_store::session(std::string const& token_hash, instant now) {
    return read([&](connection& c) -> std::optional<session_row> {
        auto q = c.use("SELECT token_hash, operator, csrf, expires FROM session WHERE token_hash = ? AND expires > ?",
                       token_hash, now);
        if (!q.next()) return std::nullopt;
        session_row s;
        q.into(s.token_hash, s.who, s.csrf, s.expires);
        return s;
    });
}

result<void> sqlite_store::extend_session(std::string const& token_hash, instant expires) {
    return write<void>([=](connection& c, batch_notes&) -> result<void> {
        if (c.run("UPDATE session SET expires = ? WHERE token_hash = ?", expires, token_hash) == 0)
            return errc::not_found;
        return {};
    });
}

result<void> sqlite_store::end_session(std::string const& token_hash) {
    return write<void>([=](connection& c, batch_notes&) -> result<void> {
        c.run("DELETE FROM session WHERE token_hash = ?", token_hash);
        return {};
    });
}

result<void> sqlite_store::end_sessions_of(operator_id who) {
    return write<void>([=](connection& c, batch_notes&) -> result<void> {
        c.run("DELETE FROM session WHERE operator = ?", who);
        return {};
    });
}

result<void> sqlite_store::audit(audit_row row) {
    return write<void>([row = std::move(row)](connection& c, batch_notes&) -> result<void> {
        append_audit(c, row);
        return {};
    });
}

std::vector<audit_row> sqlite_store::audit_after(std::int64_t number, std::size_t limit) {
    return read([&](connection& c) {
        auto const most = static_cast<std::int64_t>(limit);
        return audit_rows_of(
            c.use("SELECT number, at, operator, action, about, detail, hash FROM audit WHERE number > ? "
                  "ORDER BY number LIMIT ?",
                  number, most));
    });
}

std::vector<audit_row> sqlite_store::audit_about(std::string const& about, std::string const& action, std::size_t limit) {
    return read([&](connection& c) {
        auto const most = static_cast<std::int64_t>(limit);
        return audit_rows_of(
            c.use("SELECT number, at, operator, action, about, detail, hash FROM audit WHERE about = ?1 AND "
                  "substr(action, 1, length(?2)) = ?2 ORDER BY number DESC LIMIT ?3",
                  about, action, most));
    });
}

result<bool> sqlite_store::audit_intact() {
    return read_result<bool>([](connection& c) -> result<bool> { return walk_audit(c).intact; });
}

}  // namespace earshot::storage
