// SPDX-License-Identifier: Apache-2.0
// Slows down guessing of passwords: per login with growing waits, and over all logins together. Memory is bounded: at
// most `max_logins` are remembered, the longest quiet one is forgotten first. Thread-safe.
#pragma once

#include "gateway/domain/clock.hpp"

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace earshot::desk {

class login_guard {
public:
    static constexpr int free_tries = 5;                  // of one login, before waits begin
    static constexpr std::chrono::seconds first_wait{5};  // doubles with every further failure
    static constexpr std::chrono::seconds longest_wait{900};
    static constexpr std::chrono::seconds forgotten_after{3600};
    static constexpr int burst = 30;                      // tries over all logins ...
    static constexpr std::chrono::seconds refill_one{2};  // ... of which one comes back in this time
    static constexpr std::size_t max_logins = 1024;

    // Before the password is looked at; counts as a failure until succeeded(). A value: refused, try again after it.
    std::optional<std::chrono::seconds> attempt(std::string const& login, instant now);
    void succeeded(std::string const& login);
    std::size_t remembered() const;

private:
    struct record {
        int failures{};
        instant last{};
        instant open_at{};
    };
    mutable std::mutex mutex_;
    std::map<std::string, record, std::less<>> logins_;
    int spent_{};
    instant counted_at_{};
};

}  // namespace earshot::desk
