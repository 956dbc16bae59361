// SPDX-License-Identifier: Apache-2.0
// Secrets live in files of their own, never in the configuration: it is copied, mailed and committed.
#pragma once

#include "gateway/config/section.hpp"

#include <optional>
#include <string>

namespace earshot::config {

enum class guard : unsigned char {
    ours,         // a file of the administrator: nobody but its owner (us or root) may touch it
    credentials,  // in $CREDENTIALS_DIRECTORY: systemd guards the folder and shows an ACL as group bits (0440)
};

// The first line of the file, without its line end; 1 to 4096 bytes, no NUL. nullopt with the reason in `why`, which
// never holds any of the file's content. `why` stays empty when the file does not exist and guard is credentials.
std::optional<secret_text> read_secret(std::string const& path, guard who, std::string& why);

// $CREDENTIALS_DIRECTORY, or empty.
std::string credentials_directory();

}  // namespace earshot::config
