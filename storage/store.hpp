// SPDX-License-Identifier: Apache-2.0
// The durable store, as named verbs: no SQL leaks out, and nothing in clear text goes in. Whoever calls it seals first.
//
// Threads. One writer thread owns the only connection that writes or checkpoints; waiting commands are committed
// together (group commit, `synchronous=FULL`). A verb that writes comes in two forms: `*_async` for the net thread
// (the handler runs on the writer thread: post it on) and a blocking one for the pipeline's thread and tests.
// Reading verbs open short read transactions on connections of their own and may be called from any thread but the net
// thread. Those that give no result<> throw boost::system::system_error with the same codes.
//
// Errors of every writing verb: errc::busy (queue full, disk full: nothing was written, try again), errc::broken (any
// other I/O error: the store refuses everything from now on and the process must end).
#pragma once

#include "gateway/domain/clock.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/message.hpp"
#include "gateway/domain/quarter.hpp"
#include "gateway/domain/result.hpp"
#include "storage/glass.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace earshot::storage {

// ---- the journal: everything that was acknowledged and is not yet worked in ----

struct journal_entry {
    enum class origin : std::uint8_t { reporter, desk, report };
    origin from{origin::reporter};
    std::string channel;
    dedupe_tag dedupe{};        // all zero: never a repeat
    sender_tag sender{};        // reporter only
    blob sealed_sender;         // reporter only
    route_tag route{};          // all zero: none
    blob sealed_body;
    instant received{};
    std::optional<conversation_id> conversation;  // desk only
};

struct journal_row : journal_entry {
    journal_seq seq{};
};

struct accepted {
    journal_seq seq{};  // 0 when repeated
    bool repeated{};
};

// ---- one step's outcome, written in one transaction ----

struct conversation_row {
    conversation_id id{};       // 0: a new one
    alias who{};
    std::string channel;
    blob wrapped_key;           // the conversation's own key; empty after erase
    blob sealed_state;
    std::int64_t version{};     // optimistic lock: as it was read; the store writes version + 1
    std::string phase;          // for statistics and timers only
    std::string flow_version;
    std::optional<instant> wake_at;
    instant opened{};
    instant last_heard{};
    std::optional<code_tag> new_code;  // only written: a code that this step hands out; nullopt leaves it as it is
    message_seq last_seq{};
    std::optional<case_id> filed_as;
    // The report behind it: in progress (opens under wrapped_key), over and waiting for keys of the helpline, or sealed
    // to them: then what is left here is where the conversation is, and no words.
    enum class report : std::uint8_t { in_progress, over, sealed };
    report is{report::in_progress};
};

struct message_row {
    message_seq seq{};
    std::string author;    // reporter | gateway | operator | note | system
    blob sealed_text;      // redacted text and choices, under the conversation's key, or as the next line says
    bool for_helpline{};   // a JWE to the helpline's keys; with an empty sealed_text it is part of the sealed report
    blob reporter_copy;    // what the reporter's own page must still show, under the conversation's key; only written
    instant at{};
    delivery state{delivery::queued};
    operator_id by{};
};

// A code that was handed out and still lies there under its quick hash.
struct quick_code {
    conversation_id id{};
    code_tag quick{};
};

// A file of a conversation, clean: under the conversation's key, or a JWE to the helpline's keys.
struct file_row {
    int number{};  // in the conversation, from 1
    blob sealed_bytes;
    bool for_helpline{};
};

struct outbox_row {
    outbox_id id{};             // 0: a new one
    std::string kind;           // reply | record
    conversation_id conversation{};
    alias who{};
    std::string channel;        // or the sink's name
    message_seq seq{};
    blob sealed_body;           // under the outbox key, place "outbox:<channel>:<conversation>:<seq>"
    bool automatic{true};
    instant due{};
    int attempt{};              // attempts made so far
    std::string state;          // pending sending in_doubt sent failed dead
};

