// SPDX-License-Identifier: Apache-2.0
// Where a code or NEW leads: to another conversation than the one in which it was sent.
#include "gateway/pipeline/medium_of.hpp"
#include "gateway/pipeline/pipeline.hpp"

namespace earshot {
namespace {

// A case's state as the reporter may hear it (handbook: replies people get by code).
char const* news_of(std::optional<storage::case_row> const& c) noexcept {
    if (!c) return "received";
    if (c->status == "closed") return "closed";
    if (c->status == "claimed" || !c->unread) return "read";
    return "received";
}

}  // namespace

// The person sent a code. Unknown: they are told. Known: the conversation that it leads to goes on here, with this
// person's address; what was opened only to carry the code is dropped.
pipeline::progress pipeline::follow(
    looked_up const& code,
    open_conversation here,
    storage::journal_row const& row,
    reading const& read,
    stripped const& files,
    channel_traits const& traits,
    storage::step_commit commit
) {
    effect_context about;
    about.traits = traits;
    about.sender = row.sender;
    about.now = p_.now();

    auto const& found = code.found;
    bool const elsewhere = found && found->id != here.row.id;
    // Its last step is not committed yet: this row is taken up again after that.
    if (elsewhere && batch_.conversations.contains(found->id.value)) return progress::wait_for_commit;
    std::optional<open_conversation> there;
    if (elsewhere) {
        auto opened = files_.open(*found);
        if (opened) there = std::move(*opened);
    }
    if (found && elsewhere && !there) {
        set_aside(row, outcome::set_aside_state);
        return progress::done;
    }

    std::optional<storage::case_row> filed;
    if (found && found->filed_as) filed = p_.store.find_case(*found->filed_as);
    event const answer{code_looked_up{found.has_value(), news_of(filed), code.limited}, row.received, {}};
    code_done(row, found.has_value());
    p_.tried(found ? code_try::found : code.limited ? code_try::limited : code_try::unknown);
    if (!there) {
        auto step = flow::step(*here.flow, here.state, answer);
        effects_.carry_out(here, std::move(step), about, commit, batch_);
        commit_step(here, std::move(commit));
        return progress::done;
    }

    bool const carrier_only = !here.row.filed_as && here.state.answers.empty();
    if (carrier_only && here.row.id.value != 0) {
        storage::step_commit drop;
        drop.conversation = here.row;
        drop.forget_conversation = true;
        batch_.conversations.insert(here.row.id.value);
        batch_.steps.push_back(std::move(drop));
    } else if (!carrier_only) {
        auto keep = std::move(commit);
        keep.done.reset();
        commit_step(here, std::move(keep));
    }
    batch_.address_work.push_back([old = here.row.who](vault& v) { return v.forget(old, std::nullopt); });
    batch_.address_work.push_back([who = there->row.who](vault& v) { return v.forget(who, std::nullopt); });
    adopt(there->row.who, row);

    there->row.channel = row.channel;
    there->state.how = medium_of(traits);
    storage::step_commit moved;
    moved.done = row.seq;
    sealed::thread_text arrived;
    arrived.text = "[CODE]";
    arrived.note = "the reporter came back with their code";
    if (carrier_only) keep_files(*there, read, files, row.received, arrived, moved);
    files_.append(*there, moved, "reporter", arrived, row.received);
    auto step = flow::step(*there->flow, there->state, answer);
    effects_.carry_out(*there, std::move(step), about, moved, batch_);
    if (there->row.filed_as) {
        moved.events.push_back("message.in");
        moved.event_case = there->row.filed_as;
    }
    commit_step(*there, std::move(moved));
    return progress::done;
}

// NEW: the conversation so far stays as it is; the same person begins another under a new alias.
void pipeline::begin_next(
    storage::journal_row const& row,
    channel_traits const& traits,
    storage::step_commit ended,
    open_conversation& old
) {
    ended.done.reset();
    if (old.row.id.value != 0 || old.state.has_case) commit_step(old, std::move(ended));

    auto const who = fresh_alias();
    adopt(who, row);
    auto c = files_.begin(who, row.channel, medium_of(traits), row.received);
    storage::step_commit commit;
    commit.done = row.seq;
    event const opening{said{}, row.received, fresh_code(p_.random)};
    auto step = flow::step(*c.flow, c.state, opening);
    effect_context about;
    about.traits = traits;
    about.sender = row.sender;
    about.now = p_.now();
    effects_.carry_out(c, std::move(step), about, commit, batch_);
    commit_step(c, std::move(commit));
}

}  // namespace earshot
