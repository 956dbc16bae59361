// SPDX-License-Identifier: Apache-2.0
// The console's files. A path without a dot is a page of the console itself, which its own script tells apart.
#pragma once

#include "gateway/desk/desk.hpp"

namespace earshot::desk {

net::http_reply console_file(asset_source const& assets, std::string_view path);

}  // namespace earshot::desk