struct case_row {
    case_id id{};
    conversation_id conversation{};
    std::string level;          // standard medium high immediate
    int score{};
    std::string kind;           // incident tension update
    std::string channel_kind;   // sms web email
    std::string language;
    std::string area;           // outward postcode
    std::string strands;        // coded, comma-separated
    std::string completeness;
    std::string alerts;         // kinds of open alerts, comma-separated; empty: none
    bool may_contact{};
    bool unread{};              // the reporter wrote since an operator last opened it
    std::string status;         // waiting claimed closed withdrawn
    std::string outcome;        // wrap-up code
    operator_id claimed_by{};
    std::optional<instant> lease_until;
    std::int64_t lease_number{};  // grows with every claim: fencing
    instant opened{};
    instant updated{};
    std::optional<instant> target;  // when somebody should have looked (triage level)
    blob sealed_record;
    blob sealed_triage;         // score, overrides, reasons as JSON
    bool for_helpline{};        // sealed_record is a JWE to the helpline's keys that holds record, triage and thread
    std::string hold{};         // only read: why it is kept beyond its time, a code; empty: it is not
};

// Cases with the same codes, opened in the same quarter: those that are there, and those whose time is over.
struct coded_row {
    std::string channel_kind, language, kind, level, area, strands, completeness, outcome;  // as in case_row
    std::int64_t cases{};
};

struct audit_row {
    std::int64_t number{};
    instant at{};
    operator_id who{};
    std::string action;      // "case.claim" ...
    std::string about;       // case id or login; no content
    std::string detail;      // codes only
    std::string hash;        // hex: SHA-256 chain over the row before
};

struct step_commit {
    std::optional<journal_seq> done;        // deleted in the same transaction
    std::optional<conversation_row> conversation;
    std::vector<message_row> messages;      // appended
    std::vector<outbox_row> outbox;         // appended
    std::vector<file_row> files;            // added, or sealed anew under the same number
    std::optional<case_row> opened_case;    // new case, or the record, level and alerts of an existing one replaced
    bool forget_conversation{};             // destroy key and content of conversation and case; case becomes withdrawn
    bool count_case{};                      // with it: its time is over. The case goes, and stays as a count (coded_row)
    bool drop_pending_replies{};            // STOP: what still waits for this conversation is not sent
    std::vector<std::string> events;        // types of events for the Desk's stream: "case.opened", "case.updated" ...
    std::optional<case_id> event_case;
    std::vector<audit_row> audit;           // appended to the audit log; number and hash are set by the store
    std::vector<message_row> copies;        // of earlier messages, for the reporter's page: seq, author, at, reporter_copy
    bool report_sealed{};                   // the words of the conversation's messages so far are in the case's JWE
    bool conflict_ok{};                     // a conflict only means that it came too late: reported as done, with id 0
};

// ---- the Desk ----

// What is sealed under a key that can be changed: a conversation's own key, and bodies that wait.
struct keyed_blob {
    enum class place : std::uint8_t { conversation_key, journal, held, outbox };
    place where{place::conversation_key};
    std::int64_t id{};
    alias who{};           // conversation_key, outbox
    dedupe_tag dedupe{};   // journal, held
    message_seq seq{};     // outbox
    blob sealed;
};

struct queue_filter {
    std::string status;           // waiting claimed closed withdrawn, or empty for open ones (waiting and claimed)
    std::string level;
    std::string search_area;
    std::size_t limit{50};
    std::size_t offset{};
};

struct claim_result {
    std::int64_t lease_number{};
    instant lease_until{};
};

struct desk_event {
    event_cursor cursor{};
    std::string type;
    std::optional<case_id> about;
    instant at{};
};

struct operator_row {
    operator_id id{};
    std::string login;
    std::string display;
    std::string role;      // operator supervisor admin
    std::string password;  // Argon2id, encoded
    bool disabled{};
    instant created{};
    std::string public_key{};   // JWK; empty: they have not chosen a passphrase yet
    std::string private_key{};  // JWE that opens with their passphrase, in their browser only
    // The administrator who made the account over the Desk, or set its password anew, until somebody else has confirmed
    // whose it is; 0: confirmed, or made on the command line. Who is not confirmed takes no part in a break-glass.
    operator_id made_by{};
};

// ---- the helpline's keys: public halves, and private halves that only a holder's browser opens ----

