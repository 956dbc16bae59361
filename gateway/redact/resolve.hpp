// SPDX-License-Identifier: Apache-2.0
// Makes one list without overlaps out of what the scanners found.
#pragma once

#include "gateway/redact/scene.hpp"

namespace earshot::redact {

// Where findings overlap, the kind that harms most names the cover, and the cover is the union of all: never a hole.
// In order of place.
findings resolve(findings found);

}  // namespace earshot::redact
