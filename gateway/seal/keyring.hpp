// SPDX-License-Identifier: Apache-2.0
// Every key the daemon works with, derived from the master key by purpose, so that one secret is kept and each use has
// its own. The vault's key is not here: it has its own file.
#pragma once

#include "gateway/seal/seal.hpp"

namespace earshot::seal {

struct keyring {
    explicit keyring(key const& master)
        : journal(master.derive("journal body")),
          outbox(master.derive("outbox body")),
          conversations(master.derive("conversation keys")),
          dedupe(master.derive("dedupe tags")),
          provider(master.derive("provider reference tags")),
          codes(master.derive("reporter code tags")),
          records(master.derive("record source hash")),
          sessions(master.derive("desk session tags")) {}

    key journal;        // what was acknowledged and is not yet worked in
    key outbox;         // what waits to be sent
    key conversations;  // wraps each conversation's own key
    key dedupe;
    key provider;
    key codes;
    key records;
    key sessions;
};

}  // namespace earshot::seal
