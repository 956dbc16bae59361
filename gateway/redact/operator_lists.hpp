// SPDX-License-Identifier: Apache-2.0
// What people said about this case: strings an operator marked as missed, strings the reporter wants kept, names known
// from the envelope.
#pragma once

#include "gateway/redact/redact.hpp"
#include "gateway/redact/scene.hpp"

namespace earshot::redact {

// Adds covers for the denied strings and drops findings that are wholly kept strings. A kept string never uncovers
// contact data: only names, places and ages can be kept.
void apply_operator_lists(shadow const& text, case_knowledge const& knows, findings& found);

}  // namespace earshot::redact
