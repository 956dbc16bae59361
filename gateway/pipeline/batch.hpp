// SPDX-License-Identifier: Apache-2.0
// What several steps, each of another conversation, will write: first the vault's part, then one transaction of the
// store. A crash between the two leaves an alias without a conversation, which the next run of the same journal row
// finds and uses.
#pragma once

#include "gateway/vault/vault.hpp"
#include "storage/store.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <vector>

namespace earshot {

struct batch {
    std::vector<std::function<result<void>(vault&)>> address_work;
    std::vector<storage::step_commit> steps;
    std::set<std::int64_t> conversations;      // touched: a second message of one waits for the next batch
    std::set<sender_tag> senders;
    std::vector<journal_seq> files_of;         // rows whose stripped files are in the steps
    std::vector<journal_seq> codes_of;         // rows whose code was looked up
    bool hands_out_code{};

    bool empty() const noexcept { return steps.empty(); }
    void clear() {
        address_work.clear();
        steps.clear();
        conversations.clear();
        senders.clear();
        files_of.clear();
        codes_of.clear();
        hands_out_code = false;
    }
};

}  // namespace earshot
