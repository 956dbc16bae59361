// SPDX-License-Identifier: Apache-2.0
// Ids that cannot be mixed up. Row numbers are `strong`; what leaves the process is a random `opaque_id`.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earshot {

using blob = std::vector<std::uint8_t>;

template <class Tag>
struct strong {
    std::int64_t value{};
    constexpr auto operator<=>(strong const&) const = default;
};

using journal_seq = strong<struct journal_seq_tag>;
using conversation_id = strong<struct conversation_id_tag>;
using outbox_id = strong<struct outbox_id_tag>;
using operator_id = strong<struct operator_id_tag>;
using event_cursor = strong<struct event_cursor_tag>;
// Place of a message in its conversation, both directions, from 1 without gaps.
using message_seq = strong<struct message_seq_tag>;

// 128 random bits; written as 32 lower-case hex digits. Says nothing about time, order or person.
template <class Tag>
struct opaque_id {
    std::array<std::uint8_t, 16> value{};
    auto operator<=>(opaque_id const&) const = default;

    std::string str() const {
        static constexpr char digits[] = "0123456789abcdef";
        std::string out;
        out.reserve(32);
        for (auto b : value) {
            out += digits[b >> 4];
            out += digits[b & 15];
        }
        return out;
    }

    static std::optional<opaque_id> parse(std::string_view text) {
        if (text.size() != 32) return std::nullopt;
        opaque_id id;
        for (std::size_t i = 0; i < 32; ++i) {
            char const c = text[i];
            int digit = 0;
            if (c >= '0' && c <= '9') digit = c - '0';
            else if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
            else return std::nullopt;
            id.value[i / 2] = static_cast<std::uint8_t>(id.value[i / 2] << 4 | digit);
        }
        return id;
    }
};

// Stands for an Address everywhere outside the vault. A new conversation gets a new one.
using alias = opaque_id<struct alias_tag>;
// The helpline's piece of work.
using case_id = opaque_id<struct case_id_tag>;

// A keyed hash: equal inputs under one key give equal tags; without the key nothing can be guessed from it.
template <class Tag>
struct keyed_tag {
    std::array<std::uint8_t, 16> value{};
    auto operator<=>(keyed_tag const&) const = default;
};

using sender_tag = keyed_tag<struct sender_tag_tag>;      // of channel and canonical sender
using dedupe_tag = keyed_tag<struct dedupe_tag_tag>;      // of channel and provider's message id
using route_tag = keyed_tag<struct route_tag_tag>;        // of a reply token
using provider_tag = keyed_tag<struct provider_tag_tag>;  // of channel and the provider's id of what we sent
using code_tag = keyed_tag<struct code_tag_tag>;          // of a reporter's code, quick: for the moment of issue
using slow_code_tag = keyed_tag<struct slow_code_tag_tag>;  // of that, slow to work out: what stays

}  // namespace earshot

template <class Tag>
struct std::hash<earshot::strong<Tag>> {
    std::size_t operator()(earshot::strong<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
