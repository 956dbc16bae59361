// SPDX-License-Identifier: Apache-2.0
// Erasing by code, for whoever holds the code and nothing else.
#pragma once

#include "gateway/app/opened_cases.hpp"
#include "gateway/domain/private_text.hpp"

#include <functional>
#include <string>

namespace earshot {

class erasure {
public:
    erasure(storage::store& store, seal::keyring const& keys, journalled_acts& acts, random_fn random)
        : store_(store), keys_(keys), acts_(acts), random_(std::move(random)) {}

    struct begun {
        conversation_id which{};
        std::string receipt;
    };
    // Asks for it, durably. errc::not_found: the code leads nowhere. Any thread but net; blocks for one commit.
    result<begun> begin(std::string_view code);
    // True when its key and words are gone, from the write-ahead log too. Any thread but net.
    bool over(conversation_id which);

private:
    storage::store& store_;
    seal::keyring const& keys_;
    journalled_acts& acts_;
    random_fn random_;
};

}  // namespace earshot
