// SPDX-License-Identifier: Apache-2.0
// The one thread that writes. Whatever waits is done in one transaction and answered after its COMMIT; while one commit
// is on its way to the disk the next batch gathers, so batches form by themselves and nobody waits for one to fill.
// New messages go first: they wait for the commit that is under way, then for no more than a few milliseconds of jobs.
#pragma once

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/dedupe_set.hpp"
#include "storage/sqlite/rush_watch.hpp"
#include "storage/store.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <variant>

namespace earshot::storage {

class backup_run;

// What a batch adds up to; it counts only if the batch is committed.
struct batch_notes {
    instant at{};
    std::chrono::milliseconds rounding{};
    // As it may stay in the file: when somebody wrote, to the millisecond, leads to a telephone company's list of calls.
    instant rounded(instant t) const noexcept {
        return rounding.count() <= 0 ? t : instant(t.time_since_epoch() - t.time_since_epoch() % rounding);
    }
    event_cursor last_event{};  // 0: no event
    std::int64_t worked{};      // journal rows done
    bool destroyed{};           // something was wiped: cut the WAL soon
    std::vector<dedupe_tag> expired;
};

class writer {
public:
    // One verb: `run` inside the transaction and a savepoint (an error takes back what it wrote), `finish` after it
    // with nothing, or with the error of the whole batch.
    struct job {
        virtual ~job() = default;
        virtual boost::system::error_code run(connection& c, batch_notes& notes) = 0;
        virtual void finish(boost::system::error_code failure) = 0;
    };

    writer(sqlite_options const& options, clock_fn now);
    writer(writer const&) = delete;
    writer& operator=(writer const&) = delete;
    ~writer();

    // Before start(): migrations and checks; false with the reason.
    bool prepare(std::string& why);
    // After prepare(): the last stop was unclean and the file is large, so it is still to be looked through.
    bool check_is_due() const noexcept { return check_is_due_; }
    void start();
    void close();

    void accept(journal_entry entry, std::function<void(result<accepted>)> then);
    void submit(std::unique_ptr<job> work);
    result<void> backup(std::string const& file);
    result<void> checkpoint();

    void wait_for_row(journal_seq after, std::chrono::steady_clock::time_point until);
    void wake();
    void on_events(std::function<void(event_cursor)> listener);

    bool healthy() const noexcept { return !broken_; }
    bool full() const noexcept { return full_; }
    bool in_rush() const noexcept { return rush_.now(); }
    void latch() noexcept { broken_ = true; }

private:
    struct accept_command {
        journal_entry entry;
        std::function<void(result<accepted>)> then;
        accepted outcome{};
    };
    struct job_command {
        std::unique_ptr<job> work;
        boost::system::error_code refused{};
    };
    struct checkpoint_command {
        std::function<void(result<void>)> then;
    };
    using command = std::variant<accept_command, job_command, checkpoint_command>;

    // Empty, or why the command was not taken.
    boost::system::error_code push(command& c, std::deque<command>& queue);
    void loop();
    // What the next commit begins with: the messages that wait, or one job. Never nothing while something waits, so that
    // each round answers somebody, also when no transaction can be begun.
    void take_first(std::vector<command>& batch);
    // `late`: not when a message waits.
    std::optional<command> next_job(bool late);
    void run_batch(std::vector<command>& batch);
    void add_jobs(std::vector<command>& batch, batch_notes& notes, std::vector<dedupe_tag>& fresh);
    void run_one(command& c, batch_notes& notes, std::vector<dedupe_tag>& fresh);
    void accept_one(accept_command& c, std::vector<dedupe_tag>& fresh);
    void note_batch(batch_notes const& notes, std::vector<dedupe_tag> const& fresh);
    void answer(std::vector<command>& batch, boost::system::error_code failure);
    boost::system::error_code failed(SQLite::Exception const& e) noexcept;
    void roll_back() noexcept;
    void check_wal(bool idle) noexcept;
    result<void> truncate_wal() noexcept;
    void step_backup() noexcept;
    void load_counters();
    bool room_for_messages() noexcept;
    void make_ballast() noexcept;
    void drop_ballast() noexcept;

    sqlite_options options_;
    clock_fn now_;
    connection c_;
    dedupe_set seen_;
    std::int64_t last_seq_{};
    std::int64_t accepted_{};
    std::int64_t worked_{};
    int wal_pages_{};
    bool check_is_due_{};
    bool destroyed_{};
    std::chrono::steady_clock::time_point destroyed_since_{};
    std::unique_ptr<backup_run> backup_;

    std::mutex mutex_;
    std::condition_variable filled_;
    std::deque<command> messages_;
    std::deque<command> jobs_;
    std::unique_ptr<backup_run> wanted_backup_;
    bool closing_{};

    std::mutex rows_mutex_;
    std::condition_variable rows_;
    std::int64_t committed_seq_{};
    bool woken_{};
    std::function<void(event_cursor)> events_;  // under rows_mutex_

    rush_watch rush_;
    std::atomic<bool> broken_{};
    std::atomic<bool> full_{};
    std::thread thread_;
};

}  // namespace earshot::storage
