// SPDX-License-Identifier: Apache-2.0
#include "gateway/pipeline/code_guard.hpp"

#include <algorithm>

namespace earshot {
namespace {

using namespace std::chrono_literals;

constexpr auto sender_window = 1h;
constexpr auto channel_window = 1min;

void drop_before(std::deque<instant>& all, instant oldest) {
    while (!all.empty() && all.front() <= oldest) all.pop_front();
}

void take_back(std::deque<instant>& all, instant at) {
    if (auto const one = std::ranges::find(all, at); one != all.end()) all.erase(one);
}

}  // namespace

void code_guard::forget_old(instant now) {
    for (auto& [sender, tries] : of_senders_) drop_before(tries, now - sender_window);
    std::erase_if(of_senders_, [](auto const& entry) { return entry.second.empty(); });
    for (auto& [channel, tries] : of_channels_) drop_before(tries, now - channel_window);
}

bool code_guard::may_try(sender_tag sender, std::string const& channel, instant now) {
    forget_old(now);
    auto const mine = of_senders_.find(sender);
    if (mine != of_senders_.end() && mine->second.size() >= of_sender_) return false;
    auto const all = of_channels_.find(channel);
    return all == of_channels_.end() || all->second.size() < of_channel_;
}

void code_guard::begin(journal_seq row, sender_tag sender, std::string const& channel, instant now) {
    if (!under_way_.emplace(row, attempt{sender, channel, now}).second) return;
    of_senders_[sender].push_back(now);
    of_channels_[channel].push_back(now);
}

void code_guard::end(journal_seq row, bool found) {
    auto const one = under_way_.find(row);
    if (one == under_way_.end()) return;
    if (found) {
        auto const& [sender, channel, at] = one->second;
        if (auto const mine = of_senders_.find(sender); mine != of_senders_.end()) take_back(mine->second, at);
        take_back(of_channels_[channel], at);
    }
    under_way_.erase(one);
}

}  // namespace earshot