struct helpline_key_row {
    std::string kid;
    std::string use;         // team | recovery
    std::string public_key;  // JWK
    instant made{};
    std::optional<instant> retired;  // nothing new is sealed to it
};

// A team key's private half as a JWE to one holder's public key.
struct key_copy_row {
    std::string kid;
    operator_id holder{};  // 0: the recovery key
    std::string wrapped;
};

struct session_row {
    std::string token_hash;  // hex of a hash; the token itself is only in the browser
    operator_id who{};
    std::string csrf;
    instant expires{};
};

struct counts {
    std::int64_t accepted{};      // since the file was made, repeats not counted
    std::int64_t journal{};       // waiting to be worked in
    std::int64_t worked{};        // journal rows done
    std::int64_t held{};          // kept for a person because they could not be worked in
    std::int64_t outbox_pending{};
    std::int64_t outbox_dead{};
    std::int64_t cases_waiting{};
    std::int64_t cases_claimed{};
    std::int64_t conversations_open{};
    std::optional<instant> oldest_journal;
    std::optional<instant> oldest_waiting_case;
    std::int64_t waiting_immediate{};  // of cases_waiting, by level
    std::int64_t waiting_high{};
    std::int64_t waiting_medium{};
    std::int64_t waiting_standard{};
};

class store : public glass_book {
public:
    ~store() override = default;

    // -- intake (net thread). `then` runs on the writer thread after the commit that covers the entry; on the calling
    // thread when the entry is refused at once (busy, broken).
    virtual void accept_async(journal_entry entry, std::function<void(result<accepted>)> then) = 0;
    virtual result<accepted> accept(journal_entry entry) = 0;

    // -- pipeline (its own thread)
    // Oldest first, at most `limit`, after `after`; fewer when they are large together (bodies with files).
    virtual std::vector<journal_row> next(journal_seq after, std::size_t limit) = 0;
    // Blocks until the journal has a row after `after`, `until` has passed (steady), or wake() was called.
    virtual void wait_for_work(journal_seq after, std::chrono::steady_clock::time_point until) = 0;
    virtual void wake() = 0;
    // New messages come so fast that what can wait should leave the disk and the processor to them for a moment.
    virtual bool in_rush() const noexcept = 0;
    virtual std::optional<conversation_row> conversation_of(alias who) = 0;
    virtual std::optional<conversation_row> conversation(conversation_id id) = 0;
    virtual std::optional<conversation_row> conversation_by_code(code_tag code) = 0;  // not hardened yet
    virtual std::optional<conversation_row> conversation_by_code(slow_code_tag code) = 0;
    virtual std::vector<quick_code> quick_codes(std::size_t limit) = 0;
    // The slow hash takes the place of the quick one. Changes nothing else, not the version either; nothing at all when the
    // conversation was erased, or was hardened before.
    virtual result<void> harden_code(quick_code which, slow_code_tag slow) = 0;
    virtual std::vector<conversation_id> due_timers(instant now, std::size_t limit) = 0;
    virtual std::optional<instant> next_timer() = 0;
    // All in one transaction; each step is written whole or not at all, and one step's failure leaves the others
    // standing. The error of the whole (busy, broken) means that nothing of any step was written.
    // A step's errc::conflict: a version did not match, its place in the conversation is taken, or its journal row was
    // worked in before.
    struct advanced {
        std::vector<result<conversation_id>> steps;  // one for each step_commit; 0: it had no conversation
    };
    virtual result<advanced> advance(std::vector<step_commit> steps) = 0;
    // The row cannot be worked in: it is moved aside for a person (sealed as it is), never dropped.
    virtual result<void> hold(journal_seq seq, std::string reason) = 0;
    // Filed conversations whose report is over but not sealed to the helpline, or that were silent since before
    // `quiet_since` while no question waits.
    virtual std::vector<conversation_id> unsealed(instant quiet_since, std::size_t limit) = 0;

