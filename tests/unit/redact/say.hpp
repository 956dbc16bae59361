// SPDX-License-Identifier: Apache-2.0
// Short ways to ask redaction one thing.
#pragma once

#include "gateway/redact/inspect.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace earshot::redact::test {

inline inspecting_engine const& built_in() {
    static auto const engine = make_inspecting_engine();
    return *engine;
}

inline outcome strip(std::string_view text, case_knowledge& knows, policy const& how = {}, std::int64_t at_ms = 0) {
    return built_in().strip(text, how, knows, {}, at_ms);
}

// The text as an operator sees it; "HELD: reason" if it is held.
inline std::string shown(std::string_view text, policy const& how = {}) {
    case_knowledge knows;
    auto const out = strip(text, knows, how);
    return out.held ? "HELD: " + out.held_reason : out.text.str();
}

inline std::vector<std::string> kinds(std::string_view text) {
    case_knowledge knows;
    std::vector<std::string> out;
    for (auto const& s : built_in().inspect(text, {}, knows, {}, 0).spans) out.emplace_back(span_name(s.what));
    return out;
}

inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

}  // namespace earshot::redact::test
