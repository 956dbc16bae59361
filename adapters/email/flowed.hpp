// SPDX-License-Identifier: Apache-2.0
// text/plain; format=flowed (RFC 3676): lines that a mail program broke are joined again.
#pragma once

#include <string>
#include <string_view>

namespace earshot::email {

// Lines end with LF. Quoted lines come out as "> text" with one '>' for each level.
std::string unflow(std::string_view text, bool delete_space);

}  // namespace earshot::email
