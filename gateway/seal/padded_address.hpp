// SPDX-License-Identifier: Apache-2.0
// The length of a sealed address must not tell what kind it is, or whose.
#pragma once

#include "gateway/domain/private_text.hpp"

#include <string>

namespace earshot::seal {

// Filled up to a multiple of 64 bytes (ISO/IEC 7816-4): a phone number, a session and nearly every mail address then
// look alike from outside.
address padded(address const& plain);

// The other way. What was sealed without padding comes back as it is: no address ends in a byte of the padding.
address unpadded(std::string text);

}  // namespace earshot::seal
