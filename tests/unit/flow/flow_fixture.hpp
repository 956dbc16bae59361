// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gateway/flow/flow.hpp"
#include "gateway/flow/loader.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

namespace earshot::testing {

inline std::string shipped_file() {
    return std::string(EARSHOT_SOURCE_DIR) + "/config/flows/hate-incident.toml";
}

inline std::string shipped_text() {
    std::ifstream in(shipped_file(), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

// The shipped flow with one place changed. Empty when the place is not there, so that a test fails and does not pass by
// luck.
inline std::string with(std::string const& from, std::string const& to) {
    auto text = shipped_text();
    auto const at = text.find(from);
    if (at == std::string::npos) return {};
    return text.replace(at, from.size(), to);
}

inline unsigned line_with(std::string const& text, std::string const& what) {
    auto const at = text.find(what);
    return static_cast<unsigned>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n')) + 1;
}

inline bool found(flow::loaded const& l, std::string const& rule, std::string const& part, bool fatal) {
    return std::any_of(l.findings.begin(), l.findings.end(), [&](auto const& f) {
        return f.rule == rule && f.fatal == fatal && f.message.find(part) != std::string::npos;
    });
}

}  // namespace earshot::testing
