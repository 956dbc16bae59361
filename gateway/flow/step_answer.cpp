// SPDX-License-Identifier: Apache-2.0
// Taking an answer, and where the walk goes after it.
#include "gateway/flow/plain_words.hpp"
#include "gateway/flow/stepper.hpp"
#include "gateway/flow/view.hpp"

#include <algorithm>

namespace earshot::flow {
namespace {

// Bytes; the record shows 4000 characters of it.
constexpr std::size_t longest_story = 16 * 1024;

}  // namespace

question const* stepper::story() const {
    for (auto const& q : flow_.questions)
        if (q.story) return &q;
    return nullptr;
}

std::vector<question const*> stepper::main_walk() const {
    return walk(flow_, flow_.first, c_.answers, c_.how);
}

bool stepper::open(question const& q) const {
    // Words that came early lie in the story; it is asked for all the same.
    if (q.story && c_.how != medium::mail) return memo("story_asked").empty();
    return !c_.answers.contains(q.id);
}

void stepper::ask(question const& q) {
    bool const first_time = std::find(c_.asked.begin(), c_.asked.end(), q.id) == c_.asked.end();
    if (first_time) c_.asked.push_back(q.id);
    c_.phase = phase::asking;
    c_.question = q.id;
    c_.resume_at.clear();
    c_.misses = 0;
    c_.idle_warned = false;
    c_.memo.erase("missed");
    c_.memo.erase("confirm");
    wake_in(flow_.idle);
    if (c_.how == medium::mail) return mail_ask(q);
    if (first_time && !q.before.empty()) speak(q.before);
    effects_.emplace_back(say_question(q, c_.how));
}

void stepper::advance() {
    if (ended() && c_.memo.contains("extras")) {
        for (auto const* q : walk(flow_, flow_.extra, c_.answers, c_.how))
            if (open(*q)) return ask(*q);
        c_.memo.erase("extras");
        c_.phase = phase::done;
        c_.question.clear();
        c_.wake_at.reset();
        file("complete");
        return close_address();
    }
    for (auto const* q : main_walk())
        if (open(*q)) return ask(*q);
    finish();
}

void stepper::go_on() {
    auto const* q = find(flow_, c_.resume_at);
    c_.resume_at.clear();
    if (ended() && !c_.memo.contains("extras")) {
        c_.phase = phase::done;
        c_.question.clear();
        return speak("WELCOME");
    }
    if (q && open(*q)) return ask(*q);
    advance();
}

void stepper::finish() {
    c_.memo["ended"] = "complete";
    c_.phase = phase::done;
    c_.question.clear();
    c_.resume_at.clear();
    c_.wake_at.reset();
    settle_contact();
    file("complete");
    if (!c_.code_given && !fresh_code_.empty()) {
        effects_.emplace_back(remember_code{fresh_code_});
        c_.code_given = true;
        speak("END", fresh_code_);
    } else {
        speak("END2");
    }
    bool const nobody_hurt = std::any_of(c_.answers.begin(), c_.answers.end(), [&](auto const& a) {
        return std::any_of(a.second.codes.begin(), a.second.codes.end(), [&](auto const& code) {
            return std::find(flow_.extra_unless.begin(), flow_.extra_unless.end(), code) != flow_.extra_unless.end();
        });
    });
    auto const* extra = find(flow_, flow_.extra);
    if (extra && offered(*extra, c_.how) && !nobody_hurt && open(*extra)) {
        c_.memo["extras"] = "1";
        return ask(*extra);
    }
    close_address();
}

void stepper::settle_contact() {
    c_.contact_agreed = false;
    for (auto const& [id, a] : c_.answers) {
        auto const* q = find(flow_, id);
        if (!q || q->kind != kind::consent) continue;
        for (auto const& o : q->options)
            if (o.contact && std::find(a.codes.begin(), a.codes.end(), o.code) != a.codes.end())
                c_.contact_agreed = true;
    }
}

bool stepper::put_answer(question const& q, understood const& u, said const& s) {
    answer a;
    a.how = u.how;
    a.at = at_;
    a.wording = q.id + "." + name(c_.how) + "@" + flow_.id + "/" + flow_.version;
    for (auto const* o : u.chosen) a.codes.push_back(o->code);
    a.codes.insert(a.codes.end(), u.extra_codes.begin(), u.extra_codes.end());
    if (q.story) {
        if (auto const old = c_.answers.find(q.id); old != c_.answers.end()) {
            a.words = old->second.words;
            a.covers = old->second.covers;
            if (!a.words.empty()) a.how = answered::given;
        }
        c_.memo["story_asked"] = "1";
    }
    // An age is kept as its band alone.
    if (u.keep_words && q.kind != kind::age) append_words(a, {s.clean, s.covers});
    if (q.kind == kind::place) {
        c_.memo.erase("area");
        if (auto const area = outward(s.raw); !area.empty()) c_.memo["area"] = area;
    }
    if (q.kind == kind::consent && a.codes.size() > 1) {
        for (auto const* o : u.chosen) {
            if (!o->alone) continue;
            std::string others;
            for (auto const& code : a.codes)
                if (code != o->code) others += (others.empty() ? "" : " ") + code;
            a.codes = {o->code};  // the least sharing, until they say otherwise
            if (c_.how != medium::mail) c_.memo["confirm"] = others;
        }
    }
    c_.answers[q.id] = std::move(a);
    settle_contact();
    bool goes_on = true;
    for (auto const* o : u.chosen) {
        if (!o->kind_of_report.empty()) c_.memo[o->kind_of_report] = "1";
        if (!o->alert.empty()) raise(o->alert);
        if (!o->say.empty() && !said_already(o->say)) speak(o->say);
        goes_on = goes_on && o->does.empty();
    }
    if (u.under_18) {
        raise("child");
        speak("CHILD");
    }
    drop_left_branches();
    return goes_on;
}

void stepper::take_answer(question const& q, understood const& u, said const& s) {
    if (auto const pending = memo("confirm"); !pending.empty()) {
        auto const t = tokens_of(s.raw);
        if (t.size() == 1 && (t[0].text == "1" || t[0].text == "2")) {
            c_.memo.erase("confirm");
            if (t[0].text == "2") {
                auto& a = c_.answers[q.id];
                a.codes = parts_of(pending);
                a.at = at_;
                settle_contact();
            }
            return advance();
        }
        c_.memo.erase("confirm");
    }
    if (auto const before = memo("missed"); !before.empty()) {
        // Words that did not fit, and then an answer that does: the words are part of the story.
        c_.memo.erase("missed");
        said earlier;
        earlier.clean = read_back(before);
        keep_in_story(earlier);
    }
    bool const walk_goes_on = put_answer(q, u, s);
    if (!walk_goes_on) {
        if (u.chosen.front()->does == "later") {
            speak("LATER");
            return wipe_all({});
        }
        raise("danger");
        speak("EM");
        c_.resume_at.clear();
        c_.phase = phase::danger;
        c_.question.clear();
        c_.wake_at.reset();
        return;
    }
    if (!memo("confirm").empty()) {
        wake_in(flow_.idle);
        return speak("CONFIRM");
    }
    if (memo("return_to") == "human") {
        c_.memo.erase("return_to");
        c_.phase = phase::human;
        c_.question.clear();
        c_.wake_at.reset();
        return file(ended() ? "complete" : "partial");
    }
    if (ended() && !c_.memo.contains("extras")) {
        c_.phase = phase::done;
        c_.question.clear();
        c_.wake_at.reset();
        file("complete");
        return speak("NOTED");
    }
    advance();
}

void stepper::drop_left_branches() {
    // The answers that the branches hang on have left with the report.
    if (!memo("sealed").empty()) return;
    auto const path = main_walk();
    auto const extras =
        flow_.extra.empty() ? std::vector<question const*>() : walk(flow_, flow_.extra, c_.answers, c_.how);
    auto const on = [](std::vector<question const*> const& list, std::string const& id) {
        return std::any_of(list.begin(), list.end(), [&](auto const* q) { return q->id == id; });
    };
    std::erase_if(c_.answers, [&](auto const& a) {
        auto const* q = find(flow_, a.first);
        return !(q && q->story) && !on(path, a.first) && !on(extras, a.first);
    });
}

void stepper::missed(question const& q, said const& s) {
    if (++c_.misses < flow_.misses) {
        auto const t = tokens_of(s.raw);
        bool const wordy = std::any_of(t.begin(), t.end(), [](token const& x) { return !x.number; });
        if (wordy && q.kind != kind::age) c_.memo["missed"] = s.clean.str();
        return speak("NOU");
    }
    understood u;
    u.keep_words = true;
    said both = s;
    if (auto const before = memo("missed"); !before.empty()) {
        answer a;
        append_words(a, {read_back(before), {}});
        append_words(a, {s.clean, s.covers});
        both.clean = a.words;
        both.covers = a.covers;
        c_.memo.erase("missed");
    }
    take_answer(q, u, both);
}

void stepper::late(said const& s) {
    question const* fits = nullptr;
    std::optional<understood> meaning;
    auto const t = tokens_of(s.raw);
    bool const bare = std::all_of(t.begin(), t.end(), [](token const& x) { return x.number; });

    for (auto const* q : main_walk()) {
        if (q->kind == kind::words || q->kind == kind::place) continue;
        if (!c_.answers.contains(q->id) && q->id != c_.question) continue;
        auto u = understand(flow_, *q, s.raw);
        if (!u) continue;
        if (fits) {
            // It could mean several things: nothing changes, and words are kept.
            if (!bare) keep_in_story(s);
            return;
        }
        fits = q;
        meaning = std::move(u);
    }
    if (!fits) return keep_in_story(s);
    if (fits->id == c_.question) return take_answer(*fits, *meaning, s);
    if (std::any_of(meaning->chosen.begin(), meaning->chosen.end(), [](auto const* o) { return !o->does.empty(); }))
        return;
    put_answer(*fits, *meaning, s);
    // A changed branch may have left the question that waits.
    auto const path = main_walk();
    if (std::none_of(path.begin(), path.end(), [&](auto const* q) { return q->id == c_.question; })) advance();
}

void stepper::back() {
    auto const path = ended() ? walk(flow_, flow_.extra, c_.answers, c_.how) : main_walk();
    auto const here = std::find_if(path.begin(), path.end(), [&](auto const* q) { return q->id == c_.question; });
    if (here == path.end() || here == path.begin()) return speak("NOBACK");
    auto const& q = **std::prev(here);
    if (q.story) c_.memo.erase("story_asked");
    ask(q);
}

void stepper::keep_in_story(said const& s) {
    auto const* q = story();
    if (!q || s.clean.empty()) return;
    auto& a = c_.answers[q->id];
    // The thread keeps every message; the story, which is carried along from step to step, has an end.
    if (a.words.str().size() < longest_story) append_words(a, {s.clean, s.covers});
    a.how = answered::given;
    a.at = at_;
    if (a.wording.empty()) a.wording = q->id + "." + name(c_.how) + "@" + flow_.id + "/" + flow_.version;
}

}  // namespace earshot::flow
