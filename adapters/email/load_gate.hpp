// SPDX-License-Identifier: Apache-2.0
// How much mail may be held at once, over all sessions, and how many sessions one peer may have. At a bound nothing
// waits in memory: the session says 452 or 421 and the sender keeps its mail. Used on the net thread only.
#pragma once

#include "gateway/domain/clock.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>

namespace earshot::email {

struct load_limits {
    std::size_t bytes{128 * 1024 * 1024};
    std::size_t sessions{256};
    std::size_t sessions_a_peer{20};
};

class load_gate {
public:
    load_gate(load_limits limits, random_fn const& random);

    bool full() const noexcept { return bytes_ >= limits_.bytes; }
    // From three quarters of the sessions on, idle ones are cut short.
    bool crowded() const noexcept { return sessions_ * 4 >= limits_.sessions * 3; }
    std::size_t bytes() const noexcept { return bytes_; }
    std::size_t sessions() const noexcept { return sessions_; }

    // A session's share; gives everything back when it ends.
    class share {
    public:
        // `counted`: our own mail server holds many connections and is not counted as one peer.
        share(load_gate& gate, std::string_view peer, bool counted);
        ~share();
        share(share const&) = delete;
        share& operator=(share const&) = delete;
        bool welcome() const noexcept { return welcome_; }
        // Holds `bytes` from now on. False: the budget is used up, though what is held is still counted.
        bool hold(std::size_t bytes) noexcept;

    private:
        load_gate& gate_;
        std::uint64_t peer_{};
        bool counted_{};
        bool welcome_{true};
        std::size_t held_{};
    };

private:
    std::uint64_t tag(std::string_view peer) const;

    load_limits limits_;
    std::array<std::uint8_t, 32> key_{};
    std::size_t bytes_{};
    std::size_t sessions_{};
    std::map<std::uint64_t, std::size_t> peers_;  // by keyed hash: no list of who wrote is kept, not even in memory
};

}  // namespace earshot::email
