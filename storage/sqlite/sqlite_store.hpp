// SPDX-License-Identifier: Apache-2.0
// The store on one SQLite file. The verbs are grouped by file: journal, advance, outbox, cases, desk, upkeep.
#pragma once

#include "storage/sqlite/disk.hpp"
#include "storage/sqlite/late_check.hpp"
#include "storage/sqlite/reader_pool.hpp"
#include "storage/sqlite/writer.hpp"
#include "storage/store.hpp"

#include <future>
#include <memory>
#include <mutex>

namespace earshot::storage {

class sqlite_store final : public store {
public:
    sqlite_store(sqlite_options const& options, clock_fn now, file_lock lock);
    ~sqlite_store() override;

    bool begin(std::string& why);

    void accept_async(journal_entry entry, std::function<void(result<accepted>)> then) override;
    result<accepted> accept(journal_entry entry) override;

    std::vector<journal_row> next(journal_seq after, std::size_t limit) override;
    void wait_for_work(journal_seq after, std::chrono::steady_clock::time_point until) override;
    void wake() override;
    bool in_rush() const noexcept override;
    std::optional<conversation_row> conversation_of(alias who) override;
    std::optional<conversation_row> conversation(conversation_id id) override;
    std::optional<conversation_row> conversation_by_code(code_tag code) override;
    std::optional<conversation_row> conversation_by_code(slow_code_tag code) override;
    std::vector<quick_code> quick_codes(std::size_t limit) override;
    result<void> harden_code(quick_code which, slow_code_tag slow) override;
    std::vector<conversation_id> due_timers(instant now, std::size_t limit) override;
    std::optional<instant> next_timer() override;
    result<advanced> advance(std::vector<step_commit> steps) override;
    result<void> hold(journal_seq seq, std::string reason) override;
    std::vector<conversation_id> unsealed(instant quiet_since, std::size_t limit) override;

    void claim_due_async(claim_order wanted, std::function<void(result<std::vector<outbox_row>>)> then) override;
    void settle_async(std::vector<settlement> done, std::function<void(result<void>)> then) override;
    std::optional<instant> next_due() override;
    result<std::size_t> recover_outbox(instant now) override;
    result<bool> delivered(provider_tag what, delivery state, instant at) override;

    std::vector<message_row> reporter_copies(conversation_id id, message_seq after, std::size_t limit) override;
    std::vector<message_row> thread(conversation_id id, message_seq after, std::size_t limit) override;
    std::vector<int> file_numbers(conversation_id id) override;
    std::optional<file_row> file(conversation_id id, int number) override;
    std::vector<case_row> queue(queue_filter const& filter) override;
    std::optional<case_row> find_case(case_id id) override;
    result<claim_result> claim(case_id id, operator_id who, instant now, std::chrono::seconds lease) override;
    result<claim_result> extend(case_id id, operator_id who, std::int64_t lease_number, instant now,
                                std::chrono::seconds lease) override;
    result<void> give_back(case_id id, operator_id who, std::int64_t lease_number, instant now) override;
    result<void> hand_over(case_id id, operator_id from, std::int64_t lease_number, operator_id to, instant now,
                           std::chrono::seconds lease) override;
    result<void> close_case(case_id id, operator_id who, std::int64_t lease_number, std::string outcome,
                            instant now) override;
    result<void> set_level(case_id id, operator_id who, std::string level, instant now) override;
    result<void> hold_case(case_id id, std::string reason) override;
    std::vector<conversation_id> abandoned(instant quiet_since, std::size_t limit) override;
    result<std::size_t> end_audit_before(instant oldest) override;
    std::vector<coded_row> coded_in(quarter when) override;
    result<std::size_t> end_coded_before(quarter oldest) override;
    result<std::size_t> drop_withdrawn_before(instant oldest) override;
    result<void> clear_alerts(case_id id, operator_id who, std::string seen, instant now) override;
    result<void> mark_read(case_id id, instant now) override;
    result<std::size_t> expire_leases(instant now) override;

    std::vector<desk_event> events_after(event_cursor cursor, std::size_t limit) override;
    event_cursor last_event() override;
    void on_events(std::function<void(event_cursor)> listener) override;

