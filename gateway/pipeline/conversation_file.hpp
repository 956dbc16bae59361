// SPDX-License-Identifier: Apache-2.0
// One conversation, opened: its row, its key, its state and what redaction knows of it; and the commit that one step of
// it becomes.
#pragma once

#include "gateway/domain/conversation.hpp"
#include "gateway/flow/flow.hpp"
#include "gateway/pipeline/flow_shelf.hpp"
#include "gateway/redact/redact.hpp"
#include "gateway/seal/helpline.hpp"
#include "gateway/seal/keyring.hpp"
#include "gateway/sealed/forms.hpp"
#include "storage/store.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace earshot {

struct open_conversation {
    storage::conversation_row row;
    seal::key key;
    conversation state;
    redact::case_knowledge knows;
    std::shared_ptr<flow::script const> flow;

    // Its report was sealed to the helpline: there is nothing here to make another record of.
    bool sealed() const noexcept { return row.is == storage::conversation_row::report::sealed; }
};

// Cut down to a multiple of `step`; zero: as it is.
instant coarse(instant at, std::chrono::seconds step) noexcept;

// In the conversation's memo: how many files came, and that some lie under its own key.
inline constexpr char files_so_far[] = "files";
inline constexpr char files_under_own_key[] = "files_here";

// The helpline's public keys as they are now; null: there are none.
using helpline_now = std::function<std::shared_ptr<seal::helpline const>()>;

class conversation_file {
public:
    conversation_file(seal::keyring const& keys, flow_shelf const& flows, random_fn random, helpline_now helpline,
                      std::chrono::seconds rounding)
        : keys_(keys), flows_(flows), random_(std::move(random)), helpline_(std::move(helpline)), rounding_(rounding) {}

    open_conversation begin(alias who, std::string const& channel, medium how, instant at) const;
    // errc::broken: the key or the state does not open; errc::unsupported: its flow's version is gone.
    result<open_conversation> open(storage::conversation_row row) const;

    // Adds a message to the commit, under the next place in the conversation: under its own key, or to the helpline's
    // when the report is sealed.
    message_seq append(open_conversation& c, storage::step_commit& into, std::string author,
                       sealed::thread_text text, instant at, operator_id by = {}) const;

    // Seals the state as it now is into the commit.
    void put(open_conversation const& c, storage::step_commit& into) const;

private:
    seal::keyring const& keys_;
    flow_shelf const& flows_;
    random_fn random_;
    helpline_now helpline_;
    std::chrono::seconds rounding_;
};

char const* name(enum phase p) noexcept;

}  // namespace earshot
