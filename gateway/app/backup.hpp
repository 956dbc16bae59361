// SPDX-License-Identifier: Apache-2.0
// Backups that forget. Two things are written, to be kept apart from each other and from the master key:
//
//   content   one sealed file for each backup: the database without the keys of its conversations. Many may lie around.
//   keys      one small folder, replaced by each backup: the conversations' wrapped keys, the vault, the key of each
//             content file that is not too old. Only the newest may be kept.
//
// What was erased is in no later keys folder, so that no content file shows it any more: reports under a conversation's
// own key at the next backup, everything else (what waited in the journal, records sealed to the helpline) when the
// content file's key is dropped, after `kept`.
#pragma once

#include "gateway/domain/clock.hpp"
#include "gateway/seal/seal.hpp"
#include "gateway/vault/vault.hpp"
#include "storage/store.hpp"

#include <chrono>
#include <string>

namespace earshot {

struct backup_order {
    std::string content_folder;
    std::string keys_folder;
    std::string data_folder;  // for what is on its way
    std::chrono::seconds kept{};
};

struct backup_made {
    std::string content;  // path of the file
    std::size_t conversations{};
    std::size_t expired{};      // content files whose key was dropped, and which were deleted
    bool older_lost{};          // the keys folder lay under another master key: older content does not open any more
};

// `under`: derived from the master key for this. May take long; any thread but net. Why in `why`.
result<backup_made> make_backup(storage::store& store, vault& addresses, seal::key const& under,
                                backup_order const& order, instant now, random_fn const& random, std::string& why);

struct restore_order {
    std::string content;      // the file
    std::string keys_folder;
    std::string database;     // where to; must not exist unless `replace`
    std::string vault;
    bool replace{};
};

struct restored {
    std::size_t opened{};
    std::size_t erased{};       // came back empty: erased since, or without a key
    bool ledger_read{};         // the database that is replaced told what was erased since
};

// `vault_key`: opens the vault, to forget the addresses of what was erased since.
result<restored> restore_backup(seal::key const& under, seal::key const& vault_key, restore_order const& order,
                                random_fn const& random, std::string& why);

// The key for both, from the master key in use.
inline seal::key backup_key(seal::key const& master) { return master.derive("backups"); }

}  // namespace earshot
