// SPDX-License-Identifier: Apache-2.0
// The outward half of a UK postcode in free words: the finest place a record may hold.
#pragma once

#include <string>
#include <string_view>

namespace earshot::record {

// First outward code, upper case ("SE15"); empty when there is none. A bus, road, room or platform number that looks
// like one is not one.
std::string outward_postcode(std::string_view words);

// Whole outward code and nothing else.
bool is_outward_postcode(std::string_view text);

}  // namespace earshot::record
