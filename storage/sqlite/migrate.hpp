// SPDX-License-Identifier: Apache-2.0
// Schema steps: the n-th takes a file from user_version n-1 to n, each in one transaction.
#pragma once

#include "storage/sqlite/connection.hpp"

#include <string_view>
#include <vector>

namespace earshot::storage {

// The texts of storage/sqlite/schema, in order; made by the build.
std::vector<std::string_view> const& schema_steps();

// False, with the reason, when the file is not ours or was made by a newer program.
bool migrate(connection& c, std::string& why);

}  // namespace earshot::storage
