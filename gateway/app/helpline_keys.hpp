// SPDX-License-Identifier: Apache-2.0
// The helpline's public keys as they are now: those made at the Desk, and those of the configured JWK Set.
#pragma once

#include "gateway/seal/helpline.hpp"
#include "storage/store.hpp"

#include <memory>
#include <mutex>
#include <string>

namespace earshot {

// The JWK Set of keys.helpline_file, every key of it tried by sealing to it. errc::malformed with what is wrong and
// what to do in `why`.
result<std::string> read_helpline_file(std::string const& file, std::string& why);

class helpline_keys {
public:
    explicit helpline_keys(storage::store& store) : store_(store) {}

    // Reads keys.helpline_file; empty: none. False with the reason in `why`.
    bool read_file(std::string const& file, std::string& why);
    // Takes what the store holds now. Any thread but net. A key that no longer reads is left out: false.
    bool refresh();

    // Null: there is no key, and reports stay under their conversations' own keys. Any thread.
    std::shared_ptr<seal::helpline const> current() const;

private:
    storage::store& store_;
    std::string configured_;  // the JWK Set, as it was read
    mutable std::mutex mutex_;
    std::shared_ptr<seal::helpline const> now_;
};

}  // namespace earshot
