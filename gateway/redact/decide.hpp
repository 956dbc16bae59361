// SPDX-License-Identifier: Apache-2.0
// What happens to each finding: kept and marked, covered, or shown in a coarser form (design of redaction, 2.2, 2.3).
#pragma once

#include "gateway/redact/redact.hpp"
#include "gateway/redact/scene.hpp"

namespace earshot::redact {

// Sets role, keep and detail.
void decide(scene const& s, policy const& how, findings& found);

// The placeholder for a finding; numbers come from the case.
std::string shown_for(finding const& f, policy const& how, case_knowledge& knows, std::string_view canonical);

}  // namespace earshot::redact
