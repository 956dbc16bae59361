// SPDX-License-Identifier: Apache-2.0
// How many codes may be tried that turn out wrong: by one sender in an hour, and on one channel in a minute, whoever
// sends them. In memory, on one thread; time is an argument. A code under way counts as wrong until it is known.
//
// The bound is a channel's and not the whole house's, because a session in the chat costs nothing: who floods the chat
// with codes must not shut out those who text.
#pragma once

#include "gateway/domain/clock.hpp"
#include "gateway/domain/ids.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <string>

namespace earshot {

class code_guard {
public:
    code_guard(int of_sender_an_hour, int of_channel_a_minute)
        : of_sender_(static_cast<std::size_t>(of_sender_an_hour)),
          of_channel_(static_cast<std::size_t>(of_channel_a_minute)) {}

    // False: this one is not looked up, right or wrong.
    bool may_try(sender_tag sender, std::string const& channel, instant now);
    // It is being looked up. Called again for the same row it changes nothing.
    void begin(journal_seq row, sender_tag sender, std::string const& channel, instant now);
    // What became of it. Rows that were not begun are left alone.
    void end(journal_seq row, bool found);

private:
    struct attempt {
        sender_tag sender;
        std::string channel;
        instant at;
    };
    void forget_old(instant now);

    std::size_t of_sender_;
    std::size_t of_channel_;
    std::map<journal_seq, attempt> under_way_;
    // Oldest first; at most the bound of each, because what is beyond it is not tried.
    std::map<sender_tag, std::deque<instant>> of_senders_;
    std::map<std::string, std::deque<instant>> of_channels_;
};

}  // namespace earshot
