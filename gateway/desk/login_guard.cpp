// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/login_guard.hpp"

#include <algorithm>

namespace earshot::desk {

using std::chrono::ceil;
using std::chrono::seconds;

std::optional<seconds> login_guard::attempt(std::string const& login, instant now) {
    std::lock_guard const hold(mutex_);

    auto const back = now > counted_at_ ? (now - counted_at_) / refill_one : 0;
    if (back > 0 || spent_ == 0) {
        spent_ -= static_cast<int>(std::min<std::int64_t>(back, spent_));
        counted_at_ = now;
    }
    if (spent_ >= burst) return refill_one;

    auto at = logins_.find(login);
    if (at != logins_.end() && now - at->second.last > forgotten_after) {
        logins_.erase(at);
        at = logins_.end();
    }
    if (at != logins_.end() && now < at->second.open_at) return ceil<seconds>(at->second.open_at - now);

    ++spent_;
    if (at == logins_.end()) {
        if (logins_.size() >= max_logins)
            logins_.erase(std::min_element(logins_.begin(), logins_.end(),
                                           [](auto const& a, auto const& b) { return a.second.last < b.second.last; }));
        at = logins_.emplace(login, record{}).first;
    }
    auto& r = at->second;
    ++r.failures;
    r.last = now;
    if (r.failures >= free_tries) {
        auto const doublings = std::min(r.failures - free_tries, 10);
        r.open_at = now + std::min(first_wait * (1 << doublings), longest_wait);
    }
    return std::nullopt;
}

void login_guard::succeeded(std::string const& login) {
    std::lock_guard const hold(mutex_);
    logins_.erase(login);
    if (spent_ > 0) --spent_;
}

std::size_t login_guard::remembered() const {
    std::lock_guard const hold(mutex_);
    return logins_.size();
}

}  // namespace earshot::desk
