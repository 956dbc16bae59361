// SPDX-License-Identifier: Apache-2.0
// The marks that stand where something was covered: [PHONE-1], [RELATIVE-2: son], [AGE: 25-34], [LS1].
#pragma once

#include "gateway/redact/finding.hpp"
#include "gateway/redact/shadow.hpp"
#include "gateway/redact/words.hpp"

#include <string>
#include <vector>

namespace earshot::redact {

// Every placeholder in the text, as bytes of the shadow. Only the forms that redaction itself writes are recognised, so
// that nobody can hide a number by typing brackets around it.
std::vector<extent> placeholders_in(std::string_view shadow_text, word_lists const& lists);

// Turns each of them into a barrier.
void cover_placeholders(shadow& text, word_lists const& lists);

}  // namespace earshot::redact
