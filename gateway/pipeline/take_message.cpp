// SPDX-License-Identifier: Apache-2.0
// A message of a person: what it is, whose it is, and which conversation it goes on in.
#include "gateway/pipeline/medium_of.hpp"
#include "gateway/pipeline/pipeline.hpp"

namespace earshot {

alias pipeline::fresh_alias() const {
    alias a;
    p_.random(a.value);
    return a;
}

void pipeline::adopt(alias who, storage::journal_row const& row) {
    batch_.address_work.push_back(
        [who, sender = sealed_sender{row.sender, row.sealed_sender}, channel = row.channel, at = row.received](vault& v) {
            return v.adopt(who, sender, channel, at);
        }
    );
}

pipeline::progress pipeline::take_message(storage::journal_row const& row) {
    // A second message of a person in this batch needs what the first one changed.
    if (batch_.senders.contains(row.sender)) return progress::wait_for_commit;
    if (held_back_.contains(row.sender) || p_.codes.of(row.seq) == code_room::state::waiting ||
        (p_.files && p_.files->of(row.seq) == files::strip_room::state::waiting))
        return later(row);

    auto const* channel = p_.channel_named(row.channel);
    if (!channel) {
        set_aside(row, outcome::set_aside_channel);
        return progress::done;
    }
    auto content = sealed::open_journal_body(p_.keys, row.dedupe, row.sealed_body);
    if (!content) {
        set_aside(row, outcome::set_aside_sealed);
        return progress::done;
    }
    auto understood = channel->read(*content);
    reading read;
    if (understood) read = std::move(*understood);
    else read.note = "this message could not be read";
    auto const traits = channel->traits();
    looked_up code;
    if (!code_ready(row, read, medium_of(traits), code)) return later(row);
    stripped files;
    if (!files_ready(row, read, files)) return later(row);

    // Whose is it? A reply token leads to its conversation whoever sent it; else the sender's open conversation.
    auto const mine = p_.addresses.current(row.sender);
    if (!mine) throw boost::system::system_error(mine.error());
    std::optional<alias> who = *mine;
    bool own_address = true;
    if (row.route != route_tag{}) {
        auto const routed = p_.addresses.follow_route(row.route, p_.now());
        if (!routed) throw boost::system::system_error(routed.error());
        if (*routed) {
            own_address = *mine == *routed;
            who = *routed;
        }
    }

    std::optional<storage::conversation_row> stored;
    if (who) stored = p_.store.conversation_of(*who);
    if (stored && stored->phase == earshot::name(phase::erased)) {
        stored.reset();
        who.reset();
    }
    batch_.senders.insert(row.sender);
    if (stored) {
        if (batch_.conversations.contains(stored->id.value)) return progress::wait_for_commit;
        auto opened = files_.open(std::move(*stored));
        if (!opened) {
            set_aside(row, outcome::set_aside_state);
            return progress::done;
        }
        if (read.reply_to && own_address)
            batch_.address_work.push_back([a = opened->row.who, ch = row.channel, better = *read.reply_to](vault& v) {
                return v.update(a, ch, better);
            });
        return step_message(std::move(*opened), row, read, files, code, traits, false);
    }
    if (read.what != reading::nature::personal) {
        // A vacation note or a bounce of nothing we know opens no report.
        storage::step_commit nothing;
        nothing.done = row.seq;
        batch_.steps.push_back(std::move(nothing));
        tell(outcome::automatic, row.channel);
        return progress::done;
    }
    auto const lately = p_.addresses.lately(row.sender, p_.now());
    if (!lately) throw boost::system::system_error(lately.error());
    if (!who && lately->opened >= p_.reports_a_day) {
        set_aside(row, outcome::set_aside_often);
        return progress::done;
    }
    // An alias without a conversation was adopted just before a crash: it is used now.
    alias const fresh = who ? *who : fresh_alias();
    if (!who) adopt(fresh, row);
    auto c = files_.begin(fresh, row.channel, medium_of(traits), row.received);
    if (read.reply_to)
        batch_.address_work.push_back([fresh, ch = row.channel, better = *read.reply_to](vault& v) {
            return v.update(fresh, ch, better);
        });
    return step_message(std::move(c), row, read, files, code, traits, true);
}

}  // namespace earshot
