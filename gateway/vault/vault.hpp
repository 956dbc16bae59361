// SPDX-License-Identifier: Apache-2.0
// Alias <-> sealed address. The only place where an address can be had again, with its own file and its own key. It
// knows nothing of what was said.
#pragma once

#include "gateway/domain/clock.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/private_text.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/seal/seal.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earshot {

// What the vault makes of a sender at the door, without touching its file: cheap, and safe to store in the journal.
struct sealed_sender {
    sender_tag tag{};
    blob sealed;  // the address for answers, under the vault's key
};

// What is remembered of a sender whose address may be forgotten: keyed hashes under a key of the day, for a day.
struct acquaintance {
    int opened{};     // conversations begun lately
    bool silenced{};  // a supervisor stopped answers to them, without knowing who they are
};

class vault {
public:
    // Opens or creates the file (mode 0600). Owns its only connection, for as long as it lives no other process can
    // open the file; all calls may come from any thread and are short. Errors of every verb: errc::busy (disk full:
    // nothing was written, try again), errc::broken (any other I/O error: everything is refused from now on).
    // errc::broken: the file cannot be trusted or the key does not fit it (`why` says which).
    static result<std::unique_ptr<vault>> open(std::string const& file, seal::key key, random_fn random,
                                               std::string& why);
    virtual ~vault() = default;

    // Pure; safe on any thread.
    virtual sealed_sender at_the_door(std::string_view channel, address const& sender,
                                      address const& reply_to) const = 0;
    virtual sender_tag tag_of(std::string_view channel, address const& sender) const = 0;

    // The alias of the person's open conversation, if there is one.
    virtual result<std::optional<alias>> current(sender_tag who) = 0;
    // Makes a new alias the current one of this person; the old alias keeps its address until forgotten. Repeating it
    // with the same alias changes nothing. Durable on return.
    virtual result<void> adopt(alias a, sealed_sender const& who, std::string_view channel, instant at) = 0;
    // A better address for the same person (threading of mail).
    virtual result<void> update(alias a, std::string_view channel, address const& reply_to) = 0;
    // Last hop: errc::not_found when it was forgotten.
    virtual result<address> reveal(alias a) = 0;
    virtual result<std::string> channel_of(alias a) = 0;

    // Destroys the address. With `keep_tag_until`, a keyed hash under a daily rotating key stays for STOP and rate
    // limits. Durable on return; nothing readable stays in the file or its WAL.
    virtual result<void> forget(alias a, std::optional<instant> keep_tag_until) = 0;

    // STOP and START, kept as a keyed hash of the sender.
    virtual result<void> set_muted(sender_tag who, bool muted, instant at) = 0;
    virtual result<bool> muted(sender_tag who) = 0;
    // What is remembered of this sender now.
    virtual result<acquaintance> lately(sender_tag who, instant now) = 0;
    // Remembers the sender of `a` as one who gets no answers until then; nothing: no longer. Works for as long as the
    // address is kept and a day after; then errc::not_found.
    virtual result<void> silence(alias a, std::optional<instant> until) = 0;

    // Reply tokens (mail): only their keyed hash is kept.
    virtual route_tag route_of(std::string_view token) const = 0;
    virtual result<void> add_route(route_tag token, alias a, instant expires) = 0;
    virtual result<std::optional<alias>> follow_route(route_tag token, instant now) = 0;

    // Several writes as one durable one, in order: 256 new senders cost one commit. Each work calls this vault's own
    // verbs on the calling thread. All or nothing: a work that fails with errc::busy or errc::broken ends it; any other
    // error of a work (it concerns its own alias only) leaves the others standing and is what comes back when all the
    // rest is durable.
    virtual result<void> write_together(std::vector<std::function<result<void>(vault&)>> const& work) = 0;

    // A consistent copy as a file of its own, which must not exist; sealed as the vault is.
    virtual result<void> copy_to(std::string const& file) = 0;

    // Drops what has expired.
    virtual result<void> sweep(instant now) = 0;
    virtual result<std::size_t> count() = 0;
};

}  // namespace earshot
