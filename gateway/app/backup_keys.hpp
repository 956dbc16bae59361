// SPDX-License-Identifier: Apache-2.0
// What lies in a backup's keys folder.
#pragma once

#include "gateway/domain/clock.hpp"
#include "gateway/seal/seal.hpp"
#include "storage/copy.hpp"

#include <string>
#include <vector>

namespace earshot {

struct content_key {
    std::string name;  // of the content file
    seal::key key;
    instant made{};
};

struct backup_keys {
    std::vector<content_key> contents;
    std::vector<storage::copied_key> conversations;
    std::vector<alias> erased;
};

std::string keys_file(std::string const& keys_folder);
std::string vault_copy(std::string const& keys_folder);

// errc::not_found; errc::unauthentic: under another key; errc::malformed.
result<backup_keys> read_backup_keys(std::string const& keys_folder, seal::key const& under, std::string& why);
// Replaces what was there in one step; its old bytes are overwritten.
result<void> write_backup_keys(std::string const& keys_folder, backup_keys const& keys, seal::key const& under,
                               random_fn const& random, std::string& why);

}  // namespace earshot