    // -- outbox (net thread: asynchronous)
    // Marks due rows as "sending" (attempt + 1), at most one per conversation, and gives them, longest due first. Rows of
    // one conversation leave in order; records have a road of their own for each sink, so that a sink that is down
    // holds up nobody's answer.
    struct claim_order {
        instant now{};
        std::size_t limit{};
        std::map<std::string, std::size_t> at_most;  // of a channel; one that is not named: no limit of its own
    };
    virtual void claim_due_async(claim_order wanted, std::function<void(result<std::vector<outbox_row>>)> then) = 0;
    struct settlement {
        outbox_id id{};
        std::string state;                     // sent failed dead in_doubt, or pending with a new due time
        std::optional<instant> due;
        delivery reached{delivery::queued};
        std::optional<provider_tag> provider;  // to find it again when a report comes
        bool wipe{};                           // the body is no longer needed
    };
    virtual void settle_async(std::vector<settlement> done, std::function<void(result<void>)> then) = 0;
    virtual std::optional<instant> next_due() = 0;
    // Start-up: rows left in "sending" by a crash are due again. A text twice is better than none.
    virtual result<std::size_t> recover_outbox(instant now) = 0;
    // A provider's report; false: unknown reference. Raises the delivery state by rank only.
    virtual result<bool> delivered(provider_tag what, delivery state, instant at) = 0;

    // -- threads and cases (any thread but net)
    // What the reporter's own page may show of a sealed conversation. Only seq, author, at and reporter_copy are set.
    virtual std::vector<message_row> reporter_copies(conversation_id id, message_seq after, std::size_t limit) = 0;
    virtual std::vector<message_row> thread(conversation_id id, message_seq after, std::size_t limit) = 0;
    virtual std::vector<int> file_numbers(conversation_id id) = 0;
    virtual std::optional<file_row> file(conversation_id id, int number) = 0;
    virtual std::vector<case_row> queue(queue_filter const& filter) = 0;  // level, then oldest; without sealed parts
    virtual std::optional<case_row> find_case(case_id id) = 0;
    // Exactly one wins: errc::conflict when somebody else's lease runs.
    virtual result<claim_result> claim(case_id id, operator_id who, instant now, std::chrono::seconds lease) = 0;
    virtual result<claim_result> extend(case_id id, operator_id who, std::int64_t lease_number, instant now,
                                        std::chrono::seconds lease) = 0;
    virtual result<void> give_back(case_id id, operator_id who, std::int64_t lease_number, instant now) = 0;
    virtual result<void> hand_over(case_id id, operator_id from, std::int64_t lease_number, operator_id to, instant now,
                                   std::chrono::seconds lease) = 0;
    virtual result<void> close_case(case_id id, operator_id who, std::int64_t lease_number, std::string outcome,
                                    instant now) = 0;
    virtual result<void> set_level(case_id id, operator_id who, std::string level, instant now) = 0;
    // `seen`: the alerts as the operator saw them. errc::conflict when another one has come up since: it stays.
    virtual result<void> clear_alerts(case_id id, operator_id who, std::string seen, instant now) = 0;
    virtual result<void> mark_read(case_id id, instant now) = 0;
    // Kept beyond its time for this reason (a code); empty: no longer. errc::conflict: it was withdrawn.
    virtual result<void> hold_case(case_id id, std::string reason) = 0;
    virtual result<std::size_t> expire_leases(instant now) = 0;

    // -- events for the Desk
    virtual std::vector<desk_event> events_after(event_cursor cursor, std::size_t limit) = 0;
    virtual event_cursor last_event() = 0;
    // Called on the writer thread after each commit that added events.
    virtual void on_events(std::function<void(event_cursor)> listener) = 0;

