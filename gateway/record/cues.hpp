// SPDX-License-Identifier: Apache-2.0
// Signs that triage takes from a person's (redacted) words: English only, and only ever to raise a level.
#pragma once

#include "gateway/domain/conversation.hpp"

namespace earshot::record {

struct cues {
    bool threat_to_kill{};
    bool alone{};
    bool homeless_or_asylum{};
    bool care_needs{};
};

// From coded details ("act.threat.kill") and from free words.
cues cues_of(conversation const& c);

}  // namespace earshot::record
