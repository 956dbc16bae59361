// SPDX-License-Identifier: Apache-2.0
#include "gateway/seal/keyring.hpp"

#include <algorithm>
#include <utility>

namespace earshot::seal {
namespace {

tag_keys tags_from(key const& master) {
    return {master.derive("dedupe tags"), master.derive("provider reference tags"), master.derive("reporter code tags"),
            master.derive("record source hash"), master.derive("desk session tags")};
}

key copy_of(key const& k) { return key::from_bytes(k.bytes()).value(); }

tag_keys copy_of(tag_keys const& t) {
    return {copy_of(t.dedupe), copy_of(t.provider), copy_of(t.codes), copy_of(t.records), copy_of(t.sessions)};
}

}  // namespace

keyring::generation::generation(key const& master)
    : journal(master.derive("journal body")),
      outbox(master.derive("outbox body")),
      conversations(master.derive("conversation keys")) {
    // Derived for this alone: it tells nothing of the others.
    auto const name = master.derive("key id");
    std::copy_n(name.bytes().begin(), id.size(), id.begin());
}

keyring::keyring(key const& master) : tags_(tags_from(master)), current_(std::make_shared<generation const>(master)) {}

keyring::keyring(master_keys const& keys)
    : tags_(keys.tags ? copy_of(*keys.tags) : tags_from(keys.current)),
      current_(std::make_shared<generation const>(keys.current)),
      previous_(keys.previous ? std::make_shared<generation const>(*keys.previous) : nullptr) {}

std::shared_ptr<keyring::generation const> keyring::current() const {
    std::lock_guard const hold(mutex_);
    return current_;
}

std::shared_ptr<keyring::generation const> keyring::previous() const {
    std::lock_guard const hold(mutex_);
    return previous_;
}

void keyring::change_to(key const& master) {
    auto fresh = std::make_shared<generation const>(master);
    std::lock_guard const hold(mutex_);
    previous_ = std::exchange(current_, std::move(fresh));
}

void keyring::drop_previous() {
    std::lock_guard const hold(mutex_);
    previous_.reset();
}

tag_keys keyring::take_tags() const { return copy_of(tags_); }

}  // namespace earshot::seal
