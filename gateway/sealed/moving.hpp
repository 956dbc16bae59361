// SPDX-License-Identifier: Apache-2.0
// Blobs on their way from the master key before to the one in use.
#pragma once

#include "gateway/domain/ids.hpp"
#include "gateway/seal/keyring.hpp"

#include <optional>

namespace earshot::sealed {

// The same content under the key in use. Nothing when it lies there already, or opens under neither key.
std::optional<blob> moved_wrap(seal::keyring const& keys, alias who, blob const& wrapped, random_fn const& random);
std::optional<blob> moved_journal_body(seal::keyring const& keys, dedupe_tag dedupe, blob const& sealed,
                                       random_fn const& random);
std::optional<blob> moved_parcel(seal::keyring const& keys, alias who, message_seq seq, blob const& sealed,
                                 random_fn const& random);

}  // namespace earshot::sealed
