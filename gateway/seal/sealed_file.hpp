// SPDX-License-Identifier: Apache-2.0
// Whole files under one key: libsodium's secretstream (XChaCha20-Poly1305) in chunks of 64 KiB, so that size does not
// matter and a file that was cut short, reordered or changed does not open.
#pragma once

#include "gateway/seal/seal.hpp"

#include <string>

namespace earshot::seal {

// `to` must not exist; mode 0600, durable on return. errc::unavailable with the reason in `why`.
result<void> seal_file(key const& k, std::string const& from, std::string const& to, std::string& why);
// errc::unauthentic: another key, or changed. `to` is removed again when it fails.
result<void> open_file(key const& k, std::string const& from, std::string const& to, std::string& why);

}  // namespace earshot::seal
