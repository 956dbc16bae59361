// SPDX-License-Identifier: Apache-2.0
// A covered word that the reporter wants staff to see.
#pragma once

#include "gateway/domain/conversation.hpp"
#include "gateway/redact/redact.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace earshot {

// What stands for `wish` in the case's clean texts. Found: redaction leaves the word alone from now on. Nothing: it was
// never covered in this case, it is of a kind that is always covered (numbers, mail addresses), or the person has asked
// for more words than one case may have.
std::optional<word_to_keep> keep_word(redact::engine const& redactor, redact::policy const& how,
                                      redact::case_knowledge& knows, std::string_view wish, instant at);

// The text id of the note in the thread that says so: the word is its text, what stood for it its quoted part.
inline constexpr char kept_by_reporter[] = "KEEP";

}  // namespace earshot