    result<operator_id> add_operator(operator_row who) override;
    result<void> update_operator(operator_row who) override;
    std::vector<operator_row> operators() override;
    std::optional<operator_row> operator_by_login(std::string const& login) override;
    std::optional<operator_row> operator_by_id(operator_id id) override;
    result<void> add_session(session_row session) override;
    std::optional<session_row> session(std::string const& token_hash, instant now) override;
    result<void> extend_session(std::string const& token_hash, instant expires) override;
    result<void> end_session(std::string const& token_hash) override;
    result<void> end_sessions_of(operator_id who) override;
    std::vector<helpline_key_row> helpline_keys() override;
    std::vector<key_copy_row> key_copies() override;
    result<void> add_helpline_keys(std::string after, std::vector<helpline_key_row> fresh,
                                   std::vector<key_copy_row> copies, instant now) override;
    result<void> put_key_copies(std::vector<key_copy_row> copies) override;
    result<void> drop_key_copies(operator_id holder) override;
    result<void> audit(audit_row row) override;
    std::vector<audit_row> audit_after(std::int64_t number, std::size_t limit) override;
    std::vector<audit_row> audit_about(std::string const& about, std::string const& action, std::size_t limit) override;
    result<bool> audit_intact() override;

    result<glass_row> ask_glass(glass_row fresh, std::size_t most) override;
    result<glass_row> allow_glass(glass_id id, operator_id who, instant now, std::chrono::seconds within) override;
    result<glass_row> refuse_glass(glass_id id, operator_id who, instant now) override;
    result<glass_row> open_glass(glass_id id, operator_id who, instant now) override;
    result<void> fail_glass(glass_id id, operator_id who, instant now) override;
    result<void> mark_glass_told(glass_id id) override;
    result<glass_row> review_glass(glass_id id, operator_id who, std::string finding, instant now) override;
    result<std::size_t> lapse_glass(instant now) override;
    std::optional<glass_row> glass(glass_id id) override;
    std::vector<glass_row> glass_of(case_id about, std::size_t limit) override;
    std::vector<glass_row> glass_list(std::size_t limit) override;
    std::vector<glass_row> untold_glass(std::size_t limit) override;
    glass_counts count_glass(instant now) override;

    std::vector<keyed_blob> keyed_blobs(keyed_blob::place where, std::int64_t after, std::size_t limit) override;
    result<void> change_keyed(std::vector<keyed_change> changes) override;

    counts count() override;
    result<void> sweep(instant now) override;
    result<void> cut_wal() override;
    result<void> backup(std::string const& file) override;
    bool healthy() const noexcept override;
    bool full() const noexcept override;
    void close() override;

private:
    template <class Value, class Work>
    class job final : public writer::job {
    public:
        job(Work work, std::function<void(result<Value>)> then) : work_(std::move(work)), then_(std::move(then)) {}
        boost::system::error_code run(connection& c, batch_notes& notes) override {
            outcome_ = work_(c, notes);
            return outcome_.has_value() ? boost::system::error_code() : outcome_.error();
        }
        void finish(boost::system::error_code failure) override {
            // In place: a bool or a number would take the code for a value.
            if (failure)
                then_(result<Value>(boost::system::in_place_error, failure));
            else
                then_(std::move(outcome_));
        }

    private:
        Work work_;
        std::function<void(result<Value>)> then_;
        result<Value> outcome_{boost::system::in_place_error, make_error_code(errc::broken)};
    };

    // `work`: result<Value>(connection&, batch_notes&), on the writer thread. It changes the notes only when it
    // succeeds.
    template <class Value, class Work>
    void write_later(Work work, std::function<void(result<Value>)> then) {
        writer_.submit(std::make_unique<job<Value, Work>>(std::move(work), std::move(then)));
    }
    template <class Value, class Work>
    result<Value> write(Work work) {
        std::promise<result<Value>> answer;
        auto got = answer.get_future();
        write_later<Value>(std::move(work), [&answer](result<Value> r) { answer.set_value(std::move(r)); });
        return got.get();
    }
    template <class Work>
    auto read(Work const& work) {
        return readers_->read(work);
    }
    // For reading verbs that answer with a result.
    template <class Value, class Work>
    result<Value> read_result(Work const& work) {
        try {
            return readers_->read(work);
        } catch (boost::system::system_error const& e) {
            return result<Value>(boost::system::in_place_error, e.code());
        }
    }

    sqlite_options options_;
    clock_fn now_;
    file_lock lock_;
    writer writer_;
    std::unique_ptr<reader_pool> readers_;
    std::unique_ptr<late_check> check_;
    std::once_flag closed_;
};

// After rows of the conversation's outbox ended: the next of each of its lanes may leave.
void promote_heads(connection& c, conversation_id of);

// Adds an event to the transaction.
void add_event(connection& c, batch_notes& notes, std::string const& type, std::optional<case_id> const& about);

}  // namespace earshot::storage
