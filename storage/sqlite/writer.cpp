// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/writer.hpp"

#include "storage/sqlite/backup_run.hpp"
#include "storage/sqlite/late_check.hpp"
#include "storage/sqlite/migrate.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <future>

namespace earshot::storage {

namespace {

using namespace std::chrono_literals;

// Quiet for so long: time for housekeeping.
constexpr auto idle_after = 100ms;
// Jobs are begun for so long while a new message waits for the commit; at least one, so that none starves.
constexpr auto jobs_beside_messages = 2ms;

int note_wal(void* pages, sqlite3*, char const*, int now_in_wal) {
    *static_cast<int*>(pages) = now_in_wal;
    return SQLITE_OK;
}

}  // namespace

writer::writer(sqlite_options const& options, clock_fn now)
    : options_(options), now_(std::move(now)), c_(options.file, SQLite::OPEN_READWRITE, options.vfs) {}

writer::~writer() {
    close();
}

bool writer::prepare(std::string& why) {
    auto& db = c_.db();
    db.exec(
        "PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=FULL;"
        "PRAGMA wal_autocheckpoint=0;"  // only this connection checkpoints, when it sees fit (FORMAT.md)
        "PRAGMA journal_size_limit=67108864;"
        "PRAGMA secure_delete=ON;"
        "PRAGMA foreign_keys=ON;"
        "PRAGMA trusted_schema=OFF;"
        "PRAGMA temp_store=MEMORY;"
        "PRAGMA mmap_size=0;"
        "PRAGMA cache_size=-16384;");
    sqlite3_db_config(db.getHandle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    if (!migrate(c_, why)) return false;
    if (db.execAndGet("SELECT value FROM meta WHERE name = 'clean'").getInt() == 0) {
        std::error_code unknown;
        check_is_due_ = std::filesystem::file_size(options_.file, unknown) > checked_first;
        std::string const found = check_is_due_ ? "ok" : db.execAndGet("PRAGMA quick_check(1)").getString();
        if (found != "ok") {
            why = "damaged after an unclean stop: " + found + "; keep the file, and go back to the last backup";
            return false;
        }
    }
    load_counters();
    sqlite3_wal_hook(db.getHandle(), note_wal, &wal_pages_);
    db.exec("UPDATE meta SET value = 0 WHERE name = 'clean'");
    make_ballast();
    return true;
}

void writer::load_counters() {
    auto q = c_.use(
        "SELECT (SELECT value FROM meta WHERE name = 'accepted'), (SELECT value FROM meta WHERE name = "
        "'worked'), (SELECT value FROM meta WHERE name = 'last_seq')");
    q.next();
    q.into(accepted_, worked_, last_seq_);
    committed_seq_ = last_seq_;
    auto tags = c_.use("SELECT tags FROM dedupe");
    while (tags.next()) {
        auto const all = tags.get<blob>();
        dedupe_tag one;
        for (std::size_t at = 0; at + one.value.size() <= all.size(); at += one.value.size()) {
            std::copy_n(all.begin() + static_cast<std::ptrdiff_t>(at), one.value.size(), one.value.begin());
            seen_.insert(one);
        }
    }
}

void writer::start() {
    thread_ = std::thread([this] { loop(); });
}

void writer::close() {
    {
        std::lock_guard const lock(mutex_);
        closing_ = true;
    }
    filled_.notify_all();
    if (thread_.joinable()) thread_.join();
}

boost::system::error_code writer::push(command& c, std::deque<command>& queue) {
    if (broken_) return errc::broken;
    {
        std::lock_guard const lock(mutex_);
        if (closing_ || queue.size() >= options_.max_waiting) return errc::busy;
        queue.push_back(std::move(c));
        if (messages_.size() + jobs_.size() > 1) return {};  // it has been told already
    }
    filled_.notify_one();
    return {};
}

void writer::accept(journal_entry entry, std::function<void(result<accepted>)> then) {
    command c(std::in_place_type<accept_command>, accept_command{std::move(entry), std::move(then), {}});
    auto const refused = full_ && !room_for_messages() ? boost::system::error_code(errc::busy) : push(c, messages_);
    if (refused) std::get<accept_command>(c).then(refused);
}

void writer::submit(std::unique_ptr<job> work) {
    command c(std::in_place_type<job_command>, job_command{std::move(work), {}});
    if (auto const refused = push(c, jobs_)) std::get<job_command>(c).work->finish(refused);
}

result<void> writer::checkpoint() {
    std::promise<result<void>> done;
    command c(std::in_place_type<checkpoint_command>,
              checkpoint_command{[&done](result<void> r) { done.set_value(std::move(r)); }});
    if (auto const refused = push(c, jobs_)) return refused;
    return done.get_future().get();
}

result<void> writer::backup(std::string const& file) {
    auto run = std::make_unique<backup_run>(file);
    auto done = run->done();
    {
        std::lock_guard const lock(mutex_);
        if (broken_) return errc::broken;
        if (closing_ || wanted_backup_) return errc::busy;
        wanted_backup_ = std::move(run);
    }
    filled_.notify_one();
    return done.get();
}

void writer::take_first(std::vector<command>& batch) {
    auto const end = messages_.begin() + static_cast<std::ptrdiff_t>(std::min(messages_.size(), options_.max_batch));
    batch.assign(std::make_move_iterator(messages_.begin()), std::make_move_iterator(end));
    messages_.erase(messages_.begin(), end);
    if (!batch.empty() || jobs_.empty()) return;
    batch.push_back(std::move(jobs_.front()));
    jobs_.pop_front();
}

std::optional<writer::command> writer::next_job(bool late) {
    std::lock_guard const lock(mutex_);
    if (jobs_.empty() || (late && !messages_.empty())) return std::nullopt;
    std::optional<command> job(std::move(jobs_.front()));
    jobs_.pop_front();
    return job;
}

void writer::loop() {
    std::vector<command> taken;
    for (;;) {
        bool idle = false;
        {
            std::unique_lock lock(mutex_);
            auto const waiting = [&] { return !messages_.empty() || !jobs_.empty(); };
            auto const something = [&] { return waiting() || closing_ || wanted_backup_ || backup_; };
            if (wal_pages_ > 0 || destroyed_ || full_)
                idle = !filled_.wait_for(lock, idle_after, something);
            else
                filled_.wait(lock, something);
            if (wanted_backup_ && !backup_) backup_ = std::move(wanted_backup_);
            if (!waiting() && closing_) break;
            take_first(taken);
        }
        if (!taken.empty()) run_batch(taken);
        taken.clear();
        check_wal(idle);
        if (backup_) step_backup();
    }
    if (backup_) backup_->end(errc::busy);
    if (wanted_backup_) wanted_backup_->end(errc::busy);
    if (broken_) return;
    try {
        c_.run("UPDATE meta SET value = 1 WHERE name = 'clean'");
        c_.db().exec("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (SQLite::Exception const& e) {
        failed(e);  // the next start will look the file over
    }
}

void writer::run_batch(std::vector<command>& batch) {
    if (broken_) return answer(batch, errc::broken);
    batch_notes notes;
    notes.at = now_();
    notes.rounding = options_.rounding;
    std::vector<dedupe_tag> fresh;
    auto const before = last_seq_;
    boost::system::error_code failure;
    try {
        c_.run("BEGIN IMMEDIATE");
        for (auto& c : batch) run_one(c, notes, fresh);
        add_jobs(batch, notes, fresh);
        if (last_seq_ != before || notes.worked != 0) note_batch(notes, fresh);
        c_.run("COMMIT");
    } catch (SQLite::Exception const& e) {
        failure = failed(e);
        roll_back();
    }
    if (failure) {
        for (auto const& tag : fresh) seen_.erase(tag);
        last_seq_ = before;
        return answer(batch, failure);
    }
    accepted_ += last_seq_ - before;
    rush_.took(static_cast<std::size_t>(last_seq_ - before));
    worked_ += notes.worked;
    for (auto const& tag : notes.expired) seen_.erase(tag);
    if (notes.destroyed && !destroyed_) {
        destroyed_ = true;
        destroyed_since_ = std::chrono::steady_clock::now();
    }
    if (full_ && last_seq_ != before) {
        full_ = false;
        make_ballast();
    }
    answer(batch, {});
    if (last_seq_ == before && notes.last_event.value == 0) return;
    std::function<void(event_cursor)> events;
    {
        std::lock_guard const lock(rows_mutex_);
        committed_seq_ = last_seq_;
        if (notes.last_event.value != 0) events = events_;
    }
    rows_.notify_all();
    if (events) events(notes.last_event);
}

// What else waits shares the commit, as long as no message waits long for that.
void writer::add_jobs(std::vector<command>& batch, batch_notes& notes, std::vector<dedupe_tag>& fresh) {
    bool const messages = std::holds_alternative<accept_command>(batch.front());
    auto const until = std::chrono::steady_clock::now() + jobs_beside_messages;
    for (std::size_t begun = messages ? 0 : 1; begun < options_.max_batch; ++begun) {
        bool const late = begun > 0 && std::chrono::steady_clock::now() >= until;
        if (late && messages) return;
        auto job = next_job(late);
        if (!job) return;
        run_one(batch.emplace_back(std::move(*job)), notes, fresh);
    }
}

void writer::run_one(command& c, batch_notes& notes, std::vector<dedupe_tag>& fresh) {
    if (auto* a = std::get_if<accept_command>(&c)) return accept_one(*a, fresh);
    auto* j = std::get_if<job_command>(&c);
    if (!j) return;
    batch_notes const before = notes;
    c_.run("SAVEPOINT job");
    try {
        j->refused = j->work->run(c_, notes);
    } catch (SQLite::Exception const& e) {
        if (meaning_of(e) != errc::conflict) throw;
        j->refused = errc::conflict;
    }
    if (j->refused) {
        c_.run("ROLLBACK TO job");
        notes = before;
    }
    c_.run("RELEASE job");
}

void writer::accept_one(accept_command& c, std::vector<dedupe_tag>& fresh) {
    auto const& e = c.entry;
    if (e.dedupe != dedupe_tag{}) {
        if (!seen_.insert(e.dedupe)) {
            c.outcome = {journal_seq{}, true};
            return;
        }
        fresh.push_back(e.dedupe);
    }
    journal_seq const seq{last_seq_ + 1};
    c_.run(
        "INSERT INTO journal (seq, origin, channel, dedupe, sender, sender_sealed, route, body_sealed, received, "
        "conversation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        seq, static_cast<int>(e.from), e.channel, e.dedupe, e.sender, e.sealed_sender, e.route, e.sealed_body,
        e.received, e.conversation);
    last_seq_ = seq.value;
    c.outcome = {seq, false};
}

void writer::note_batch(batch_notes const& notes, std::vector<dedupe_tag> const& fresh) {
    if (!fresh.empty()) {
        blob tags;
        tags.reserve(fresh.size() * 16);
        for (auto const& tag : fresh) tags.insert(tags.end(), tag.value.begin(), tag.value.end());
        // Rounded up, so that no tag is dropped early.
        c_.run("INSERT INTO dedupe (at, tags) VALUES (?, ?)", notes.rounded(notes.at) + notes.rounding, tags);
    }
    auto const accepted_now = accepted_ + (last_seq_ - committed_seq_);
    c_.run(
        "UPDATE meta SET value = CASE name WHEN 'accepted' THEN ? WHEN 'worked' THEN ? ELSE ? END "
        "WHERE name IN ('accepted', 'worked', 'last_seq')",
        accepted_now, worked_ + notes.worked, last_seq_);
}

void writer::answer(std::vector<command>& batch, boost::system::error_code failure) {
    for (auto& c : batch) {
        if (auto* a = std::get_if<accept_command>(&c)) {
            if (failure)
                a->then(failure);
            else
                a->then(a->outcome);
        } else if (auto* j = std::get_if<job_command>(&c)) {
            j->work->finish(failure ? failure : j->refused);
        } else if (auto* k = std::get_if<checkpoint_command>(&c)) {
            if (failure)
                k->then(failure);
            else
                k->then(truncate_wal());
        }
    }
}

boost::system::error_code writer::failed(SQLite::Exception const& e) noexcept {
    switch (meaning_of(e)) {
        case errc::busy:
            if (e.getErrorCode() == SQLITE_FULL) {
                full_ = true;
                drop_ballast();
            }
            return errc::busy;
        default: broken_ = true; return errc::broken;
    }
}

void writer::roll_back() noexcept {
    // SQLite may have rolled back by itself.
    if (sqlite3_get_autocommit(c_.db().getHandle()) == 0 && c_.db().tryExec("ROLLBACK") != SQLITE_OK) broken_ = true;
}

void writer::wait_for_row(journal_seq after, std::chrono::steady_clock::time_point until) {
    std::unique_lock lock(rows_mutex_);
    rows_.wait_until(lock, until, [&] { return woken_ || committed_seq_ > after.value; });
    woken_ = false;
}

void writer::wake() {
    {
        std::lock_guard const lock(rows_mutex_);
        woken_ = true;
    }
    rows_.notify_all();
}

void writer::on_events(std::function<void(event_cursor)> listener) {
    std::lock_guard const lock(rows_mutex_);
    events_ = std::move(listener);
}

}  // namespace earshot::storage
