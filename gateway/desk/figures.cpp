// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/figures.hpp"

#include "gateway/desk/views.hpp"

#include <boost/json.hpp>

namespace earshot::desk {
namespace {

constexpr std::int64_t least = 5;
constexpr std::int64_t least_of_a_place = 10;
constexpr std::int64_t rounded_to = 5;

std::string or_unknown(std::string const& code) {
    return code.empty() ? "unknown" : code;
}

}  // namespace

safe_count safe(std::int64_t count, std::int64_t fewest) {
    if (count == 0) return 0;
    if (count < fewest) return std::nullopt;
    return (count + rounded_to / 2) / rounded_to * rounded_to;
}

quarter_figures figures_of(std::vector<storage::coded_row> const& rows) {
    std::map<std::string, std::map<std::string, std::int64_t>> counted;
    std::int64_t all = 0;
    for (auto const& r : rows) {
        all += r.cases;
        counted["channel"][or_unknown(r.channel_kind)] += r.cases;
        counted["language"][or_unknown(r.language)] += r.cases;
        counted["kind"][or_unknown(r.kind)] += r.cases;
        counted["level"][or_unknown(r.level)] += r.cases;
        counted["area"][or_unknown(r.area)] += r.cases;
        counted["completeness"][or_unknown(r.completeness)] += r.cases;
        counted["outcome"][r.outcome.empty() ? "open" : r.outcome] += r.cases;
        auto const strands = split(r.strands);
        if (strands.empty()) counted["strand"]["unknown"] += r.cases;
        for (auto const& one : strands) counted["strand"][std::string(one.as_string())] += r.cases;
    }
    quarter_figures out;
    out.cases = safe(all, least);
    if (!out.cases) return out;
    for (auto const& [by, counts] : counted)
        for (auto const& [code, n] : counts) out.tables[by][code] = safe(n, by == "area" ? least_of_a_place : least);
    return out;
}

}  // namespace earshot::desk
