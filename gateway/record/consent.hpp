// SPDX-License-Identifier: Apache-2.0
// What the person allowed, exactly as given; where two answers disagree the least sharing wins (handbook, section 3,
// branches).
#pragma once

#include "gateway/domain/conversation.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace earshot::record {

struct consent {
    std::string_view body;   // record helpline_contact police_anonymous police_contact council_anonymous ...
    std::string_view state;  // none given refused withdrawn
    std::string wording;     // id and version of the text that was asked; empty for none
    instant at{};
};

// One for each body, in the order of the handbook; `record` is always given.
std::vector<consent> consents(conversation const& c);

// May anybody write to the person because they said so?
bool allows(std::vector<consent> const& all, std::string_view body);
bool allows_contact(std::vector<consent> const& all);

}  // namespace earshot::record
