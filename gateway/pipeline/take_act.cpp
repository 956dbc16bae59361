// SPDX-License-Identifier: Apache-2.0
// What an operator did, or the house for them: written words, a question, a note, the end of a case's time.
#include "gateway/pipeline/pipeline.hpp"

namespace earshot {
namespace {

constexpr std::size_t most_masks = 100;  // of one case, by operators
constexpr char missed_by_redaction[] = "MASK";

}  // namespace

bool pipeline::is_still_over(storage::conversation_row const& now, std::string const& version) {
    if (std::to_string(now.version) != version) return false;
    if (!now.filed_as) return true;
    auto const filed = p_.store.find_case(*now.filed_as);
    return !filed || (filed->status == "closed" && filed->hold.empty());
}

pipeline::progress pipeline::take_act(storage::journal_row const& row) {
    auto plain = sealed::open_journal_body(p_.keys, row.dedupe, row.sealed_body);
    auto act = plain ? sealed::desk_act_from_json(plain->reveal()) : result<sealed::desk_act>(plain.error());
    if (!act || !row.conversation) {
        set_aside(row, outcome::set_aside_sealed);
        return progress::done;
    }
    if (batch_.conversations.contains(row.conversation->value)) return progress::wait_for_commit;
    auto stored = p_.store.conversation(*row.conversation);
    storage::step_commit commit;
    commit.done = row.seq;
    if (!stored || stored->wrapped_key.empty()) {
        // Erased in the meantime: there is nobody to write to.
        batch_.steps.push_back(std::move(commit));
        return progress::done;
    }
    if (act->what == sealed::desk_act::kind::end && !is_still_over(*stored, act->text)) {
        batch_.steps.push_back(std::move(commit));
        tell(outcome::act, "house");
        return progress::done;
    }
    auto c = files_.open(std::move(*stored));
    if (!c) {
        set_aside(row, outcome::set_aside_state);
        return progress::done;
    }
    if (act->what == sealed::desk_act::kind::note || act->what == sealed::desk_act::kind::mask)
        keep_words(*c, commit, std::move(*act), row.received);
    else
        carry_out(*c, commit, *act);
    commit_step(*c, std::move(commit));
    tell(outcome::act, "desk");
    return progress::done;
}

// A note, or what redaction missed: for colleagues only.
void pipeline::keep_words(open_conversation& c, storage::step_commit& commit, sealed::desk_act act, instant at) {
    sealed::thread_text words;
    words.text = std::move(act.text);
    if (act.what == sealed::desk_act::kind::mask) {
        // The Desk covers it wherever it shows; redaction covers it in what is still to come, and sealing in what was.
        words.text_id = missed_by_redaction;
        if (!c.sealed() && c.knows.deny.size() < most_masks) c.knows.deny.push_back(words.text);
    }
    files_.append(c, commit, "note", words, at, act.by);
    commit.events.push_back("case.updated");
    commit.event_case = c.row.filed_as;
}

void pipeline::carry_out(open_conversation& c, storage::step_commit& commit, sealed::desk_act const& act) {
    event what;
    what.at = p_.now();
    what.fresh_code = fresh_code(p_.random);
    switch (act.what) {
        case sealed::desk_act::kind::write: {
            bool const first = c.state.memo["operator_wrote"].empty();
            c.state.memo["operator_wrote"] = "1";
            what.what = operator_wrote{redact::stamp::clean(act.text), first && c.state.phase == phase::done};
            break;
        }
        case sealed::desk_act::kind::ask: what.what = operator_asked{act.text}; break;
        case sealed::desk_act::kind::hand_back: what.what = operator_returned{}; break;
        case sealed::desk_act::kind::erase: what.what = erase_requested{act.text}; break;
        case sealed::desk_act::kind::end:
            what.what = erase_requested{};
            commit.count_case = true;
            break;
        case sealed::desk_act::kind::address_opened: what.what = address_opened{act.text}; break;
        case sealed::desk_act::kind::note:
        case sealed::desk_act::kind::mask: break;  // handled above
    }
    // Promised to the person, also when their conversation runs on a version of the flow from before there were such texts.
    bool const in_new_words = act.what == sealed::desk_act::kind::address_opened && !flow::tells_of_opened_address(*c.flow);
    auto const words_of = in_new_words ? p_.flows.current() : c.flow;
    auto step = flow::step(*words_of, c.state, what);
    effect_context about;
    if (auto const* channel = p_.channel_named(c.row.channel)) about.traits = channel->traits();
    about.by = act.by;
    about.now = what.at;
    about.asked_by = act.by.value != 0 ? "desk" : "house";
    effects_.carry_out(c, std::move(step), about, commit, batch_);
    if (c.row.filed_as && commit.events.empty()) commit.events.push_back("message.out");
    if (!commit.event_case) commit.event_case = c.row.filed_as;
}

}  // namespace earshot
