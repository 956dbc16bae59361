// SPDX-License-Identifier: Apache-2.0
// What a person wrote: whose it is, what it means, and where a code or NEW leads.
#include "gateway/pipeline/file_notes.hpp"
#include "gateway/pipeline/kept_word.hpp"
#include "gateway/pipeline/pipeline.hpp"

#include <algorithm>

namespace earshot {
namespace {

medium medium_of(channel_traits const& t) noexcept {
    switch (t.medium) {
        case channel_traits::medium_kind::sms: return medium::sms;
        case channel_traits::medium_kind::chat: return medium::chat;
        case channel_traits::medium_kind::mail: return medium::mail;
    }
    return medium::sms;
}

// A case's state as the reporter may hear it (handbook: replies people get by code).
char const* news_of(std::optional<storage::case_row> const& c) noexcept {
    if (!c) return "received";
    if (c->status == "closed") return "closed";
    if (c->status == "claimed" || !c->unread) return "read";
    return "received";
}

std::string notes(reading const& read) {
    std::string out = read.note;
    for (auto const why : read.files_not_taken) out += (out.empty() ? "" : "; ") + file_note(why);
    if (read.files_refused > 0) {
        if (!out.empty()) out += "; ";
        out += std::to_string(read.files_refused) + (read.files_refused == 1 ? " file was" : " files were") + " not kept";
    }
    return out;
}

}  // namespace

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

redact::outcome pipeline::cover(
    open_conversation& c,
    std::string_view text,
    std::vector<std::string> const& names,
    instant at
) const {
    return p_.redactor.strip(text, cover_policy(c), c.knows, names, at.time_since_epoch().count());
}

redact::policy pipeline::cover_policy(open_conversation const& c) const {
    redact::policy how;
    how.keep_numbers = p_.keep_numbers;
    how.incident_place = c.state.question == "Q6";
    return how;
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

pipeline::progress pipeline::step_message(
    open_conversation c,
    storage::journal_row const& row,
    reading const& read,
    stripped const& files,
    looked_up const& code,
    channel_traits const& traits,
    bool fresh
) {
    storage::step_commit commit;
    commit.done = row.seq;

    auto const kept = [&](std::string const& text) {
        return c.state.code_given ? without_codes(text) : text;
    };
    std::optional<word_to_keep> keep;
    if (auto const wish = flow::asks_to_keep(*c.flow, c.state, read.text); !wish.empty())
        keep = keep_word(p_.redactor, cover_policy(c), c.knows, wish, row.received);
    auto covered_text = cover(c, kept(read.text), read.names, row.received);
    sealed::thread_text shown;
    shown.text = covered_text.text.str();
    shown.covers = covered_text.covers;
    shown.note = notes(read);
    if (!read.aside.empty()) shown.aside = cover(c, kept(read.aside), read.names, row.received).text.str();
    if (covered_text.held) shown.note = "not kept: it may show who wrote it, and could not be covered with certainty; they were asked to say it again";

    if (read.what != reading::nature::personal) {
        shown.note = read.what == reading::nature::bounce ? "our message came back: the address did not take it"
                                                          : "an automatic answer, not read as a report";
        files_.append(c, commit, "system", shown, row.received);
        if (c.row.filed_as) {
            commit.events.push_back("case.updated");
            commit.event_case = c.row.filed_as;
        }
        commit_step(c, std::move(commit));
        tell(outcome::automatic, row.channel);
        return progress::done;
    }

    said words;
    words.raw = read.text;
    words.clean = covered_text.text;
    words.covers = covered_text.covers;
    words.word = read.word;
    words.keep = keep;
    words.files_refused = read.files_refused;
    words.files_not_kept = read.files_not_taken;
    if (files)
        for (auto const& f : *files) {
            if (f.refused) words.files_not_kept.push_back(*f.refused);
            else ++words.files_kept;
        }
    // A document that is not kept is said to be so.
    auto const held_files = keep_files(c, read, files, row.received, shown, commit);
    words.files_kept -= std::min(words.files_kept, held_files);
    words.files_not_kept.insert(words.files_not_kept.end(), held_files, file_refusal::failed);
    words.held = covered_text.held;
    bool const held = held_files > 0 || covered_text.held;
    words.late = !fresh && row.received < c.state.last_heard;
    event const what{std::move(words), row.received, fresh_code(p_.random)};
    auto const hour = std::chrono::floor<std::chrono::hours>(row.received).time_since_epoch().count();
    bool const often = !counts_within(c.state, "said_hour", hour, p_.answers_an_hour);
    auto const lately = p_.addresses.lately(row.sender, row.received);
    if (!lately) throw boost::system::system_error(lately.error());
    // For timers, which do not know who it is.
    if (lately->silenced) c.state.memo[silent_memo] = "1";
    else c.state.memo.erase(silent_memo);
    auto step = flow::step(*c.flow, c.state, what);

    bool const follows =
        std::ranges::any_of(step.effects, [](effect const& e) { return std::holds_alternative<follow_code>(e); });
    // A code is a password: the thread must not show it.
    if (follows) {
        shown.text = "[CODE]";
        shown.covers.clear();
    }
    bool const corrects = std::ranges::any_of(step.effects, [](effect const& e) {
        auto const* alert = std::get_if<raise_alert>(&e);
        return alert && alert->kind == "corrected";
    });
    if (corrects) shown.note += std::string(shown.note.empty() ? "" : "; ") + "marked by the reporter as a correction";
    files_.append(c, commit, "reporter", shown, row.received);
    if (keep) {
        sealed::thread_text note;
        note.text_id = kept_by_reporter;
        note.text = keep->word.str();
        note.aside = keep->shown;
        note.note = "the reporter wants staff to see this";
        files_.append(c, commit, "system", note, row.received);
    }
    if (c.row.filed_as) {
        commit.events.push_back("message.in");
        commit.event_case = c.row.filed_as;
    }

    effect_context about;
    about.traits = traits;
    about.sender = row.sender;
    bool const in_need =
        std::ranges::any_of(step.effects, [](effect const& e) {
            auto const* alert = std::get_if<raise_alert>(&e);
            return alert && alert->kind != "returned" && alert->kind != "corrected";
        });
    about.may_send = read.may_answer && (!often || in_need) && !lately->silenced;
    about.now = p_.now();
    bool const asks_again =
        std::ranges::any_of(step.effects, [](effect const& e) { return std::holds_alternative<unmute>(e); });
    if (asks_again) step.next.memo.erase(muted_memo);
    if (about.may_send && fresh) {
        // Somebody who sent STOP earlier is listened to, and answered only when they ask for it again.
        auto const muted = p_.addresses.muted(row.sender);
        if (!muted) throw boost::system::system_error(muted.error());
        if (*muted && !asks_again) {
            about.may_send = false;
            step.next.memo[muted_memo] = "1";
        }
    }
    auto const lead = effects_.carry_out(c, std::move(step), about, commit, batch_);
    if (held && !commit.forget_conversation) {
        std::optional<storage::case_row> before;
        if (c.row.filed_as) before = p_.store.find_case(*c.row.filed_as);
        if (!commit.opened_case) cases_.file(c, commit, before, before ? before->completeness : "partial", {"held"}, about.now);
        commit.events.push_back("alert.held");
    } else if (c.row.filed_as && !commit.opened_case && !commit.forget_conversation) {
        // The record is unchanged, but somebody wrote: the case shows it.
        auto const before = p_.store.find_case(*c.row.filed_as);
        if (before) cases_.file(c, commit, before, before->completeness, {}, about.now);
    }
    tell(outcome::stepped, row.channel);

    if (lead.code) return follow(code, std::move(c), row, read, files, traits, std::move(commit));
    // It was taken for something else than a code: no guess.
    code_done(row, true);
    if (lead.again) begin_next(row, traits, std::move(commit), c);
    else commit_step(c, std::move(commit));
    return progress::done;
}

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
