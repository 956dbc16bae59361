// SPDX-License-Identifier: Apache-2.0
// Any bytes into redaction: it must not crash, must be deterministic, must come out as well-formed UTF-8, and must find
// nothing more in what it has shown.
#include "gateway/redact/inspect.hpp"
#include "gateway/redact/shadow.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace earshot::redact;
    static auto const engine = make_inspecting_engine();
    if (size == 0) return 0;
    policy how;
    how.level = static_cast<level>(1 + data[0] % 3);
    how.incident_place = (data[0] & 4U) != 0;
    std::string_view const text(reinterpret_cast<char const*>(data) + 1, size - 1);
    case_knowledge knows;
    auto const once = engine->inspect(text, how, knows, {}, 0);
    if (once.result.held) {
        if (!once.result.text.empty()) std::abort();
        return 0;
    }
    if (!is_well_formed(once.result.text.str())) std::abort();
    for (auto const& c : once.result.covers) {
        if (c.start + c.length > once.result.text.str().size()) std::abort();
    }
    case_knowledge same;
    if (engine->strip(text, how, same, {}, 0).text.str() != once.result.text.str()) std::abort();
    case_knowledge none;
    auto const again = engine->strip(once.result.text.str(), how, none, {}, 0);
    if (again.held || again.text.str() != once.result.text.str()) std::abort();
    auto const json = knows.to_json();
    if (case_knowledge::from_json(json).to_json() != json) std::abort();
    return 0;
}
