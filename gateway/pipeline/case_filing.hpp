// SPDX-License-Identifier: Apache-2.0
// From a conversation to the helpline's piece of work: record, triage and the row that the queue is ordered by.
#pragma once

#include "gateway/pipeline/conversation_file.hpp"
#include "gateway/record/record.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace earshot {

class case_filing {
public:
    case_filing(seal::keyring const& keys, random_fn random, std::chrono::seconds rounding)
        : keys_(keys), random_(std::move(random)), rounding_(rounding) {}

    // Puts the case as it now stands into the commit: a new one, or a newer record of the same. `before`: the case as it
    // is in the store, if there is one; alerts that nobody cleared stay up.
    void file(open_conversation& c, storage::step_commit& into, std::optional<storage::case_row> const& before,
              std::string const& completeness, std::vector<std::string> const& alerts, instant at) const;

private:
    void add_to(open_conversation const& c, storage::step_commit& into, storage::case_row row,
                std::vector<std::string> const& alerts, instant rounded, instant at) const;

    instant target_of(record::level l, instant at) const;

    seal::keyring const& keys_;
    random_fn random_;
    std::chrono::seconds rounding_;
};

// When somebody should have looked at it (handbook, section 5).
std::chrono::seconds review_target(record::level l) noexcept;

}  // namespace earshot
