// SPDX-License-Identifier: Apache-2.0
// Where the slow hash of codes is worked out, on one thread of its own: for rows of the journal that brought a code,
// and, when none waits, for codes that were handed out and lie in the store under their quick hash. Nothing in here is
// durable: the row waits in the journal, and a code that is not hardened yet is found by its quick hash.
#pragma once

#include "gateway/seal/code_tags.hpp"
#include "storage/store.hpp"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>

namespace earshot {

class code_room {
public:
    // At most `most_rows` rows are in the room. `done` is called on the room's thread after each.
    code_room(storage::store& store, seal::keyring const& keys, std::size_t most_rows, std::function<void()> done);
    ~code_room();
    code_room(code_room const&) = delete;
    code_room& operator=(code_room const&) = delete;

    enum class state : std::uint8_t { unknown, waiting, ready };
    state of(journal_seq row) const;
    // False: the room is full. Try again after `done`.
    bool bring(journal_seq row, code_tag quick);
    // Empty unless the row is ready. It stays until the row is dropped.
    std::optional<slow_code_tag> answer(journal_seq row) const;
    void drop(journal_seq row);
    // How often a row became ready: changes tell the pipeline to look again.
    std::uint64_t finished() const;

    // A code was handed out and committed: it is hardened when nothing else is to be done.
    void handed_out();
    // True when every code in the store is hardened, as far as is known.
    bool all_hard() const;
    // Before the store is closed.
    void stop();

private:
    void work(std::stop_token stop);
    void answer_next(std::unique_lock<std::mutex>& lock);
    bool harden_some(std::stop_token const& stop);

    storage::store& store_;
    seal::keyring const& keys_;
    std::size_t most_rows_;
    std::function<void()> done_;
    mutable std::mutex mutex_;
    std::condition_variable_any there_is_work_;
    struct job {
        code_tag quick;
        std::optional<slow_code_tag> slow;
    };
    std::map<journal_seq, job> jobs_;
    std::deque<journal_seq> waiting_;
    std::uint64_t finished_{};
    std::uint64_t handed_out_{1};  // what an earlier run left is looked for at once
    std::uint64_t hardened_{};     // handed_out_ when the store was last seen without a quick one
    std::jthread thread_;          // last: it uses all of the above
};

// The conversation that a code leads to. Takes as long as the slow hash: not on the net's or the pipeline's thread.
std::optional<storage::conversation_row> find_by_code(storage::store& store, seal::keyring const& keys,
                                                      std::string_view code);

}  // namespace earshot
