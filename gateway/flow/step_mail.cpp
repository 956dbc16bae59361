// SPDX-License-Identifier: Apache-2.0
// A mail is a story with answers in it. What is missing is asked in one list, and once more; then it is done.
#include "gateway/flow/mail_form.hpp"
#include "gateway/flow/plain_words.hpp"
#include "gateway/flow/stepper.hpp"
#include "gateway/flow/view.hpp"

#include <algorithm>

namespace earshot::flow {
namespace {

// Bytes from the start of its line to the answer.
std::size_t heading_before(std::string const& raw, std::string const& answer) {
    auto const at = raw.find(answer);
    if (at == std::string::npos || at == 0) return 0;
    auto const line = raw.rfind('\n', at - 1);
    return line == std::string::npos ? at : at - line - 1;
}

}  // namespace

void stepper::note_listed(std::vector<question const*> const& list) {
    std::string listed;
    for (auto const* q : list) {
        listed += (listed.empty() ? "" : " ") + q->id;
        if (std::find(c_.asked.begin(), c_.asked.end(), q->id) == c_.asked.end()) c_.asked.push_back(q->id);
    }
    c_.memo["listed"] = listed;
    c_.phase = phase::asking;
    c_.question = list.front()->id;
    wake_in(flow_.mail);
}

// One question, and with it what else is open: a mail is worth more than one answer.
void stepper::mail_ask(question const& q) {
    std::vector<question const*> list{&q};
    if (memo("return_to").empty() && !ended())
        for (auto const* other : main_walk())
            if (other != &q && open(*other)) list.push_back(other);
    note_listed(list);
    auto text = mail_list(flow_, list);
    text.erase(0, text.find_first_not_of('\n'));
    effects_.emplace_back(say{q.id, std::move(text), {}, false, false});
}

void stepper::mail_answers(said const& s, bool first) {
    std::vector<question const*> listed;
    for (auto const& id : parts_of(memo("listed")))
        if (auto const* q = find(flow_, id)) listed.push_back(q);
    auto const read = read_mail(flow_, listed, main_walk(), s.raw);

    kept const all{s.clean, s.covers};
    auto const lines = static_cast<std::size_t>(std::count(s.clean.str().begin(), s.clean.str().end(), '\n')) + 1;
    // Redaction keeps lines; should it not have, everything is kept rather than the wrong half.
    bool const same_lines = lines == read.own_line.size();
    kept const own = first || !same_lines ? all : lines_of(all, [&](std::size_t n) { return read.own_line[n]; });
    bool const any_own = std::find(read.own_line.begin(), read.own_line.end(), true) != read.own_line.end();

    for (std::size_t i = 0; i < read.answers.size(); ++i) {
        auto [q, u] = read.answers[i];
        said part = s;
        part.raw = read.texts[i].second;
        // Words of a single answer: the clean text has them on the line of the answer, which the person wrote.
        part.clean = {};
        part.covers.clear();
        if (u.keep_words && same_lines) {
            auto const line = lines_of(all, [&](std::size_t n) {
                std::size_t at = 0;
                for (std::size_t k = 0; k < n; ++k) at = s.raw.find('\n', at) + 1;
                auto const end = std::min(s.raw.find('\n', at), s.raw.size());
                return s.raw.substr(at, end - at).find(part.raw) != std::string::npos;
            });
            // Without "Q6: " before it, if redaction left that as it was.
            std::size_t const head = heading_before(s.raw, part.raw);
            auto const& shown = line.text.str();
            bool const same_head =
                head <= shown.size() && s.raw.find(shown.substr(0, head) + part.raw.substr(0, 1)) != std::string::npos;
            auto const body = same_head ? without_start(line, head) : line;
            part.clean = body.text;
            part.covers = body.covers;
        }
        put_answer(*q, u, part);
    }
    if (first || any_own) {
        said more = s;
        more.clean = own.text;
        more.covers = own.covers;
        keep_in_story(more);
    }
    // The list was made before the branch was known: an answer moves to its sibling (Q8 to Q8w) when its codes mean the
    // same there.
    for (auto const& [q, u] : read.answers) {
        auto const at = c_.answers.find(q->id);
        if (at != c_.answers.end()) continue;  // it is on the walk and stayed
        for (auto const* sibling : main_walk()) {
            if (number_of(*sibling) != number_of(*q) || c_.answers.contains(sibling->id)) continue;
            understood moved = u;
            moved.chosen.clear();
            for (auto const* o : u.chosen)
                for (auto const& other : sibling->options)
                    if (other.code == o->code) moved.chosen.push_back(&other);
            if (!moved.chosen.empty() && moved.chosen.size() == u.chosen.size()) put_answer(*sibling, moved, {});
        }
    }
}

void stepper::on_mail(said const& s, cries heard) {
    bool const first = c_.phase == phase::fresh;
    bool const over = ended();
    // What must stand on top of our one mail.
    if (heard.danger) raise("danger");
    if (heard.suicide) raise("suicide");
    if (not_kept(s)) {
        if (heard.danger) speak("EM");
        if (heard.suicide) speak("SUIC");
        return speak("HELD");
    }
    if (over) {
        if (c_.phase == phase::asking)
            mail_answers(s, false);
        else
            keep_in_story(s);
        c_.phase = phase::done;
        c_.question.clear();
        c_.wake_at.reset();
        std::erase_if(effects_, [](effect const& e) { return std::holds_alternative<say>(e); });
        bool const correction = corrects(s);
        add_more(correction);
        if (heard.danger) speak("EM");
        if (heard.suicide) speak("SUIC");
        return speak(correction && flow_.texts.contains("CORRECTED") ? "CORRECTED" : "NOTED");
    }
    mail_answers(s, first);
    if (memo("return_to") == "human") {
        c_.memo.erase("return_to");
        c_.phase = phase::human;
        c_.question.clear();
        c_.wake_at.reset();
        return file("partial");
    }
    std::string text;
    auto const add = [&](std::string const& more) { text += (text.empty() ? "" : "\n\n") + more; };
    bool const suicide_said = said_already("SUIC");
    std::erase_if(effects_, [](effect const& e) { return std::holds_alternative<say>(e); });
    if (heard.danger) add(text_of(flow_, "EM", c_.how));
    if (heard.suicide || suicide_said) add(text_of(flow_, "SUIC", c_.how));
    for (auto const id : words_on_files(flow_, s)) add(text_of(flow_, id, c_.how));

    std::vector<question const*> missing;
    for (auto const* q : main_walk())
        if (open(*q)) missing.push_back(q);
    int const round = memo("mail_round").empty() ? 0 : memo("mail_round")[0] - '0';
    if (missing.empty() || round >= 2) {
        c_.memo.erase("listed");
        finish();
        for (auto& e : effects_) {
            auto* last = std::get_if<say>(&e);
            if (last && !text.empty()) last->text = text + "\n\n" + last->text;
        }
        return;
    }
    c_.memo["mail_round"] = std::to_string(round + 1);
    if (round == 0) {
        add(text_of(flow_, "MAIL_FIRST", c_.how));
        if (!c_.code_given && !fresh_code_.empty()) {
            effects_.emplace_back(remember_code{fresh_code_});
            c_.code_given = true;
            add(text_of(flow_, "MAIL_CODE", c_.how, fresh_code_));
        }
        if (auto const covers = words_on_covers(s)) add(covers->text);
        add(text_of(flow_, "MAIL_ASK", c_.how));
    } else {
        add(text_of(flow_, "MAIL_MORE", c_.how));
        if (auto const covers = words_on_covers(s)) add(covers->text);
    }
    text += mail_list(flow_, missing);
    note_listed(missing);

    // A mail may be all that ever comes: it is a case at once, and each answer makes it a better one.
    if (!c_.answers.empty()) file("partial");
    effects_.emplace_back(say{round == 0 ? "MAIL_FIRST" : "MAIL_MORE", std::move(text), {}, false, false});
}

}  // namespace earshot::flow
