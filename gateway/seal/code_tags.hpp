// SPDX-License-Identifier: Apache-2.0
// A reporter's code has 50 random bits and is a password. It is found again by what is left of it: a quick keyed hash
// at the moment of issue, and soon a slow one in its place, so that who takes the database and the keys cannot try them
// all.
#pragma once

#include "gateway/domain/ids.hpp"
#include "gateway/seal/keyring.hpp"

#include <string_view>

namespace earshot::seal {

// Case, dash and look-alikes (O 0, I L 1) do not matter.
code_tag quick_tag_of_code(keyring const& keys, std::string_view code);

// Argon2id (RFC 9106) of the quick tag: 64 MiB, two passes, about a tenth of a second. One salt for all, from the
// codes' key: a code has to be found without knowing whose it is. The code itself is not needed, so that old ones can
// follow.
slow_code_tag slow_tag_of_code(keyring const& keys, code_tag quick);

}  // namespace earshot::seal
