// SPDX-License-Identifier: Apache-2.0
#include "gateway/app/key_change.hpp"

#include "gateway/sealed/moving.hpp"

#include <utility>

namespace earshot {
namespace {

using storage::keyed_blob;

constexpr std::size_t page = 200;

}  // namespace

key_change::key_change(parts p) : p_(std::move(p)), last_old_(p_.steady()) {}

result<void> key_change::note(char const* action) {
    storage::audit_row row;
    row.at = p_.now();
    row.action = action;
    row.detail = "command-line";
    return p_.store.audit(std::move(row));
}

result<void> key_change::begin(std::string& why) {
    if (under_way()) {
        why = "a change is under way";
        return errc::conflict;
    }
    // Before the act: what cannot be written down is not done.
    if (auto noted = note("key.change.begun"); !noted) return noted;
    if (auto begun = p_.file.begin_change(p_.random, why); !begun) return begun;
    p_.keys.change_to(p_.file.current());
    at_ = {};
    after_ = 0;
    found_ = false;
    moved_ = 0;
    last_old_ = p_.steady();
    return {};
}

std::optional<blob> key_change::moved_blob(keyed_blob const& row) const {
    switch (row.where) {
        case keyed_blob::place::conversation_key: return sealed::moved_wrap(p_.keys, row.who, row.sealed, p_.random);
        case keyed_blob::place::journal:
        case keyed_blob::place::held:
            return sealed::moved_journal_body(p_.keys, row.dedupe, row.sealed, p_.random);
        case keyed_blob::place::outbox:
            return sealed::moved_parcel(p_.keys, row.who, row.seq, row.sealed, p_.random);
    }
    return std::nullopt;
}

result<bool> key_change::step(std::string& why) {
    if (!under_way()) return false;
    auto const rows = p_.store.keyed_blobs(at_, after_, page);
    std::vector<storage::store::keyed_change> changes;
    for (auto const& row : rows)
        if (auto fresh = moved_blob(row)) changes.push_back({row.where, row.id, row.sealed, std::move(*fresh)});
    if (!changes.empty()) {
        auto const count = changes.size();
        if (auto written = p_.store.change_keyed(std::move(changes)); !written)
            return result<bool>(boost::system::in_place_error, written.error());
        moved_ += count;
        found_ = true;
        last_old_ = p_.steady();
    }
    if (rows.size() == page) {
        after_ = rows.back().id;
        return true;
    }
    after_ = 0;
    if (at_ != keyed_blob::place::outbox) {
        at_ = static_cast<keyed_blob::place>(static_cast<int>(at_) + 1);
        return true;
    }
    at_ = {};
    bool const again = std::exchange(found_, false);
    if (again) return true;
    if (p_.steady() - last_old_ < settled_after) return false;
    return end(why);
}

result<bool> key_change::end(std::string& why) {
    // What was wiped with the old key must not be read with it from the write-ahead log.
    if (auto cut = p_.store.cut_wal(); !cut) return result<bool>(boost::system::in_place_error, cut.error());
    if (auto ended = p_.file.end_change(p_.random, why); !ended)
        return result<bool>(boost::system::in_place_error, ended.error());
    p_.keys.drop_previous();
    if (auto noted = note("key.change.done"); !noted) return result<bool>(boost::system::in_place_error, noted.error());
    return false;
}

}  // namespace earshot
