// SPDX-License-Identifier: Apache-2.0
// The persons of a case: which mentions are one person, who it is, and the names by which it goes on being found.
#pragma once

#include "gateway/redact/people.hpp"

#include <unordered_map>

namespace earshot::redact {

inline constexpr std::size_t most_persons = 500;
inline constexpr std::size_t most_forms = 12;

// Overlapping mentions as one; a rule's role wins over none.
std::vector<mention> joined(std::vector<mention> mentions);

class persons_of_case {
public:
    persons_of_case(scene const& s, name_judge const& judge, case_knowledge& knows);

    // A mention joins the person whose words hold all of its words, or the other way round, unless there are two.
    // True if it told something new of a name or a role.
    bool learn(mention const& m);
    case_knowledge::person const* of(mention const& m) const;

private:
    std::vector<std::string> words(mention const& m) const;
    case_knowledge::person* match(std::vector<std::string> const& words) const;

    scene const& s_;
    name_judge const& judge_;
    case_knowledge& knows_;
    std::unordered_multimap<std::uint64_t, std::size_t> by_form_;  // persons by the hash of each of their words
};

// The role two pieces of evidence give: the reporter's name is the reporter's everywhere; contradictions are unknown.
role both(role a, role b) noexcept;

}  // namespace earshot::redact
