// SPDX-License-Identifier: Apache-2.0
// Redaction with the places it found in the text as it was: for the command line, scoring and tests. These places tell
// where identifiers stood, so they never leave with a record.
#pragma once

#include "gateway/redact/finding.hpp"
#include "gateway/redact/redact.hpp"

#include <string>
#include <vector>

namespace earshot::redact {

struct span {
    std::size_t begin{};  // bytes of the original (after ill-formed UTF-8 became U+FFFD)
    std::size_t end{};
    kind what{};
    role who{};
    std::string rule;
    float confidence{1.0F};
    bool model{};
    bool kept{};  // marked, but left readable
};

struct inspection {
    outcome result;
    std::vector<span> spans;  // in order of place, without overlaps
};

class inspecting_engine : public engine {
public:
    virtual inspection inspect(std::string_view text, policy const& how, case_knowledge& knows,
                               std::vector<std::string> const& names, std::int64_t at_ms) const = 0;
};

std::unique_ptr<inspecting_engine const> make_inspecting_engine();

}  // namespace earshot::redact
