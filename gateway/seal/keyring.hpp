// SPDX-License-Identifier: Apache-2.0
// Every key the daemon works with, derived from the master key by purpose, so that one secret is kept and each use has
// its own. The vault's key is not here: it has its own file.
//
// The master key may be changed while the daemon runs: new work is sealed under the key in use, what lies under the one
// before still opens, until it has been moved over and the old key is dropped. The keys of tags stay: what they hashed is
// not kept, so it could not be hashed again.
#pragma once

#include "gateway/seal/seal.hpp"

#include <array>
#include <memory>
#include <mutex>
#include <optional>

namespace earshot::seal {

struct tag_keys {
    key dedupe;
    key provider;
    key codes;
    key records;
    key sessions;
};

struct master_keys {
    key current;
    std::optional<key> previous;   // while a change is under way
    std::optional<tag_keys> tags;  // none: those of the current key
};

class keyring {
    tag_keys tags_;  // before the references to it

public:
    // What is sealed under one master key.
    struct generation {
        explicit generation(key const& master);
        std::array<std::uint8_t, 4> id{};  // stands in front of each wrapped key
        key journal;                       // what was acknowledged and is not yet worked in
        key outbox;                        // what waits to be sent
        key conversations;                 // wraps each conversation's own key
    };

    explicit keyring(key const& master);
    explicit keyring(master_keys const& keys);
    keyring(keyring const&) = delete;
    keyring& operator=(keyring const&) = delete;

    // Any thread. What was taken stays good for as long as it is held.
    std::shared_ptr<generation const> current() const;
    // Null: no change is under way.
    std::shared_ptr<generation const> previous() const;

    // From now on everything is sealed under `master`.
    void change_to(key const& master);
    void drop_previous();

    tag_keys take_tags() const;

    key const& dedupe = tags_.dedupe;
    key const& provider = tags_.provider;
    key const& codes = tags_.codes;
    key const& records = tags_.records;
    key const& sessions = tags_.sessions;

private:
    mutable std::mutex mutex_;
    std::shared_ptr<generation const> current_;
    std::shared_ptr<generation const> previous_;
};

}  // namespace earshot::seal
