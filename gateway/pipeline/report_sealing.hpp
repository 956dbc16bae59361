// SPDX-License-Identifier: Apache-2.0
// When a report is over, its record and everything that was said go into one JWE to the helpline's public keys, and what
// could open them here is destroyed: the daemon can write to the case, and read nothing of it back.
#pragma once

#include "gateway/pipeline/conversation_file.hpp"

#include <chrono>

namespace earshot {

class report_sealing {
public:
    // A report that nobody ended is sealed when the person has been silent for this long and no question waits.
    static constexpr std::chrono::hours quiet{24};

    report_sealing(storage::store& store, seal::keyring const& keys, random_fn random, helpline_now helpline)
        : store_(store), keys_(keys), random_(std::move(random)), helpline_(std::move(helpline)) {}

    // At the end of a step, before the state is put away. `end_it`: seal it although the flow has not ended. Without keys
    // of the helpline the conversation is marked as waiting for them.
    void end_of_step(open_conversation& c, storage::step_commit& commit, bool end_it) const;

    bool possible() const { return helpline_() != nullptr; }

private:
    void pass_files_on(open_conversation& c, storage::step_commit& commit) const;
    void seal(open_conversation& c, storage::step_commit& commit, seal::helpline const& to) const;
    std::vector<sealed::placed_text> whole_thread(open_conversation const& c, storage::step_commit const& commit) const;
    void keep_copies(open_conversation const& c, storage::step_commit& commit,
                     std::vector<sealed::placed_text> const& thread) const;

    storage::store& store_;
    seal::keyring const& keys_;
    random_fn random_;
    helpline_now helpline_;
};

}  // namespace earshot
