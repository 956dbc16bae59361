// SPDX-License-Identifier: Apache-2.0
#include "gateway/sealed/moving.hpp"

#include "gateway/sealed/forms.hpp"

namespace earshot::sealed {
namespace {

std::optional<blob> moved(seal::key const& to, seal::key const* from, blob const& sealed, std::string const& place,
                          random_fn const& random) {
    if (!from || seal::open(to, sealed, place)) return std::nullopt;
    auto plain = seal::open(*from, sealed, place);
    if (!plain) return std::nullopt;
    auto out = seal::close(to, *plain, place, random);
    wipe(*plain);
    return out;
}

}  // namespace

std::optional<blob> moved_wrap(seal::keyring const& keys, alias who, blob const& wrapped, random_fn const& random) {
    if (conversation_key::is_current(keys, wrapped)) return std::nullopt;
    auto const inner = conversation_key::unwrap(keys, who, wrapped);
    if (!inner) return std::nullopt;
    return conversation_key::wrap(keys, who, *inner, random);
}

std::optional<blob> moved_journal_body(
    seal::keyring const& keys,
    dedupe_tag dedupe,
    blob const& sealed,
    random_fn const& random
) {
    auto const to = keys.current();
    auto const from = keys.previous();
    return moved(to->journal, from ? &from->journal : nullptr, sealed, place::journal(dedupe), random);
}

std::optional<blob> moved_parcel(
    seal::keyring const& keys,
    alias who,
    message_seq seq,
    blob const& sealed,
    random_fn const& random
) {
    auto const to = keys.current();
    auto const from = keys.previous();
    return moved(to->outbox, from ? &from->outbox : nullptr, sealed, place::parcel(who, seq), random);
}

}  // namespace earshot::sealed
