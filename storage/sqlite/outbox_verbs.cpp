// SPDX-License-Identifier: Apache-2.0
// What is to be sent, and how far it got.
#include "storage/sqlite/sqlite_store.hpp"

namespace earshot::storage {

namespace {

// Raises the state of the message that the outbox row carries, by rank only.
void raise(connection& c, conversation_id of, message_seq seq, delivery reached) {
    delivery now{};
    {
        auto q = c.use("SELECT state FROM message WHERE conversation = ? AND seq = ?", of, seq);
        if (!q.next()) return;
        now = q.get<delivery>();
    }
    auto const then = earshot::advance(now, reached);
    if (then == now) return;
    c.run("UPDATE message SET state = ? WHERE conversation = ? AND seq = ?", then, of, seq);
}

std::optional<case_id> case_of(connection& c, conversation_id of) {
    auto q = c.use("SELECT filed_as FROM conversation WHERE id = ?", of);
    if (!q.next()) return std::nullopt;
    return q.get<std::optional<case_id>>();
}

}  // namespace

void sqlite_store::claim_due_async(instant now, std::size_t limit,
                                   std::function<void(result<std::vector<outbox_row>>)> then) {
    using rows = std::vector<outbox_row>;
    write_later<rows>(
        [now, limit](connection& c, batch_notes& notes) -> result<rows> {
            rows due;
            {
                auto const most = static_cast<std::int64_t>(limit);
                auto q = c.use(
                    "SELECT id, kind, conversation, alias, channel, seq, body_sealed, automatic, due, "
                    "attempt + 1 FROM outbox AS o WHERE state = 'pending' AND due <= ? AND NOT EXISTS (SELECT 1 "
                    "FROM outbox AS before WHERE before.conversation = o.conversation AND before.lane = o.lane "
                    "AND before.id < o.id AND before.state IN ('pending', 'sending')) ORDER BY due, id LIMIT ?",
                    now, most);
                while (q.next()) {
                    auto& r = due.emplace_back();
                    q.into(r.id, r.kind, r.conversation, r.who, r.channel, r.seq, r.sealed_body, r.automatic, r.due,
                           r.attempt);
                    r.state = "sending";
                }
            }
            for (auto const& r : due)
                c.run("UPDATE outbox SET state = 'sending', attempt = ?, changed = ? WHERE id = ?", r.attempt, notes.at,
                      r.id);
            return due;
        },
        std::move(then));
}

void sqlite_store::settle_async(std::vector<settlement> done, std::function<void(result<void>)> then) {
    write_later<void>(
        [done = std::move(done)](connection& c, batch_notes& notes) -> result<void> {
            bool wiped = false;
            for (auto const& s : done) {
                conversation_id of{};
                message_seq seq{};
                instant due{};
                {
                    auto q = c.use("SELECT conversation, seq, due FROM outbox WHERE id = ?", s.id);
                    if (!q.next()) continue;  // swept
                    q.into(of, seq, due);
                }
                due = s.due.value_or(due);
                if (s.state != "pending") due = notes.rounded(due);
                c.run(
                    "UPDATE outbox SET state = ?, due = ?, provider = coalesce(?, provider), "
                    "body_sealed = CASE WHEN ? THEN x'' ELSE body_sealed END, changed = ? WHERE id = ?",
                    s.state, due, s.provider, s.wipe, notes.rounded(notes.at), s.id);
                wiped = wiped || s.wipe;
                if (s.reached != delivery::queued) raise(c, of, seq, s.reached);
            }
            if (wiped) notes.destroyed = true;
            return {};
        },
        std::move(then));
}

std::optional<instant> sqlite_store::next_due() {
    return read([&](connection& c) {
        auto q = c.use("SELECT min(due) FROM outbox WHERE state = 'pending'");
        q.next();
        return q.get<std::optional<instant>>();
    });
}

result<std::size_t> sqlite_store::recover_outbox(instant now) {
    return write<std::size_t>([now](connection& c, batch_notes&) -> result<std::size_t> {
        // A record carries its idempotency key and an address is forgotten only once: again does no harm. A text may
        // have been read already: a person or the outbox's own rule decides.
        int const again = c.run(
            "UPDATE outbox SET state = 'pending', due = ?, changed = ? "
            "WHERE state = 'sending' AND kind <> 'reply'",
            now, now);
        int const doubt =
            c.run("UPDATE outbox SET state = 'in_doubt', changed = ? WHERE state = 'sending' AND kind = 'reply'", now);
        return static_cast<std::size_t>(again + doubt);
    });
}

result<bool> sqlite_store::delivered(provider_tag what, delivery state, instant) {
    return write<bool>([what, state](connection& c, batch_notes& notes) -> result<bool> {
        conversation_id of{};
        message_seq seq{};
        {
            auto q = c.use("SELECT conversation, seq FROM outbox WHERE provider = ? ORDER BY id DESC LIMIT 1", what);
            if (!q.next()) return false;
            q.into(of, seq);
        }
        raise(c, of, seq, state);
        if (auto const about = case_of(c, of)) add_event(c, notes, "message.state", about);
        return true;
    });
}

}  // namespace earshot::storage
