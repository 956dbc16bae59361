// SPDX-License-Identifier: Apache-2.0
// What the person wrote: keywords and cries for help first, then whatever the phase makes of it.
#include "gateway/flow/flow.hpp"
#include "gateway/flow/plain_words.hpp"
#include "gateway/flow/stepper.hpp"
#include "gateway/flow/view.hpp"

#include <algorithm>

namespace earshot::flow {

std::string code_sent(medium how, std::string_view raw) {
    if (how == medium::mail)
        if (auto code = code_in(top_line(raw)); !code.empty()) return code;
    return code_in(raw);
}

bool stepper::keyword(std::string const& text, char const* which) const {
    auto const k = flow_.keywords.find(which);
    return k != flow_.keywords.end() &&
           std::find(k->second.begin(), k->second.end(), text) != k->second.end();
}

std::string stepper::command_of(said const& s) const {
    if (s.word == reading::signal::stop) return "stop";
    if (s.word == reading::signal::start) return "start";
    if (s.word == reading::signal::help) return "help";
    auto text = folded(s.raw);
    if (c_.how == medium::mail) text = folded(top_line(s.raw));
    for (auto const* which : {"stop", "delete", "start", "help", "new", "go", "back"})
        if (keyword(text, which)) return which;
    return {};
}

stepper::cries stepper::listen(std::string_view raw) const {
    auto text = folded(raw);
    cries out;
    // The longer wording first: "kill myself" is no threat to somebody else.
    for (auto const& phrase : flow_.suicide) {
        if (!has_phrase(text, phrase)) continue;
        out.suicide = true;
        text = without_phrase(std::move(text), phrase);
    }
    for (auto const& w : flow_.danger) out.danger = out.danger || has_phrase(text, w);
    return out;
}

void stepper::on(said const& s) {
    if (c_.phase == phase::erased) {
        effects_.emplace_back(begin_again{});
        return;
    }
    c_.last_heard = std::max(c_.last_heard, at_);
    auto const command = command_of(s);
    if (command == "stop") return stop();
    if (command == "delete") {
        auto receipt = receipt_from(fresh_code_);
        speak("DEL", receipt);
        return wipe_all(std::move(receipt));
    }
    if (c_.phase == phase::stopped) return when_stopped(s, command);
    // A word that asks for us again, from somebody who may have sent STOP long ago.
    if (command == "start" || (command == "go" && c_.phase == phase::fresh)) effects_.emplace_back(unmute{});

    auto const heard = listen(s.raw);
    if (!heard.danger && !heard.suicide && !asks_to_keep(flow_, c_, s.raw).empty()) return keep_word(s);
    note_covers(s);
    if (c_.how == medium::mail && c_.phase != phase::human && command.empty() && code_in(top_line(s.raw)).empty())
        return on_mail(s, heard);
    for (auto const id : words_on_files(flow_, s)) speak(id);
    if (heard.suicide) {
        raise("suicide");
        speak("SUIC");
    }
    if (heard.danger) {
        enter_danger(s);
        if (not_kept(s)) speak("HELD");
        return;
    }
    if (auto const code = code_in(c_.how == medium::mail ? top_line(s.raw) : s.raw); !code.empty()) {
        effects_.emplace_back(follow_code{code});
        if (c_.phase == phase::fresh) wake_in(flow_.idle);
        return;
    }
    if (command == "help") return help();
    if (command == "new" && c_.phase != phase::fresh) return begin_new();
    if (not_kept(s) && command.empty()) return ask_once_more();
    switch (c_.phase) {
        case phase::fresh: return when_fresh(s);
        case phase::danger: return when_in_danger(s);
        case phase::human: return when_human(s, command);
        case phase::done: return when_done(s);
        default: return when_asked(s, command);
    }
}

// They must know: otherwise they believe that we have what they told. A flow from before there was a text for it goes on.
bool stepper::not_kept(said const& s) const {
    return s.held && flow_.texts.contains("HELD");
}

void stepper::ask_once_more() {
    speak("HELD");
    if (c_.phase == phase::fresh) return advance();
    if (c_.phase != phase::asking) return;
    wake_in(flow_.idle);
    if (auto const* q = find(flow_, c_.question)) ask(*q);
}

void stepper::stop() {
    speak("STOPPED");
    if (!ended() && worth_keeping()) file("partial");
    effects_.emplace_back(mute{});
    c_.contact_agreed = false;
    close_address();
    if (c_.phase == phase::asking) c_.resume_at = c_.question;
    c_.phase = phase::stopped;
    c_.question.clear();
    c_.wake_at.reset();
}

void stepper::wipe_all(std::string receipt) {
    effects_.emplace_back(forget_everything{std::move(receipt)});
    c_.phase = phase::erased;
    c_.question.clear();
    c_.resume_at.clear();
    c_.answers.clear();
    c_.wake_at.reset();
}

void stepper::help() {
    raise("help");
    speak("HELPED");
    if (c_.phase == phase::asking) c_.resume_at = c_.question;
    c_.phase = phase::human;
    c_.question.clear();
    c_.wake_at.reset();
}

void stepper::begin_new() {
    if (!ended() && worth_keeping()) file("partial");
    if (c_.phase == phase::asking) close_address();
    c_.phase = phase::done;
    c_.question.clear();
    c_.wake_at.reset();
    speak("NEW");
    effects_.emplace_back(begin_again{});
}

// Nothing is said to them, but what they write still counts.
void stepper::when_stopped(said const& s, std::string const& command) {
    if (command == "start" || command == "go" || folded(s.raw) == "yes") {
        effects_.emplace_back(unmute{});
        if (ended()) {
            c_.phase = phase::done;
            speak("WELCOME");
        } else {
            go_on();
        }
        return;
    }
    if (auto const code = code_in(s.raw); !code.empty()) {
        effects_.emplace_back(follow_code{code});
        return;
    }
    auto const heard = listen(s.raw);
    keep_in_story(s);
    if (heard.suicide) raise("suicide");
    if (heard.danger) raise("danger");
    if (command == "help") raise("help");
    if (worth_keeping()) file(ended() ? "complete" : "partial");
}

void stepper::when_fresh(said const& s) {
    if (tokens_of(s.raw).size() >= 5) keep_in_story(s);
    advance();
}

void stepper::enter_danger(said const& s) {
    raise("danger");
    speak("EM");
    auto const* q = c_.phase == phase::asking ? find(flow_, c_.question) : nullptr;
    auto const u = q && !q->story ? understand(flow_, *q, s.raw) : std::nullopt;
    bool const plain =
        u && std::all_of(u->chosen.begin(), u->chosen.end(), [](auto const* o) { return o->does.empty(); });
    if (plain && u->how == answered::given)
        put_answer(*q, *u, s);
    else if (c_.phase != phase::human)
        keep_in_story(s);
    if (q && q->story) c_.memo["story_asked"] = "1";
    file(ended() ? "complete" : "partial");
    if (c_.phase == phase::human) return;  // a person is already there
    if (c_.phase == phase::asking) c_.resume_at = c_.question;
    c_.phase = phase::danger;
    c_.question.clear();
    c_.wake_at.reset();
}

void stepper::when_in_danger(said const& s) {
    auto const text = folded(s.raw);
    if (keyword(text, "safe") || keyword(text, "go")) {
        // They said so: the question about safety is answered.
        auto const path = walk(flow_, flow_.first, c_.answers, c_.how);
        if (!path.empty() && !path.front()->options.empty() && !may_skip(*path.front())) {
            auto& a = c_.answers[path.front()->id];
            if (a.codes.empty()) a = {answered::given, {path.front()->options.front().code}, {}, {}, {}, at_};
        }
        return go_on();
    }
    keep_in_story(s);
    file(ended() ? "complete" : "partial");
    speak("WAIT");
}

void stepper::when_human(said const& s, std::string const& command) {
    if (memo("c1") == "wait") return contact_answer(s);
    if (command == "go") {
        if (ended()) {
            c_.phase = phase::done;
            return speak("WELCOME");
        }
        go_on();
    }
    if (ended() && corrects(s)) raise("corrected");
    // Everything else is for the operator, who sees it in the thread.
}

void stepper::contact_answer(said const& s) {
    auto const text = folded(s.raw);
    auto const first = tokens_of(s.raw);
    bool const digit = !first.empty() && first.front().number;
    auto const starts = [&](std::string_view d) { return digit && first.front().text == d; };
    if (starts("3") || text == "no" || text == "no more" || text == "no more texts") {
        c_.memo.erase("held");
        c_.memo["c1"] = "no";
        c_.contact_agreed = false;
        for (auto& [id, a] : c_.answers) {
            auto const* q = find(flow_, id);
            if (!q || q->kind != kind::consent) continue;
            std::erase_if(a.codes, [&](auto const& code) {
                return std::any_of(q->options.begin(), q->options.end(),
                                   [&](auto const& o) { return o.contact && o.code == code; });
            });
            a.at = at_;
        }
        c_.phase = phase::done;
        file(ended() ? "complete" : "partial");
        speak("C1NO");
        return close_address();
    }
    if (starts("2") || text.starts_with("later")) {
        c_.memo["c1"] = "later";
        return speak("C1LATER");
    }
    if (starts("1") || text.starts_with("yes") || text == "ok" || text == "okay") {
        c_.memo["c1"] = "yes";
        if (auto held = c_.memo.find("held"); held != c_.memo.end()) {
            effects_.emplace_back(say{"OPERATOR", held->second, {}, false, true});
            c_.memo.erase(held);
        }
    }
    // Anything else may come from somebody else who holds the phone: the operator's words stay back.
}

void stepper::when_done(said const& s) {
    if (memo("ended") != "complete") {
        // Saved as partial when the time was over: go on where it was.
        c_.phase = phase::asking;
        c_.question = c_.resume_at;
        if (find(flow_, c_.question)) return when_asked(s, command_of(s));
        return advance();
    }
    auto const command = command_of(s);
    if (command == "back") return speak("NOBACK");
    if (command == "go" || command == "start") return speak("WELCOME");
    bool const words = !tokens_of(s.raw).empty();
    if (!words && s.files_kept == 0) return;
    bool const waited = memo("correcting") == "1";
    c_.memo.erase("correcting");
    if (waited && (folded(s.raw) == "0" || keyword(folded(s.raw), "skip"))) return speak("WELCOME");
    bool const correction = waited || corrects(s);
    if (correction && !waited && keyword(folded(s.raw), "correct") && flow_.texts.contains("CORRECT")) {
        c_.memo["correcting"] = "1";
        return speak("CORRECT");
    }
    if (words) keep_in_story(s);
    add_more(correction);
    if (words) speak(correction && flow_.texts.contains("CORRECTED") ? "CORRECTED" : "NOTED");
}

bool stepper::corrects(said const& s) const {
    auto const words = tokens_of(c_.how == medium::mail ? top_line(s.raw) : s.raw);
    return !words.empty() && keyword(words.front().text, "correct");
}

void stepper::add_more(bool correction) {
    file("complete");
    raise(correction ? "corrected" : "returned");
}

void stepper::when_asked(said const& s, std::string const& command) {
    auto const* q = find(flow_, c_.question);
    if (!q) return advance();
    bool const warned = std::exchange(c_.idle_warned, false);
    if (c_.how != medium::mail) wake_in(flow_.idle);
    if (command == "back") return back();
    if (command == "go" || command == "start") return ask(*q);
    if (q->id != flow_.first) tell_covers(s);
    auto const t = tokens_of(s.raw);
    // A file alone is no answer: the question comes again behind what was said about it.
    if (t.empty()) return s.files_kept > 0 || !s.files_not_kept.empty() ? ask(*q) : void();
    if (warned && t.size() == 1 && t[0].text == "1") return ask(*q);
    if (s.late) return late(s);
    auto const u = understand(flow_, *q, s.raw);
    if (u && (u->how != answered::skipped || may_skip(*q))) return take_answer(*q, *u, s);
    if (ended() && c_.memo.contains("extras")) {
        // They did not want more questions, they had more to say.
        c_.phase = phase::done;
        c_.question.clear();
        c_.wake_at.reset();
        c_.memo.erase("extras");
        keep_in_story(s);
        file("complete");
        raise("returned");
        speak("NOTED");
        return close_address();
    }
    if (listen(s.raw).suicide) {
        keep_in_story(s);
        file(ended() ? "complete" : "partial");
        return ask(*q);
    }
    missed(*q, s);
}

}  // namespace earshot::flow
