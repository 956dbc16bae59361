// SPDX-License-Identifier: Apache-2.0
// What the steps of conversations come to, written in one transaction, each step in a savepoint of its own.
#include "storage/sqlite/audit_chain.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "storage/sqlite/wipe.hpp"

namespace earshot::storage {

namespace {

// A page that lost its line asks again within the day; what an operator wrote waits for a reporter who comes back with
// their code.
constexpr auto copy_kept = std::chrono::hours(24);
constexpr auto operator_copy_kept = std::chrono::hours(30 * 24);

struct step_writer {
    connection& c;
    batch_notes& notes;
    instant rounded;  // now

    result<conversation_id> write(step_commit const& s) {
        if (s.done) {
            if (c.run("DELETE FROM journal WHERE seq = ?", *s.done) == 0) return errc::conflict;
            ++notes.worked;
        }
        conversation_id id{};
        if (s.conversation) {
            id = put(*s.conversation);
            if (id.value == 0) return errc::conflict;
        }
        if (s.forget_conversation) forget(id, s);
        if (s.drop_pending_replies) drop_replies(id, s);
        if (s.report_sealed) empty_texts(id);
        for (auto const& m : s.copies) keep_copy(id, m);
        for (auto const& m : s.messages) append(id, m);
        if (s.opened_case && !s.forget_conversation) put(id, *s.opened_case);
        for (auto const& o : s.outbox) append(id, o);
        for (auto const& f : s.files) put(id, f);
        for (auto const& type : s.events) add_event(c, notes, type, s.event_case);
        for (auto const& row : s.audit) append_audit(c, row);
        return id;
    }

    // 0: the version did not match.
    conversation_id put(conversation_row const& r) {
        if (r.id.value == 0) {
            c.run(
                "INSERT INTO conversation (alias, channel, wrapped_key, state_sealed, version, phase, flow_version, "
                "wake_at, opened, last_heard, code, last_seq, filed_as, report) "
                "VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                r.who, r.channel, r.wrapped_key, r.sealed_state, r.phase, r.flow_version, r.wake_at,
                notes.rounded(r.opened), notes.rounded(r.last_heard), r.new_code, r.last_seq, r.filed_as, static_cast<int>(r.is));
            return {c.db().getLastInsertRowid()};
        }
        int const changed = c.run(
            "UPDATE conversation SET alias = ?, channel = ?, wrapped_key = ?, state_sealed = ?, version = ?, "
            "phase = ?, flow_version = ?, wake_at = ?, opened = ?, last_heard = ?, code = coalesce(?, code), last_seq = ?, "
            "filed_as = ?, report = ? WHERE id = ? AND version = ?",
            r.who, r.channel, r.wrapped_key, r.sealed_state, r.version + 1, r.phase, r.flow_version, r.wake_at,
            notes.rounded(r.opened), notes.rounded(r.last_heard), r.new_code, r.last_seq, r.filed_as, static_cast<int>(r.is), r.id, r.version);
        return changed == 1 ? r.id : conversation_id{};
    }

