// SPDX-License-Identifier: Apache-2.0
// The journal and the conversations that come of it.
#include "storage/sqlite/sqlite_store.hpp"

namespace earshot::storage {

namespace {

// Read at once by next(): the row that passes it is the last.
constexpr std::size_t many_bytes = 16u << 20;

conversation_row row_of(statement_use& q) {
    conversation_row r;
    int report = 0;
    q.into(r.id, r.who, r.channel, r.wrapped_key, r.sealed_state, r.version, r.phase, r.flow_version, r.wake_at,
           r.opened, r.last_heard, r.last_seq, r.filed_as, report);
    r.is = static_cast<conversation_row::report>(report);
    return r;
}

std::optional<conversation_row> first_of(statement_use& q) {
    if (!q.next()) return std::nullopt;
    return row_of(q);
}

}  // namespace

void sqlite_store::accept_async(journal_entry entry, std::function<void(result<accepted>)> then) {
    writer_.accept(std::move(entry), std::move(then));
}

result<accepted> sqlite_store::accept(journal_entry entry) {
    std::promise<result<accepted>> answer;
    auto got = answer.get_future();
    writer_.accept(std::move(entry), [&answer](result<accepted> r) { answer.set_value(std::move(r)); });
    return got.get();
}

std::vector<journal_row> sqlite_store::next(journal_seq after, std::size_t limit) {
    return read([&](connection& c) {
        std::vector<journal_row> rows;
        auto const most = static_cast<std::int64_t>(limit);
        auto q = c.use(
            "SELECT seq, origin, channel, dedupe, sender, sender_sealed, route, body_sealed, received, "
            "conversation FROM journal WHERE seq > ? ORDER BY seq LIMIT ?",
            after, most);
        std::size_t bytes = 0;
        while (bytes < many_bytes && q.next()) {
            auto& r = rows.emplace_back();
            int from = 0;
            q.into(r.seq, from, r.channel, r.dedupe, r.sender, r.sealed_sender, r.route, r.sealed_body, r.received,
                   r.conversation);
            r.from = static_cast<journal_entry::origin>(from);
            bytes += r.sealed_body.size();
        }
        return rows;
    });
}

void sqlite_store::wait_for_work(journal_seq after, std::chrono::steady_clock::time_point until) {
    writer_.wait_for_row(after, until);
}

void sqlite_store::wake() {
    writer_.wake();
}

bool sqlite_store::in_rush() const noexcept {
    return writer_.in_rush();
}

#define EARSHOT_CONVERSATION                                                                                \
    "SELECT id, alias, channel, wrapped_key, state_sealed, version, phase, flow_version, wake_at, opened, " \
    "last_heard, last_seq, filed_as, report FROM conversation "

std::optional<conversation_row> sqlite_store::conversation_of(alias who) {
    return read([&](connection& c) {
        auto q = c.use(EARSHOT_CONVERSATION "WHERE alias = ? ORDER BY id DESC LIMIT 1", who);
        return first_of(q);
    });
}

std::optional<conversation_row> sqlite_store::conversation(conversation_id id) {
    return read([&](connection& c) {
        auto q = c.use(EARSHOT_CONVERSATION "WHERE id = ?", id);
        return first_of(q);
    });
}

std::optional<conversation_row> sqlite_store::conversation_by_code(code_tag code) {
    return read([&](connection& c) {
        auto q = c.use(EARSHOT_CONVERSATION "WHERE code = ? ORDER BY id DESC LIMIT 1", code);
        return first_of(q);
    });
}

std::optional<conversation_row> sqlite_store::conversation_by_code(slow_code_tag code) {
    return read([&](connection& c) {
        auto q = c.use(EARSHOT_CONVERSATION "WHERE code_slow = ? ORDER BY id DESC LIMIT 1", code);
        return first_of(q);
    });
}

#undef EARSHOT_CONVERSATION

std::vector<conversation_id> sqlite_store::due_timers(instant now, std::size_t limit) {
    return read([&](connection& c) {
        std::vector<conversation_id> due;
        auto const most = static_cast<std::int64_t>(limit);
        auto q = c.use("SELECT id FROM conversation WHERE wake_at <= ? ORDER BY wake_at LIMIT ?", now, most);
        while (q.next()) due.push_back(q.get<conversation_id>());
        return due;
    });
}

std::vector<conversation_id> sqlite_store::unsealed(instant quiet_since, std::size_t limit) {
    return read([&](connection& c) {
        std::vector<conversation_id> found;
        auto const most = static_cast<std::int64_t>(limit);
        auto q = c.use(
            "SELECT id FROM conversation WHERE report = 1 AND filed_as IS NOT NULL AND phase <> 'erased' UNION ALL "
            "SELECT id FROM conversation WHERE report = 0 AND filed_as IS NOT NULL AND last_heard < ? "
            "AND phase NOT IN ('asking', 'erased') LIMIT ?",
            quiet_since, most);
        while (q.next()) found.push_back(q.get<conversation_id>());
        return found;
    });
}

std::optional<instant> sqlite_store::next_timer() {
    return read([&](connection& c) {
        auto q = c.use("SELECT min(wake_at) FROM conversation WHERE wake_at IS NOT NULL");
        q.next();
        return q.get<std::optional<instant>>();
    });
}

result<void> sqlite_store::hold(journal_seq seq, std::string reason) {
    return write<void>([seq, reason = std::move(reason)](connection& c, batch_notes& notes) -> result<void> {
        auto const at = notes.rounded(notes.at);
        int const moved = c.run(
            "INSERT INTO held (seq, origin, channel, dedupe, sender, sender_sealed, route, body_sealed, received, "
            "conversation, reason, at) SELECT seq, origin, channel, dedupe, sender, sender_sealed, route, "
            "body_sealed, received, conversation, ?, ? FROM journal WHERE seq = ?",
            reason, at, seq);
        if (moved == 0) return errc::not_found;
        c.run("DELETE FROM journal WHERE seq = ?", seq);
        return {};
    });
}

}  // namespace earshot::storage
