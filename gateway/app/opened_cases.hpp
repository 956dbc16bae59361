// SPDX-License-Identifier: Apache-2.0
// Opens cases for the Desk: the only place where the Desk's requests meet the keys.
#pragma once

#include "gateway/desk/case_book.hpp"
#include "gateway/domain/clock.hpp"
#include "gateway/seal/keyring.hpp"
#include "gateway/vault/vault.hpp"
#include "storage/store.hpp"

namespace earshot {

class opened_cases final : public desk::case_book {
public:
    opened_cases(storage::store& store, seal::keyring const& keys, random_fn random, std::chrono::seconds rounding)
        : store_(store), keys_(keys), random_(std::move(random)), rounding_(rounding) {}

    result<desk::opened_case> open(storage::case_row const& which) override;
    result<desk::conversation_state> state(storage::case_row const& which) override;
    result<std::vector<desk::thread_item>> thread(storage::case_row const& which, message_seq after,
                                                  std::size_t limit) override;
    result<desk::opened_file> file(storage::case_row const& which, int number) override;
    result<message_seq> add_note(storage::case_row const& which, operator_id by, std::string text,
                                 instant at) override;

private:
    struct opened {
        storage::conversation_row row;
        seal::key key;
    };
    result<opened> key_of(storage::case_row const& which);

    storage::store& store_;
    seal::keyring const& keys_;
    random_fn random_;
    std::chrono::seconds rounding_;
};

// Journals operators' acts, so that the pipeline works them in, in order with what the person writes.
class journalled_acts final : public desk::desk_actions {
public:
    journalled_acts(storage::store& store, vault& addresses, seal::keyring const& keys, clock_fn now, random_fn random)
        : store_(store), addresses_(addresses), keys_(keys), now_(std::move(now)), random_(std::move(random)) {}

    result<desk::act_receipt> write(conversation_id about, operator_id by, std::string text,
                                    std::string dedupe) override;
    result<desk::act_receipt> ask(conversation_id about, operator_id by, std::string question,
                                  std::string dedupe) override;
    result<desk::act_receipt> mask(conversation_id about, operator_id by, std::string text,
                                   std::string dedupe) override;
    result<desk::act_receipt> hand_back(conversation_id about, operator_id by, std::string dedupe) override;
    result<desk::act_receipt> tell_opened(conversation_id about, operator_id by, std::string reason,
                                          std::string dedupe) override;
    result<desk::act_receipt> erase(conversation_id about, operator_id by, std::string dedupe) override;
    result<void> silence(conversation_id about, std::optional<instant> until) override;
    // Its time is over. Nothing happens when anything was said or done in it since it was read, or it is held: then it
    // is looked at again in a later round.
    result<desk::act_receipt> end(storage::conversation_row const& as_read);
    // Asked for by who holds the code; `receipt` is what they were told.
    result<desk::act_receipt> erase_for_reporter(conversation_id about, std::string receipt);

private:
    storage::store& store_;
    vault& addresses_;
    seal::keyring const& keys_;
    clock_fn now_;
    random_fn random_;
};

}  // namespace earshot
