// SPDX-License-Identifier: Apache-2.0
// Counters of the daemon for Prometheus. Labels come from closed sets only: the configured channels and the words
// below. Nothing a person or a provider sends can become a label.
#pragma once

#include "gateway/domain/conversation.hpp"
#include "gateway/domain/message.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::metrics {

enum class taken : std::uint8_t { fresh, repeated, busy, broken };
// Why a channel turned something away at the door.
enum class refusal : std::uint8_t { signature, malformed, too_large, content_type, peer, rate, unknown_route, other };
// "signature", "malformed" ...; anything else is `other`.
refusal refusal_named(std::string_view text) noexcept;
char const* name(refusal r) noexcept;

enum class case_level : std::uint8_t { standard, medium, high, immediate };

// What became of a code that somebody sent.
enum class code_try : std::uint8_t { found, unknown, limited };

// All calls are cheap and may come from any thread. A channel that was not named at construction counts as "other".
class board {
public:
    explicit board(std::vector<std::string> const& channels);
    ~board();
    board(board const&) = delete;
    board& operator=(board const&) = delete;

    void accepted(std::string_view channel, taken how, std::chrono::microseconds until_durable);
    void refused(std::string_view channel, refusal why);
    void stepped(std::chrono::microseconds took);
    void did(effect const& what);
    void sent(std::string_view channel, send_outcome::verdict how, std::chrono::microseconds took);
    void reported(delivery state);
    void tried(code_try how);

    void outbox_pending(std::size_t count);
    void outbox_dead(std::size_t count);
    void cases_waiting(case_level level, std::size_t count);
    void journal_depth(std::size_t count);
    void held(std::size_t count);  // kept from the helpline until a person looks
    void event_streams(std::size_t count);
    // Requests to open an address: those that wait, those opened that no third person has looked at, all that were
    // opened.
    void break_glass(std::size_t waiting, std::size_t unreviewed, std::size_t opened);
    // accepted = worked + journal depth + held, always.
    void stored(std::size_t accepted, std::size_t worked);
    void codes_hardened(bool all);
    void store_busy(bool yes);  // the disk is full or nearly so

    // Prometheus text exposition, for GET /metrics: content type "text/plain; version=0.0.4; charset=utf-8".
    std::string text() const;

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

}  // namespace earshot::metrics
