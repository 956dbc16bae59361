// SPDX-License-Identifier: Apache-2.0
// Changing the master key while the gateway works. The key file comes first: a fresh key beside the old one. Then
// everything is sealed under the fresh key, and what lies under the old one is moved over in small transactions. When
// nothing is left there, the old key is destroyed. A stop or a crash at any point changes nothing: both keys are in the
// file, and the next start goes on.
#pragma once

#include "gateway/app/backup.hpp"
#include "gateway/seal/key_file.hpp"
#include "storage/store.hpp"

#include <chrono>
#include <functional>

namespace earshot {

class key_change {
public:
    // What was read or sealed just before, on another thread, is used or committed within this time.
    static constexpr std::chrono::seconds settled_after{12};

    struct parts {
        storage::store& store;
        seal::keyring& keys;
        seal::key_file& file;
        random_fn random;
        clock_fn now;
        std::function<std::chrono::steady_clock::time_point()> steady;
    };
    explicit key_change(parts p);

    // All on one thread that is not the net thread.
    bool under_way() const { return p_.file.changing(); }
    seal::key for_backups() const { return backup_key(p_.file.current()); }
    std::size_t moved() const noexcept { return moved_; }
    // errc::conflict: under way already; forbidden, unavailable: the key file cannot be written (`why`); errc::busy,
    // broken: the store.
    result<void> begin(std::string& why);
    // Moves up to one page over, or finds that nothing is left and destroys the old key. True: look again at once.
    result<bool> step(std::string& why);

private:
    result<void> note(char const* action);
    std::optional<blob> moved_blob(storage::keyed_blob const& row) const;
    result<bool> end(std::string& why);

    parts p_;
    storage::keyed_blob::place at_{};
    std::int64_t after_{};
    bool found_{};  // in this round through all places
    std::size_t moved_{};
    std::chrono::steady_clock::time_point last_old_;  // when something under the old key was last made or found
};

}  // namespace earshot
