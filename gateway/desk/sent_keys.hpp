// SPDX-License-Identifier: Apache-2.0
// Remembers which text an Idempotency-Key was used for, so that the same key with other words is told apart from a
// repeat. The journal is what makes a repeat harmless; this only catches the mistake. Bounded: the oldest key is
// forgotten first, and after a restart all are. Thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>

namespace earshot::desk {

class sent_keys {
public:
    static constexpr std::size_t most = 4096;
    using print = std::array<std::uint8_t, 16>;

    enum class use { fresh, again, other };

    // Notes the key; `other`: it was used for something else.
    use take(std::string const& key, print const& what) {
        std::lock_guard const hold(mutex_);
        auto const [at, fresh] = known_.emplace(key, what);
        if (!fresh) return at->second == what ? use::again : use::other;
        order_.push_back(key);
        if (order_.size() > most) {
            known_.erase(order_.front());
            order_.pop_front();
        }
        return use::fresh;
    }

private:
    std::mutex mutex_;
    std::map<std::string, print> known_;
    std::deque<std::string> order_;
};

}  // namespace earshot::desk
