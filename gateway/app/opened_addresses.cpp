// SPDX-License-Identifier: Apache-2.0
#include "gateway/app/opened_addresses.hpp"

#include "gateway/desk/glass_rules.hpp"

namespace earshot {
namespace {

constexpr std::size_t untold_a_round = 20;

}  // namespace

result<desk::address_door::kind> opened_addresses::kind_of(alias who) {
    auto const channel = addresses_.channel_of(who);
    if (!channel) return channel.error();
    auto const medium = medium_(*channel);
    if (!medium) return make_error_code(errc::unavailable);
    switch (*medium) {
        case channel_traits::medium_kind::sms: return kind::phone;
        case channel_traits::medium_kind::mail: return kind::mail;
        case channel_traits::medium_kind::chat: break;
    }
    return make_error_code(errc::unsupported);
}

result<desk::address_door::kind> opened_addresses::what_is_kept(conversation_id about) {
    auto const row = store_.conversation(about);
    if (!row || row->wrapped_key.empty()) return make_error_code(errc::not_found);
    return kind_of(row->who);
}

result<desk::address_door::opened> opened_addresses::open(conversation_id about) {
    auto const row = store_.conversation(about);
    if (!row || row->wrapped_key.empty()) return make_error_code(errc::not_found);
    // A chat's token would let somebody sit down in the reporter's place.
    auto const what = kind_of(row->who);
    if (!what) return what.error();
    auto found = addresses_.reveal(row->who);
    if (!found) return found.error();
    if (*what == kind::phone) return opened{*what, std::move(*found)};
    // Behind a mailbox stands the id of the mail that is answered.
    auto const whole = found->reveal();
    return opened{*what, address(std::string(whole.substr(0, whole.find('\n'))))};
}

result<void> keep_glass(storage::store& store, journalled_acts& acts, instant now) {
    if (auto const lapsed = store.lapse_glass(now); !lapsed) return lapsed.error();
    for (auto const& row : store.untold_glass(untold_a_round)) {
        auto const told = acts.tell_opened(row.conversation, row.asked_by, row.reason, desk::told_key(row.id));
        if (!told) return told.error();
        if (auto const marked = store.mark_glass_told(row.id); !marked) return marked;
    }
    return {};
}

}  // namespace earshot
