// SPDX-License-Identifier: Apache-2.0
#include "gateway/files/strip_room.hpp"

#include <utility>

namespace earshot::files {

strip_room::strip_room(strip how, std::size_t threads, std::size_t most_rows, std::function<void()> done)
    : how_(std::move(how)), most_rows_(most_rows), done_(std::move(done)) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this](std::stop_token stop) { work(stop); });
}

strip_room::~strip_room() {
    for (auto& t : threads_) t.request_stop();
}

strip_room::state strip_room::of(journal_seq row) const {
    std::lock_guard const lock(mutex_);
    auto const at = jobs_.find(row);
    if (at == jobs_.end()) return state::unknown;
    return at->second.answers ? state::ready : state::waiting;
}

bool strip_room::bring(journal_seq row, std::vector<raw_file> files) {
    {
        std::lock_guard const lock(mutex_);
        if (jobs_.contains(row)) return true;
        if (jobs_.size() >= most_rows_) return false;
        jobs_[row].files = std::move(files);
        waiting_.push_back(row);
    }
    there_is_work_.notify_one();
    return true;
}

std::shared_ptr<std::vector<cleaned> const> strip_room::answers(journal_seq row) const {
    std::lock_guard const lock(mutex_);
    auto const at = jobs_.find(row);
    return at == jobs_.end() ? nullptr : at->second.answers;
}

void strip_room::drop(journal_seq row) {
    std::lock_guard const lock(mutex_);
    // A row that a worker is busy with stays until it is done; nobody asks for it any more then.
    if (auto const at = jobs_.find(row); at != jobs_.end() && at->second.answers) jobs_.erase(at);
}

std::uint64_t strip_room::finished() const {
    std::lock_guard const lock(mutex_);
    return finished_;
}

void strip_room::work(std::stop_token stop) {
    for (;;) {
        journal_seq row{};
        std::vector<raw_file> files;
        {
            std::unique_lock lock(mutex_);
            there_is_work_.wait(lock, stop, [&] { return !waiting_.empty(); });
            if (stop.stop_requested()) return;
            row = waiting_.front();
            waiting_.pop_front();
            files = std::move(jobs_[row].files);
        }
        std::vector<cleaned> answers;
        for (auto const& f : files) {
            if (stop.stop_requested()) return;
            answers.push_back(how_(f.bytes.reveal()));
        }
        files.clear();
        {
            std::lock_guard const lock(mutex_);
            jobs_[row].answers = std::make_shared<std::vector<cleaned> const>(std::move(answers));
            ++finished_;
        }
        done_();
    }
}

}  // namespace earshot::files