    void append(conversation_id id, message_row const& m) {
        c.run(
            "INSERT INTO message (conversation, seq, author, text_sealed, at, state, operator, for_helpline) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            id, m.seq, m.author, m.sealed_text, notes.rounded(m.at), m.state, m.by, m.for_helpline);
        keep_copy(id, m);
    }

    void keep_copy(conversation_id id, message_row const& m) {
        if (m.reporter_copy.empty()) return;
        auto const until = notes.rounded(m.at) + notes.rounding + (m.author == "operator" ? operator_copy_kept : copy_kept);
        c.run("INSERT INTO reporter_copy (conversation, seq, text_sealed, until) VALUES (?, ?, ?, ?)", id, m.seq,
              m.reporter_copy, until);
    }

    // Their words have moved into the case's JWE.
    void empty_texts(conversation_id id) {
        c.run("UPDATE message SET text_sealed = x'', for_helpline = 1 WHERE conversation = ? AND for_helpline = 0", id);
        notes.destroyed = true;
    }

    void put(conversation_id id, file_row const& f) {
        c.run("INSERT INTO file (conversation, number, bytes_sealed, for_helpline) VALUES (?, ?, ?, ?) "
              "ON CONFLICT (conversation, number) DO UPDATE SET bytes_sealed = excluded.bytes_sealed, "
              "for_helpline = excluded.for_helpline",
              id, f.number, f.sealed_bytes, f.for_helpline);
    }

    void append(conversation_id id, outbox_row const& o) {
        static std::string const person;
        auto const to = o.conversation.value != 0 ? o.conversation : id;
        c.run(
            "INSERT INTO outbox (kind, conversation, lane, alias, channel, seq, body_sealed, automatic, due, attempt, "
            "state, changed, head) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, NOT EXISTS (SELECT 1 "
            "FROM outbox WHERE conversation = ?2 AND lane = ?3 AND head = 1))",
            o.kind, to, o.kind == "record" ? o.channel : person, o.who, o.channel, o.seq, o.sealed_body, o.automatic,
            o.due, o.attempt, o.state.empty() ? std::string("pending") : o.state, rounded);
    }

    // What operators did stays theirs: an existing case keeps its claim. A closed one that gets news waits again, and a
    // withdrawn one stays withdrawn.
    void put(conversation_id id, case_row const& r) {
        auto const of = r.conversation.value != 0 ? r.conversation : id;
        c.run(
            "INSERT INTO cases (id, conversation, level, score, kind, channel_kind, language, area, strands, "
            "completeness, alerts, may_contact, unread, status, outcome, claimed_by, lease_until, lease_number, "
            "opened, "
            "updated, target, record_sealed, triage_sealed, for_helpline) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET level = excluded.level, score = excluded.score, kind = excluded.kind, "
            "channel_kind = excluded.channel_kind, language = excluded.language, area = excluded.area, "
            "strands = excluded.strands, completeness = excluded.completeness, alerts = excluded.alerts, "
            "may_contact = excluded.may_contact, unread = excluded.unread, updated = excluded.updated, "
            "target = excluded.target, record_sealed = excluded.record_sealed, "
            "triage_sealed = excluded.triage_sealed, for_helpline = excluded.for_helpline, "
            "outcome = CASE WHEN status = 'closed' THEN '' ELSE outcome END, "
            "status = CASE WHEN status = 'closed' THEN 'waiting' ELSE status END WHERE status <> 'withdrawn'",
            r.id, of, r.level, r.score, r.kind, r.channel_kind, r.language, r.area, r.strands, r.completeness, r.alerts,
            r.may_contact, r.unread, r.status.empty() ? std::string("waiting") : r.status, r.outcome, r.claimed_by,
            r.lease_until, r.lease_number, r.opened, r.updated, r.target, r.sealed_record, r.sealed_triage,
            r.for_helpline);
    }

    void drop_replies(conversation_id id, step_commit const& s) {
        auto const of = about(id, s);
        auto const failed = delivery::failed_perm;
        c.run(
            "UPDATE message SET state = ? WHERE conversation = ? AND state = 'queued' AND seq IN (SELECT seq FROM "
            "outbox "
            "WHERE conversation = ? AND kind = 'reply' AND state = 'pending')",
            failed, of, of);
        c.run(
            "UPDATE outbox SET state = 'failed', body_sealed = x'', due = ?, changed = ?, head = 0 "
            "WHERE conversation = ? AND kind = 'reply' AND state = 'pending'",
            rounded, rounded, of);
        promote_heads(c, of);
        notes.destroyed = true;
    }

    void forget(conversation_id id, step_commit const& s) {
        auto const of = about(id, s);
        c.run(
            "UPDATE outbox SET state = 'failed', due = ?, changed = ?, head = 0 WHERE conversation = ? AND state IN "
            "('pending', 'dead', 'in_doubt')",
            rounded, rounded, of);
        c.run("UPDATE outbox SET body_sealed = x'' WHERE conversation = ?", of);
        if (s.count_case) count_and_drop_case(c, of);
        wipe_conversation(c, of, rounded);
        notes.destroyed = true;
    }

    static conversation_id about(conversation_id id, step_commit const& s) {
        if (id.value != 0) return id;
        return s.messages.empty() && !s.outbox.empty() ? s.outbox.front().conversation : id;
    }
};

}  // namespace

void add_event(connection& c, batch_notes& notes, std::string const& type, std::optional<case_id> const& about) {
    c.run("INSERT INTO event (type, about, at) VALUES (?, ?, ?)", type, about, notes.rounded(notes.at));
    notes.last_event = {c.db().getLastInsertRowid()};
}

result<store::advanced> sqlite_store::advance(std::vector<step_commit> steps) {
    return write<advanced>([steps = std::move(steps)](connection& c, batch_notes& notes) -> result<advanced> {
        advanced all;
        for (auto const& s : steps) {
            auto const before = notes;
            c.run("SAVEPOINT step");
            result<conversation_id> done(errc::conflict);
            try {
                done = step_writer{c, notes, notes.rounded(notes.at)}.write(s);
            } catch (SQLite::Exception const& e) {
                if (meaning_of(e) != errc::conflict) throw;
            }
            if (!done) {
                c.run("ROLLBACK TO step");
                notes = before;
                if (s.conflict_ok) done = conversation_id{};
            }
            c.run("RELEASE step");
            all.steps.push_back(std::move(done));
        }
        return all;
    });
}

}  // namespace earshot::storage
