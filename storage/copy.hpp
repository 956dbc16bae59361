// SPDX-License-Identifier: Apache-2.0
// A copy of the store's file (made by store::backup) on its way out, without the keys that open it, and back in.
#pragma once

#include "gateway/domain/ids.hpp"
#include "gateway/domain/result.hpp"

#include <set>
#include <string>
#include <vector>

namespace earshot::storage {

struct copied_key {
    alias who{};
    blob wrapped;
};

struct taken_keys {
    std::vector<copied_key> keys;  // of conversations that are there
    std::vector<alias> erased;     // of those that are no more
};

// Takes the wrapped keys out of the copy; ends sessions; drops the bodies of replies that wait, so that a restored copy
// sends nothing twice. Nothing of the keys is left in the file. errc::broken with the reason in `why`.
result<taken_keys> take_keys_out(std::string const& file, std::string& why);

struct put_back {
    std::size_t opened{};  // conversations that have their key again
    std::size_t erased{};  // those whose key is gone, or that were erased since: their content is wiped
};
// Checks the file (integrity, schema), puts the keys back, and wipes every conversation that has none or is in `erased`.
result<put_back> put_keys_back(std::string const& file, std::vector<copied_key> const& keys,
                               std::set<alias> const& erased, std::string& why);

// Aliases erased in a store's file, read-only: what must not come back. errc::not_found, broken.
result<std::vector<alias>> erased_in(std::string const& file);

}  // namespace earshot::storage
