// SPDX-License-Identifier: Apache-2.0
// What is to be sent, and how far it got.
#include "storage/sqlite/sqlite_store.hpp"

#include <algorithm>
#include <tuple>

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

// The next channel, by name, that has anything to send.
bool next_channel(connection& c, std::string& channel) {
    auto q = c.use("SELECT min(channel) FROM outbox WHERE head = 1 AND state = 'pending' AND channel > ?", channel);
    auto const found = q.next() ? q.get<std::optional<std::string>>() : std::nullopt;
    if (found) channel = *found;
    return found.has_value();
}

void add_due(connection& c, std::string const& channel, instant now, std::size_t limit, std::vector<outbox_row>& due) {
    auto const most = static_cast<std::int64_t>(limit);
    auto q = c.use(
        "SELECT id, kind, conversation, alias, channel, seq, body_sealed, automatic, due, attempt + 1 FROM outbox "
        "WHERE head = 1 AND state = 'pending' AND channel = ? AND due <= ? ORDER BY due, id LIMIT ?",
        channel, now, most);
    while (q.next()) {
        auto& r = due.emplace_back();
        q.into(r.id, r.kind, r.conversation, r.who, r.channel, r.seq, r.sealed_body, r.automatic, r.due, r.attempt);
        r.state = "sending";
    }
}

void settle(connection& c, batch_notes& notes, store::settlement const& s) {
    conversation_id of{};
    message_seq seq{};
    std::string lane;
    instant due{};
    {
        auto q = c.use("SELECT conversation, seq, lane, due FROM outbox WHERE id = ?", s.id);
        if (!q.next()) return;  // swept
        q.into(of, seq, lane, due);
    }
    bool const over = s.state != "pending";
    due = s.due.value_or(due);
    if (over) due = notes.rounded(due);
    c.run(
        "UPDATE outbox SET state = ?, due = ?, provider = coalesce(?, provider), "
        "body_sealed = CASE WHEN ? THEN x'' ELSE body_sealed END, changed = ?, head = head AND NOT ? WHERE id = ?",
        s.state, due, s.provider, s.wipe, notes.rounded(notes.at), over, s.id);
    if (over)
        c.run(
            "UPDATE outbox SET head = 1 WHERE id = (SELECT id FROM outbox WHERE conversation = ? AND lane = ? AND "
            "id > ? AND state = 'pending' ORDER BY id LIMIT 1)",
            of, lane, s.id);
    if (s.wipe) notes.destroyed = true;
    if (s.reached != delivery::queued) raise(c, of, seq, s.reached);
}

}  // namespace

void promote_heads(connection& c, conversation_id of) {
    c.run(
        "UPDATE outbox SET head = 1 WHERE conversation = ? AND head = 0 AND state IN ('pending', 'sending') AND NOT "
        "EXISTS (SELECT 1 FROM outbox AS before WHERE before.conversation = outbox.conversation AND before.lane = "
        "outbox.lane AND before.id < outbox.id AND before.state IN ('pending', 'sending'))",
        of);
}

void sqlite_store::claim_due_async(claim_order wanted, std::function<void(result<std::vector<outbox_row>>)> then) {
    using rows = std::vector<outbox_row>;
    write_later<rows>(
        [wanted = std::move(wanted)](connection& c, batch_notes& notes) -> result<rows> {
            rows due;
            std::string channel;
            while (next_channel(c, channel)) {
                auto const own = wanted.at_most.find(channel);
                add_due(c, channel, wanted.now,
                        own == wanted.at_most.end() ? wanted.limit : std::min(wanted.limit, own->second), due);
            }
            std::sort(due.begin(), due.end(),
                      [](auto const& a, auto const& b) { return std::tie(a.due, a.id) < std::tie(b.due, b.id); });
            if (due.size() > wanted.limit) due.resize(wanted.limit);
            auto const changed = notes.rounded(notes.at);
            for (auto const& r : due)
                c.run("UPDATE outbox SET state = 'sending', attempt = ?, changed = ? WHERE id = ?", r.attempt, changed,
                      r.id);
            return due;
        },
        std::move(then));
}

void sqlite_store::settle_async(std::vector<settlement> done, std::function<void(result<void>)> then) {
    write_later<void>(
        [done = std::move(done)](connection& c, batch_notes& notes) -> result<void> {
            for (auto const& s : done) settle(c, notes, s);
            return {};
        },
        std::move(then));
}

std::optional<instant> sqlite_store::next_due() {
    return read([&](connection& c) {
        auto q = c.use("SELECT min(due) FROM outbox WHERE head = 1 AND state = 'pending'");
        q.next();
        return q.get<std::optional<instant>>();
    });
}

result<std::size_t> sqlite_store::recover_outbox(instant now) {
    return write<std::size_t>([now](connection& c, batch_notes&) -> result<std::size_t> {
        int const again = c.run(
            "UPDATE outbox SET state = 'pending', due = ?, changed = ? WHERE head = 1 AND state = 'sending'", now, now);
        return static_cast<std::size_t>(again);
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
