// SPDX-License-Identifier: Apache-2.0
// Works the journal into conversations, cases and replies: in journal order, on one thread, so that two messages of one
// person are never stepped at once. Many conversations share one commit; one conversation has at most one message in it.
#pragma once

#include "adapters/channel.hpp"
#include "gateway/files/strip_room.hpp"
#include "gateway/pipeline/batch.hpp"
#include "gateway/pipeline/code_guard.hpp"
#include "gateway/pipeline/code_room.hpp"
#include "gateway/pipeline/effects.hpp"
#include "gateway/pipeline/report_sealing.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

namespace earshot {

class pipeline {
public:
    // What became of a journal row or a timer, for metrics and logs.
    enum class outcome : std::uint8_t {
        stepped,            // a message moved its conversation
        automatic,          // an automatic answer or a bounce: kept, not stepped
        act,                // an operator's act
        report,             // a provider's report on something we sent
        report_unknown,     // the same, of nothing we know
        timer,
        sealing,            // a report went to the helpline's keys behind its last step
        busy,               // the store refused for now: nothing is lost
        set_aside_channel,  // held for a person: its channel is no longer configured
        set_aside_sealed,   // held: it does not open under our keys
        set_aside_state,    // held: its conversation does not open
        set_aside_fault,    // held: a fault of ours
        set_aside_often,    // held: this sender has begun too many reports today
    };
    // What became of a code that somebody sent.
    enum class code_try : std::uint8_t { found, unknown, limited };
    static char const* name(outcome what) noexcept;
    static bool is_fault(outcome what) noexcept { return what >= outcome::busy; }
    using observer = std::function<void(outcome what, std::string const& channel, std::chrono::microseconds took)>;

    struct parts {
        storage::store& store;
        vault& addresses;
        seal::keyring const& keys;
        code_room& codes;
        redact::engine const& redactor;
        flow_shelf const& flows;
        std::function<channel const*(std::string const& name)> channel_named;
        helpline_now helpline;
        random_fn random;
        clock_fn now;
        std::chrono::seconds rounding{900};
        std::vector<std::string> keep_numbers;  // helplines that redaction leaves alone
        files::strip_room* files{};             // null: no file can be taken
        std::function<void()> outbox_changed;   // called after each commit, on this thread
        observer watch;
        std::function<void(effect const&)> did;        // told of each effect, for metrics
        std::function<void(delivery)> reported;        // told of each delivery report
        // Soft bounds for one sender. Everything is kept; beyond them less is answered, and nothing new is begun.
        int reports_a_day{20};
        int answers_an_hour{60};
        int wrong_codes_an_hour{5};     // of one sender
        int wrong_codes_a_minute{60};   // of one channel
        std::function<void(code_try)> tried{[](code_try) {}};  // told of each code, for metrics
    };
    explicit pipeline(parts p);

    // Works in what waits, up to one batch. False when there was nothing to do. errc::busy: nothing is lost, try again
    // later; errc::broken: the process must end.
    result<bool> work();

    // Seals reports to the helpline that are over and could not be sealed at their end (there were no keys), and those
    // that were left. At most a few at a time; false: there was none.
    result<bool> seal_what_is_over();

    // Until asked to stop, or the store is broken (returns the error).
    result<void> run(std::stop_token stop);

private:
    // What became of one journal row or timer.
    enum class progress {
        done,
        wait_for_commit,
        later,  // its files are being stripped, or an earlier message of this person waits for that: others go on
    };
    using stripped = std::shared_ptr<std::vector<files::cleaned> const>;  // null: the message had no files

    void tell(outcome what, std::string const& channel) const;
    progress take_message(storage::journal_row const& row);
    progress take_act(storage::journal_row const& row);
    // Nothing happened in it since it had `version`, and nobody holds its case.
    bool is_still_over(storage::conversation_row const& now, std::string const& version);
    void keep_words(open_conversation& c, storage::step_commit& commit, sealed::desk_act act, instant at);
    void carry_out(open_conversation& c, storage::step_commit& commit, sealed::desk_act const& act);
    void take_report(storage::journal_row const& row);
    progress take_timer(conversation_id id, instant now);
    progress take_sealing(conversation_id id);

    // Where the code leads that the message is; nothing was looked up when it is none.
    struct looked_up {
        std::optional<storage::conversation_row> found;
        bool limited{};
    };
    // False: it is being worked out, and the row waits.
    bool code_ready(storage::journal_row const& row, reading const& read, medium how, looked_up& into);
    void code_done(storage::journal_row const& row, bool good);

    // What the person wrote as redaction leaves it, and as the thread shows it.
    struct covered_words {
        redact::outcome whole;
        sealed::thread_text shown;
    };
    covered_words cover_all(open_conversation& c, reading const& read, instant at) const;
    void note_automatic(open_conversation c, storage::journal_row const& row, reading const& read,
                        sealed::thread_text shown, storage::step_commit commit);
    bool only_listens(storage::journal_row const& row, conversation& next) const;
    void show_in_case(open_conversation& c, storage::step_commit& commit, bool held, instant now);
    progress step_message(open_conversation c, storage::journal_row const& row, reading const& read,
                      stripped const& files, looked_up const& code, channel_traits const& traits, bool fresh);
    progress follow(looked_up const& code, open_conversation here, storage::journal_row const& row, reading const& read,
                stripped const& files, channel_traits const& traits, storage::step_commit commit);
    void begin_next(storage::journal_row const& row, channel_traits const& traits, storage::step_commit ended,
                    open_conversation& old);

    // False: they are not ready, and the row waits.
    bool files_ready(storage::journal_row const& row, reading& read, stripped& into);
    progress later(storage::journal_row const& row);
    void look_again();
    // Puts what is left of the files into the commit and names them in the thread. How many redaction could not vouch for: they
    // are not kept.
    unsigned keep_files(open_conversation& c, reading const& read, stripped const& files, instant at,
                        sealed::thread_text& shown, storage::step_commit& commit) const;

    void adopt(alias who, storage::journal_row const& row);
    void commit_step(open_conversation& c, storage::step_commit commit, bool end_report = false);
    alias fresh_alias() const;
    redact::policy cover_policy(open_conversation const& c) const;
    redact::outcome cover(open_conversation& c, std::string_view text, std::vector<std::string> const& names,
                          instant at) const;
    result<void> flush();
    void rest_in_rush(std::chrono::steady_clock::duration worked, std::stop_token const& stop) const;
    void set_aside(storage::journal_row const& row, outcome why);

    parts p_;
    conversation_file files_;
    case_filing cases_;
    effect_writer effects_;
    report_sealing sealing_;
    batch batch_;
    journal_seq last_{};
    code_guard guard_;
    journal_seq first_later_{};          // 0: no row waits for its files or its code
    std::set<sender_tag> held_back_;     // whose rows those are
    std::uint64_t finished_seen_{};
    std::uint64_t codes_seen_{};
    bool room_was_full_{};
    bool look_again_{};                  // rows that wait for their files may be brought now
    bool from_start_{};                  // a step conflicted: the journal is read from its start
    int conflicts_{};
    std::chrono::steady_clock::time_point began_{};
};

}  // namespace earshot
