// SPDX-License-Identifier: Apache-2.0
// Figures of one quarter that may be published: nothing in them is about fewer people than is safe to tell.
//
// Each table goes by one code; none crosses two. Counts of 1 to 4 are hidden, places with fewer than 10, the rest is
// rounded to the nearest 5, and totals are rounded by themselves, so that none of the hidden counts can be ruled out. Quarters are
// fixed and shown when they are over, so that no two tables can be taken from each other.
#pragma once

#include "storage/store.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace earshot::desk {

// nullopt: there are some, too few to say how many.
using safe_count = std::optional<std::int64_t>;
safe_count safe(std::int64_t count, std::int64_t fewest);

struct quarter_figures {
    safe_count cases{0};
    // strand, level, kind, channel, language, completeness, outcome, area; each by code. Empty when there are too few
    // cases.
    std::map<std::string, std::map<std::string, safe_count>> tables;
};

quarter_figures figures_of(std::vector<storage::coded_row> const& rows);

}  // namespace earshot::desk
