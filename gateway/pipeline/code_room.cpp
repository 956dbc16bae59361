// SPDX-License-Identifier: Apache-2.0
#include "gateway/pipeline/code_room.hpp"

#include <sys/resource.h>

namespace earshot {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t hardened_in_a_row = 16;
// When the store refuses for now, or messages come in a rush: nothing is lost by waiting.
constexpr auto rest = 1s;

}  // namespace

code_room::code_room(storage::store& store, seal::keyring const& keys, std::size_t most_rows,
                     std::function<void()> done)
    : store_(store), keys_(keys), most_rows_(most_rows), done_(std::move(done)), thread_([this](std::stop_token stop) {
          work(stop);
      }) {}

code_room::~code_room() {
    stop();
}

void code_room::stop() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
}

code_room::state code_room::of(journal_seq row) const {
    std::lock_guard const lock(mutex_);
    auto const at = jobs_.find(row);
    if (at == jobs_.end()) return state::unknown;
    return at->second.slow ? state::ready : state::waiting;
}

bool code_room::bring(journal_seq row, code_tag quick) {
    {
        std::lock_guard const lock(mutex_);
        if (jobs_.contains(row)) return true;
        if (jobs_.size() >= most_rows_) return false;
        jobs_[row].quick = quick;
        waiting_.push_back(row);
    }
    there_is_work_.notify_one();
    return true;
}

std::optional<slow_code_tag> code_room::answer(journal_seq row) const {
    std::lock_guard const lock(mutex_);
    auto const at = jobs_.find(row);
    return at == jobs_.end() ? std::nullopt : at->second.slow;
}

void code_room::drop(journal_seq row) {
    std::lock_guard const lock(mutex_);
    if (auto const at = jobs_.find(row); at != jobs_.end() && at->second.slow) jobs_.erase(at);
}

std::uint64_t code_room::finished() const {
    std::lock_guard const lock(mutex_);
    return finished_;
}

void code_room::handed_out() {
    {
        std::lock_guard const lock(mutex_);
        ++handed_out_;
    }
    there_is_work_.notify_one();
}

bool code_room::all_hard() const {
    std::lock_guard const lock(mutex_);
    return hardened_ == handed_out_;
}

void code_room::answer_next(std::unique_lock<std::mutex>& lock) {
    auto const row = waiting_.front();
    waiting_.pop_front();
    auto const quick = jobs_[row].quick;
    lock.unlock();
    auto const slow = seal::slow_tag_of_code(keys_, quick);
    lock.lock();
    jobs_[row].slow = slow;
    ++finished_;
    lock.unlock();
    done_();
    lock.lock();
}

// False: it has to wait.
bool code_room::harden_some(std::stop_token const& stop) {
    std::uint64_t up_to = 0;
    {
        std::lock_guard const lock(mutex_);
        up_to = handed_out_;
    }
    if (store_.in_rush()) return false;
    std::vector<storage::quick_code> left;
    try {
        left = store_.quick_codes(hardened_in_a_row);
    } catch (boost::system::system_error const&) {
        return false;
    }
    for (auto const& one : left) {
        {
            std::lock_guard const lock(mutex_);
            if (stop.stop_requested() || !waiting_.empty()) return true;
        }
        if (!store_.harden_code(one, seal::slow_tag_of_code(keys_, one.quick))) return false;
    }
    std::lock_guard const lock(mutex_);
    if (left.empty()) hardened_ = up_to;
    return true;
}

void code_room::work(std::stop_token stop) {
    // Somebody who writes goes first. (On Linux the nice value is the calling thread's alone: setpriority(2).)
    constexpr int less = 5;
    ::setpriority(PRIO_PROCESS, 0, less);
    std::unique_lock lock(mutex_);
    bool resting = false;
    while (!stop.stop_requested()) {
        auto const lookups = [this] { return !waiting_.empty(); };
        if (resting)
            there_is_work_.wait_for(lock, stop, rest, lookups);
        else
            there_is_work_.wait(lock, stop, [&] { return lookups() || hardened_ != handed_out_; });
        resting = false;
        if (stop.stop_requested()) return;
        if (lookups()) {
            answer_next(lock);
            continue;
        }
        if (hardened_ == handed_out_) continue;
        lock.unlock();
        resting = !harden_some(stop);
        lock.lock();
    }
}

std::optional<storage::conversation_row> find_by_code(storage::store& store, seal::keyring const& keys,
                                                      std::string_view code) {
    auto const quick = seal::quick_tag_of_code(keys, code);
    if (auto found = store.conversation_by_code(quick)) return found;
    return store.conversation_by_code(seal::slow_tag_of_code(keys, quick));
}

}  // namespace earshot
