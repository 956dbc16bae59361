// SPDX-License-Identifier: Apache-2.0
// Carries out what a step wants done, as rows of its commit. Effects that lead to another conversation (a code, NEW) are
// only reported: the pipeline follows them.
#pragma once

#include "adapters/channel.hpp"
#include "gateway/pipeline/batch.hpp"
#include "gateway/pipeline/case_filing.hpp"
#include "gateway/pipeline/conversation_file.hpp"

#include <optional>
#include <string>

namespace earshot {

struct effect_context {
    channel_traits traits;
    sender_tag sender{};   // all zero when no sender is at hand (timers, operators)
    bool may_send{true};   // false: say nothing to this person, whatever the step wants
    operator_id by{};      // who wrote, when an operator did
    char const* asked_by{"reporter"};  // for the audit log: reporter, desk, house or timer
    instant now{};
};

struct followed {
    std::optional<std::string> code;  // look this code up
    bool again{};                     // open a new conversation
};

class effect_writer {
public:
    effect_writer(conversation_file const& files, case_filing const& cases, storage::store& store,
                  seal::keyring const& keys, random_fn random, std::function<void(effect const&)> did)
        : files_(files), cases_(cases), store_(store), keys_(keys), random_(std::move(random)), did_(std::move(did)) {}

    // `c.state` becomes `step.next`; everything else goes into `commit` and `out.address_work`.
    followed carry_out(open_conversation& c, step_result step, effect_context const& about,
                       storage::step_commit& commit, batch& out) const;

private:
    // `secret`: the code that this step hands out, if it does; the thread must not show it.
    void send(open_conversation& c, say const& words, std::string const& secret, effect_context const& about,
              storage::step_commit& commit, batch& out) const;
    void forget_address_later(open_conversation const& c, effect_context const& about,
                              storage::step_commit& commit) const;
    conversation_file const& files_;
    case_filing const& cases_;
    storage::store& store_;
    seal::keyring const& keys_;
    random_fn random_;
    std::function<void(effect const&)> did_;
};

// Set in the memo of a conversation whose sender gets no answers.
inline constexpr char silent_memo[] = "silent";

// Counts one more in the slot of time that `memo` of the conversation holds; false: there were `limit` of them already.
bool counts_within(conversation& c, std::string const& memo, std::int64_t slot, int limit);

// Ten symbols of Crockford's base32, written 5-5: 50 random bits.
std::string fresh_code(random_fn const& random);
// The text with everything covered that can be a code as we write it, 5-5 (in quoted history, for one). By its looks
// alone: what could tell the right one from others would serve a thief too. Words and numbers are left.
std::string without_codes(std::string text);

}  // namespace earshot
