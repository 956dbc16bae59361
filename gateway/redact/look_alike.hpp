// SPDX-License-Identifier: Apache-2.0
// Letters of other scripts that pass for Latin ones (Unicode Technical Standard 39, confusables).
#pragma once

#include <unicode/umachine.h>

namespace earshot::redact {

// The Latin letter that `c` looks like, or `c`.
UChar32 latin_look_alike(UChar32 c) noexcept;

}  // namespace earshot::redact
