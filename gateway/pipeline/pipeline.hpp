// SPDX-License-Identifier: Apache-2.0
// Works the journal into conversations, cases and replies: in journal order, on one thread, so that two messages of one
// person are never stepped at once. Many conversations share one commit; one conversation has at most one message in it.
#pragma once

#include "adapters/channel.hpp"
#include "gateway/pipeline/batch.hpp"
#include "gateway/pipeline/effects.hpp"

#include <atomic>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace earshot {

class pipeline {
public:
    // For metrics and logs: a closed set of names, never a person's data.
    using observer = std::function<void(char const* what, std::string const& channel)>;

    struct parts {
        storage::store& store;
        vault& addresses;
        seal::keyring const& keys;
        redact::engine const& redactor;
        flow_shelf const& flows;
        std::function<channel const*(std::string const& name)> channel_named;
        random_fn random;
        clock_fn now;
        std::chrono::seconds rounding{900};
        std::vector<std::string> keep_numbers;  // helplines that redaction leaves alone
        std::function<void()> outbox_changed;   // called after each commit, on this thread
        observer watch;
    };
    explicit pipeline(parts p);

    // Works in what waits, up to one batch. False when there was nothing to do. errc::busy: nothing is lost, try again
    // later; errc::broken: the process must end.
    result<bool> work();

    // Until asked to stop, or the store is broken (returns the error).
    result<void> run(std::stop_token stop);

private:
    // What became of one journal row or timer.
    enum class progress { done, wait_for_commit };

    progress take_message(storage::journal_row const& row);
    progress take_act(storage::journal_row const& row);
    void take_report(storage::journal_row const& row);
    progress take_timer(conversation_id id, instant now);

    progress step_message(open_conversation c, storage::journal_row const& row, reading const& read,
                      channel_traits const& traits, bool fresh);
    progress follow(std::string const& code, open_conversation here, storage::journal_row const& row,
                channel_traits const& traits, storage::step_commit commit);
    void begin_next(storage::journal_row const& row, channel_traits const& traits, storage::step_commit ended,
                    open_conversation const& old);

    void adopt(alias who, storage::journal_row const& row);
    void commit_step(open_conversation const& c, storage::step_commit commit);
    alias fresh_alias() const;
    redact::outcome cover(open_conversation& c, std::string_view text, std::vector<std::string> const& names,
                          instant at) const;
    result<void> flush();
    void set_aside(storage::journal_row const& row, char const* reason);

    parts p_;
    conversation_file files_;
    case_filing cases_;
    effect_writer effects_;
    batch batch_;
    journal_seq last_{};
};

}  // namespace earshot