    // -- operators, sessions, audit
    virtual result<operator_id> add_operator(operator_row who) = 0;   // errc::conflict: login is taken
    virtual result<void> update_operator(operator_row who) = 0;
    virtual std::vector<operator_row> operators() = 0;
    virtual std::optional<operator_row> operator_by_login(std::string const& login) = 0;
    virtual std::optional<operator_row> operator_by_id(operator_id id) = 0;
    virtual result<void> add_session(session_row session) = 0;
    virtual std::optional<session_row> session(std::string const& token_hash, instant now) = 0;
    virtual result<void> extend_session(std::string const& token_hash, instant expires) = 0;
    virtual result<void> end_session(std::string const& token_hash) = 0;
    virtual result<void> end_sessions_of(operator_id who) = 0;
    virtual std::vector<helpline_key_row> helpline_keys() = 0;  // oldest first
    virtual std::vector<key_copy_row> key_copies() = 0;
    // A new team key, and with it perhaps a new recovery key: those before are retired, their copies stay.
    // errc::conflict: `after` is not the team key in use (somebody else was quicker; empty: there is none), or a kid is
    // taken.
    virtual result<void> add_helpline_keys(std::string after, std::vector<helpline_key_row> fresh,
                                           std::vector<key_copy_row> copies, instant now) = 0;
    virtual result<void> put_key_copies(std::vector<key_copy_row> copies) = 0;  // errc::not_found: no such kid
    virtual result<void> drop_key_copies(operator_id holder) = 0;
    virtual result<void> audit(audit_row row) = 0;                    // number and hash are set by the store
    virtual std::vector<audit_row> audit_after(std::int64_t number, std::size_t limit) = 0;
    // Of one case or login, actions that begin so, newest first.
    virtual std::vector<audit_row> audit_about(std::string const& about, std::string const& action, std::size_t limit) = 0;
    virtual result<bool> audit_intact() = 0;

    // -- changing the master key (any thread but net)
    // Of one place, after the row `after`, at most `limit`; without those that are empty.
    virtual std::vector<keyed_blob> keyed_blobs(keyed_blob::place where, std::int64_t after, std::size_t limit) = 0;
    // One transaction. Each is replaced only if it is still `before`; a step that read the old one meanwhile conflicts.
    struct keyed_change {
        keyed_blob::place where{};
        std::int64_t id{};
        blob before;
        blob now;
    };
    virtual result<void> change_keyed(std::vector<keyed_change> changes) = 0;

    // -- housekeeping
    // Conversations that became no case and were silent since before `quiet_since`, oldest first.
    virtual std::vector<conversation_id> abandoned(instant quiet_since, std::size_t limit) = 0;
    // Entries of the audit log before `oldest` go, all but the newest; how many went. Those that are left still prove
    // themselves: the hash of the last that went is kept.
    virtual result<std::size_t> end_audit_before(instant oldest) = 0;
    // Of one quarter, by the time a case was opened; without those that the reporter took back.
    virtual std::vector<coded_row> coded_in(quarter when) = 0;
    // Counts of cases that are gone; how many rows went.
    virtual result<std::size_t> end_coded_before(quarter oldest) = 0;
    // Empty rows of cases that were taken back; how many went.
    virtual result<std::size_t> drop_withdrawn_before(instant oldest) = 0;
    virtual counts count() = 0;
    virtual result<void> sweep(instant now) = 0;      // old dedupe tags, expired sessions, old events; checkpoint
    // What was wiped leaves the write-ahead log now. errc::busy: a reader is at it, try again.
    virtual result<void> cut_wal() = 0;
    virtual result<void> backup(std::string const& file) = 0;
    virtual bool healthy() const noexcept = 0;        // false: latched broken
    virtual bool full() const noexcept = 0;           // the disk was full at the last write
    virtual void close() = 0;                         // flush, checkpoint (TRUNCATE), join the writer
};

struct sqlite_options {
    std::string file;                     // beside it: -wal, -shm, .lock and .ballast
    std::size_t max_waiting{4096};        // commands in the writer's queue; more is errc::busy
    std::size_t max_batch{256};
    std::chrono::hours dedupe_kept{168};
    // Kept free beside the file. When the disk is full it is given up, for everything but new messages: what is under
    // way can be ended. 0: none.
    std::uint64_t ballast{16u << 20};
    // Times that stay in the file are cut to this; what is under way keeps the times it works with. 0: kept as they are.
    std::chrono::milliseconds rounding{0};
    std::string vfs;                      // SQLite's name of the file layer; empty: the system's (others: fault tests)
};

// Opens, migrates (refusing a newer file) and checks after an unclean stop. errc::broken with the reason in `why`.
result<std::unique_ptr<store>> open_sqlite(sqlite_options const& options, clock_fn now, std::string& why);

// For the start log.
std::string sqlite_version();

}  // namespace earshot::storage
