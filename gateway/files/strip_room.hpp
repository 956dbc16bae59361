// SPDX-License-Identifier: Apache-2.0
// Where files of journal rows are stripped while the pipeline works on others: a few threads, one worker process each at
// a time. Nothing in here is durable: the raw files stay sealed in the journal until the row is worked in, so after a
// crash they are simply stripped again.
#pragma once

#include "gateway/domain/ids.hpp"
#include "gateway/files/wire.hpp"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace earshot::files {

class strip_room {
public:
    using strip = std::function<cleaned(std::string_view raw)>;  // called on the room's own threads

    // `done` is called on a thread of the room after each row whose files are ready.
    strip_room(strip how, std::size_t threads, std::size_t most_rows, std::function<void()> done);
    ~strip_room();  // waits for the workers under way: at most their deadline

    enum class state : std::uint8_t { unknown, waiting, ready };
    state of(journal_seq row) const;

    // False: `most_rows` rows are in the room already. Try again after `done`.
    bool bring(journal_seq row, std::vector<raw_file> files);

    // In the order of the files. Null unless the row is ready. They stay until the row is dropped, so that a commit that
    // did not succeed needs no second worker.
    std::shared_ptr<std::vector<cleaned> const> answers(journal_seq row) const;
    void drop(journal_seq row);

    // How often a row became ready: changes tell the pipeline to look again.
    std::uint64_t finished() const;

private:
    struct job {
        std::vector<raw_file> files;
        std::shared_ptr<std::vector<cleaned> const> answers;  // null: not ready
    };
    void work(std::stop_token stop);

    strip how_;
    std::size_t most_rows_;
    std::function<void()> done_;
    mutable std::mutex mutex_;
    std::condition_variable_any there_is_work_;
    std::map<journal_seq, job> jobs_;
    std::deque<journal_seq> waiting_;
    std::uint64_t finished_{};
    std::vector<std::jthread> threads_;  // last: they use all of the above
};

}  // namespace earshot::files
