// SPDX-License-Identifier: Apache-2.0
// Numbers sent in two messages: "my number is 07700", "900123".
#pragma once

#include "gateway/redact/redact.hpp"
#include "gateway/redact/scene.hpp"

namespace earshot::redact {

inline constexpr std::int64_t continuation_ms = 60'000;

// If the previous message ended in digits less than a minute ago and this one goes on to a valid number, its part here.
void find_continued(scene const& s, case_knowledge const& knows, std::int64_t at_ms, findings& out);

// What looks like the first half of a number at the very end.
void find_partial(scene const& s, findings& out);

// Remembers the digits at the end of this message, if more may come.
void remember_open_digits(scene const& s, findings const& found, case_knowledge& knows, std::int64_t at_ms);

}  // namespace earshot::redact
