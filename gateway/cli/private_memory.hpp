// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace earshot::cli {

// What a crash leaves behind must not hold anybody's words or keys, and no other process of this user may look in. For
// each command that meets either.
void keep_memory_private();

}  // namespace earshot::cli
