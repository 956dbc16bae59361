// SPDX-License-Identifier: Apache-2.0
// Where the passphrase of the key files comes from: a file descriptor, or the terminal.
#pragma once

#include "gateway/seal/key_file.hpp"

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace earshot::cli {

// Takes "--passphrase-fd N" out of `args`. The first line of that descriptor is read when it is first needed, and serves
// for every key file. Without the option the terminal is asked, once; without a terminal there is none. Nothing when N
// is not a number.
std::optional<seal::passphrase_fn> take_passphrase(std::vector<std::string>& args, std::ostream& err);

}  // namespace earshot::cli
