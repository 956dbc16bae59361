// SPDX-License-Identifier: Apache-2.0
// For what a person's address may be opened: what they were told ("We only act without you if a life or a child is in
// danger") and the exceptions of the safeguarding rule (death or serious harm and suicide, a child, terrorism, an order
// of a court), or what they agreed to. Pure.
#pragma once

#include "gateway/desk/case_book.hpp"
#include "gateway/desk/views.hpp"
#include "storage/store.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace earshot::desk {

inline constexpr std::array<std::string_view, 6> glass_reasons{"life_in_danger", "suicide",     "child_at_risk",
                                                               "terrorism",      "court_order", "agreed_contact"};
// Why the person is not told.
inline constexpr std::array<std::string_view, 3> glass_silences{"adds_danger", "told_already", "court_forbids"};
inline constexpr std::array<std::string_view, 2> glass_findings{"in_order", "to_follow_up"};

struct glass_verdict {
    std::string ground;  // a code: what of the case allows it; empty: it is not allowed
    std::string why;     // then: what would be needed
};
// `state`: nothing when the conversation cannot be read.
glass_verdict may_ask_glass(std::string_view reason, storage::case_row const& row,
                            std::optional<conversation_state> const& state, std::string_view role);

// May the person be told that it was opened? `why`: or why not.
may_write may_tell_opened(storage::case_row const& row, std::optional<conversation_state> const& state);

// The act that tells the person is journalled under this key: trying again changes nothing.
std::string told_key(storage::glass_id id);

}  // namespace earshot::desk
