// SPDX-License-Identifier: Apache-2.0
// What a person wrote: covered, understood by the flow, kept in the thread, and answered if it may be.
#include "gateway/pipeline/file_notes.hpp"
#include "gateway/pipeline/kept_word.hpp"
#include "gateway/pipeline/pipeline.hpp"

#include <algorithm>

namespace earshot {
namespace {

std::string notes(reading const& read) {
    std::string out = read.note;
    for (auto const why : read.files_not_taken) out += (out.empty() ? "" : "; ") + file_note(why);
    if (read.files_refused > 0) {
        if (!out.empty()) out += "; ";
        out += std::to_string(read.files_refused) + (read.files_refused == 1 ? " file was" : " files were") + " not kept";
    }
    return out;
}

bool raises(std::vector<effect> const& effects, auto const& which) {
    return std::ranges::any_of(effects, [&which](effect const& e) {
        auto const* alert = std::get_if<raise_alert>(&e);
        return alert && which(alert->kind);
    });
}

template <class What>
bool has(std::vector<effect> const& effects) {
    return std::ranges::any_of(effects, [](effect const& e) { return std::holds_alternative<What>(e); });
}

sealed::thread_text note_of(word_to_keep const& keep) {
    sealed::thread_text note;
    note.text_id = kept_by_reporter;
    note.text = keep.word.str();
    note.aside = keep.shown;
    note.note = "the reporter wants staff to see this";
    return note;
}

said as_said(reading const& read, redact::outcome const& covered, std::optional<word_to_keep> const& keep) {
    said words;
    words.raw = read.text;
    words.clean = covered.text;
    words.covers = covered.covers;
    words.word = read.word;
    words.keep = keep;
    words.held = covered.held;
    words.files_refused = read.files_refused;
    words.files_not_kept = read.files_not_taken;
    return words;
}

// A document that redaction could not vouch for is said to be not kept.
void count_files(std::shared_ptr<std::vector<files::cleaned> const> const& files, unsigned held, said& words) {
    if (files)
        for (auto const& f : *files) {
            if (f.refused) words.files_not_kept.push_back(*f.refused);
            else ++words.files_kept;
        }
    words.files_kept -= std::min(words.files_kept, held);
    words.files_not_kept.insert(words.files_not_kept.end(), held, file_refusal::failed);
}

}  // namespace

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

// A code in it is a password: it is not kept.
pipeline::covered_words pipeline::cover_all(open_conversation& c, reading const& read, instant at) const {
    auto const kept = [&c](std::string const& text) { return c.state.code_given ? without_codes(text) : text; };
    auto out = covered_words{cover(c, kept(read.text), read.names, at), {}};
    out.shown.text = out.whole.text.str();
    out.shown.covers = out.whole.covers;
    out.shown.note = out.whole.held ? "not kept: it may show who wrote it, and could not be covered with certainty; they "
                                      "were asked to say it again"
                                    : notes(read);
    if (!read.aside.empty()) out.shown.aside = cover(c, kept(read.aside), read.names, at).text.str();
    return out;
}

void pipeline::note_automatic(open_conversation c, storage::journal_row const& row, reading const& read,
                              sealed::thread_text shown, storage::step_commit commit) {
    shown.note = read.what == reading::nature::bounce ? "our message came back: the address did not take it"
                                                      : "an automatic answer, not read as a report";
    files_.append(c, commit, "system", shown, row.received);
    if (c.row.filed_as) {
        commit.events.push_back("case.updated");
        commit.event_case = c.row.filed_as;
    }
    commit_step(c, std::move(commit));
    tell(outcome::automatic, row.channel);
}

// Somebody who sent STOP earlier is listened to, and answered only when they ask for it again.
bool pipeline::only_listens(storage::journal_row const& row, conversation& next) const {
    auto const muted = p_.addresses.muted(row.sender);
    if (!muted) throw boost::system::system_error(muted.error());
    if (*muted) next.memo[muted_memo] = "1";
    return *muted;
}

// The record may be unchanged, but somebody wrote: the case shows it.
void pipeline::show_in_case(open_conversation& c, storage::step_commit& commit, bool held, instant now) {
    if (commit.forget_conversation) return;
    if (!commit.opened_case) {
        std::optional<storage::case_row> before;
        if (c.row.filed_as) before = p_.store.find_case(*c.row.filed_as);
        std::vector<std::string> alerts;
        if (held) alerts.emplace_back("held");
        if (before || held) cases_.file(c, commit, before, before ? before->completeness : "partial", alerts, now);
    }
    if (held) commit.events.push_back("alert.held");
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
    std::optional<word_to_keep> keep;
    if (auto const wish = flow::asks_to_keep(*c.flow, c.state, read.text); !wish.empty())
        keep = keep_word(p_.redactor, cover_policy(c), c.knows, wish, row.received);
    auto [covered_text, shown] = cover_all(c, read, row.received);
    if (read.what != reading::nature::personal) {
        note_automatic(std::move(c), row, read, std::move(shown), std::move(commit));
        return progress::done;
    }

    auto words = as_said(read, covered_text, keep);
    auto const files_held = keep_files(c, read, files, row.received, shown, commit);
    count_files(files, files_held, words);
    bool const held = files_held > 0 || covered_text.held;
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

    // A code is a password: the thread must not show it.
    if (has<follow_code>(step.effects)) {
        shown.text = "[CODE]";
        shown.covers.clear();
    }
    if (raises(step.effects, [](auto const& kind) { return kind == "corrected"; }))
        shown.note += std::string(shown.note.empty() ? "" : "; ") + "marked by the reporter as a correction";
    files_.append(c, commit, "reporter", shown, row.received);
    if (keep) files_.append(c, commit, "system", note_of(*keep), row.received);
    if (c.row.filed_as) {
        commit.events.push_back("message.in");
        commit.event_case = c.row.filed_as;
    }

    effect_context about;
    about.traits = traits;
    about.sender = row.sender;
    about.now = p_.now();
    bool const in_need =
        raises(step.effects, [](auto const& kind) { return kind != "returned" && kind != "corrected"; });
    about.may_send = read.may_answer && (!often || in_need) && !lately->silenced;
    bool const asks_for_us = has<unmute>(step.effects);
    if (asks_for_us) step.next.memo.erase(muted_memo);
    if (about.may_send && fresh && !asks_for_us) about.may_send = !only_listens(row, step.next);
    auto const lead = effects_.carry_out(c, std::move(step), about, commit, batch_);
    show_in_case(c, commit, held, about.now);
    tell(outcome::stepped, row.channel);

    if (lead.code) return follow(code, std::move(c), row, read, files, traits, std::move(commit));
    // It was taken for something else than a code: no guess.
    code_done(row, true);
    if (lead.again) begin_next(row, traits, std::move(commit), c);
    else commit_step(c, std::move(commit));
    return progress::done;
}

}  // namespace earshot
