// SPDX-License-Identifier: Apache-2.0
#include "gateway/domain/gsm7.hpp"
#include "gateway/flow/loader.hpp"
#include "gateway/flow/plain_words.hpp"
#include "gateway/flow/reading_age.hpp"
#include "gateway/flow/view.hpp"

#include <algorithm>
#include <cstdio>
#include <set>

namespace earshot::flow {
namespace {

constexpr double hardest_grade = 6.0;
constexpr std::size_t fewest_words = 8;   // below, a grade says nothing
constexpr std::size_t longest_walk = 12;  // questions a branch, with Q1 (handbook, section 3, rule 1)
constexpr int most_segments = 3;
constexpr int most_parts_a_walk = 14;

class checker {
public:
    checker(script const& flow, std::vector<finding>& findings) : flow_(flow), findings_(findings) {}

    void run() {
        identities();
        for (auto const& q : flow_.questions) question_alone(q);
        targets();
        if (!broken_) graph();
        words();
        wordings();
    }

private:
    void tell(unsigned line, bool fatal, std::string rule, std::string message) {
        if (fatal && rule == "reach") broken_ = true;
        findings_.push_back({line, fatal, std::move(rule), std::move(message)});
    }

    void identities() {
        std::set<std::string> seen;
        for (auto const& q : flow_.questions)
            if (!seen.insert(q.id).second) tell(q.line, true, "reach", "two questions have the id " + q.id);
        if (std::count_if(flow_.questions.begin(), flow_.questions.end(), [](auto const& q) { return q.story; }) != 1)
            tell(0, true, "missing-text",
                 "exactly one question must be marked story: it keeps words that fit nowhere else");
        if (std::none_of(flow_.questions.begin(), flow_.questions.end(), [](auto const& q) { return q.essential; }))
            tell(0, true, "ends", "no question is essential: an unfinished report would never be kept");
        for (auto const& [name, f] : flow_.facts)
            if (!f.checked) tell(f.line, true, "missing-text", "fact " + name + " has no date on which it was checked");
        for (auto const id : needed_texts)
            if (!flow_.texts.contains(std::string(id)))
                tell(0, true, "missing-text", "there is no text " + std::string(id));
        for (auto const id : opened_address_texts)
            if (!flow_.texts.contains(std::string(id)))
                tell(0, false, "missing-text",
                     "there is no text " + std::string(id) + ": who is to hear that two people opened their number hears nothing");
    }

    void question_alone(question const& q) {
        std::set<std::string> digits;
        std::set<std::string> codes;
        for (auto const& o : q.options) {
            if (!digits.insert(o.digit).second)
                tell(o.line, true, "keyword", "two options of " + q.id + " have the digit " + o.digit);
            if (o.digit.size() != 1 || o.digit[0] < '0' || o.digit[0] > '9')
                tell(o.line, true, "keyword", "\"" + o.digit + "\" in " + q.id + " is not one digit");
            if (!codes.insert(o.code).second)
                tell(o.line, true, "keyword", "two options of " + q.id + " have the code " + o.code);
            for (auto const* list : {"stop", "delete", "help", "new", "start"})
                for (auto const& k : keywords(list))
                    for (auto const& w : o.words)
                        if (w == k)
                            tell(o.line, true, "keyword", "\"" + w + "\" in " + q.id + " is the keyword for " + list);
            if (!o.say.empty() && !flow_.texts.contains(o.say))
                tell(o.line, true, "missing-text", q.id + " says " + o.say + ", which does not exist");
            if (offered(q, medium::sms) && listed(o, medium::sms) && !has_phrase(folded(q.sms), o.digit))
                tell(q.line, true, "missing-text", q.id + " does not name its option " + o.digit + " in the sms text");
        }
        if (q.options.empty() && (q.kind == kind::one || q.several() || q.kind == kind::when))
            tell(q.line, true, "missing-text", q.id + " has no options");
        if (q.sms.empty() && offered(q, medium::sms)) tell(q.line, true, "missing-text", q.id + " has no sms text");
        if (q.chat.empty() && (offered(q, medium::chat) || offered(q, medium::mail)))
            tell(q.line, true, "missing-text", q.id + " has no chat text");
        if (!q.before.empty() && !flow_.texts.contains(q.before))
            tell(q.line, true, "missing-text", q.id + " comes after " + q.before + ", which does not exist");
    }

    std::vector<std::string> keywords(char const* which) const {
        auto const at = flow_.keywords.find(which);
        return at == flow_.keywords.end() ? std::vector<std::string>() : at->second;
    }

    void targets() {
        std::set<std::string> codes;
        for (auto const& q : flow_.questions)
            for (auto const& o : q.options) codes.insert(o.code);
        auto const known = [&](std::vector<std::string> const& list, unsigned line, std::string const& where) {
            for (auto const& code : list)
                if (!codes.contains(code))
                    tell(line, true, "reach", where + " asks for " + code + ", which no option has");
        };
        for (auto const& q : flow_.questions) {
            for (auto const& b : q.next) {
                if (b.to != end_mark && !find(flow_, b.to))
                    tell(b.line, true, "reach", q.id + " leads to " + b.to + ", which does not exist");
                known(b.any, b.line, q.id);
                known(b.only, b.line, q.id);
                known(b.unless, b.line, q.id);
            }
            if (!q.next.empty() && !q.next.back().bare())
                tell(q.next.back().line, true, "ends", "the last way on from " + q.id + " must have no condition");
        }
        known(flow_.extra_unless, 0, "extra_unless");
        if (!find(flow_, flow_.first))
            tell(0, true, "reach", "the first question, " + flow_.first + ", does not exist");
        if (!flow_.extra.empty() && !find(flow_, flow_.extra))
            tell(0, true, "reach", "extra, " + flow_.extra + ", does not exist");
    }

    std::vector<std::string> ways(question const& q) const {
        std::vector<std::string> out;
        for (auto const& b : q.next) out.push_back(b.to);
        auto const here = static_cast<std::size_t>(&q - flow_.questions.data());
        if (q.next.empty())
            out.push_back(here + 1 < flow_.questions.size() ? flow_.questions[here + 1].id : std::string(end_mark));
        return out;
    }

    // Depth first; a question that is still being left is a circle.
    void visit(std::string const& id, std::vector<std::string>& trail, std::set<std::string>& reached, int parts) {
        if (id == end_mark) {
            dearest_ = std::max(dearest_, parts);
            return;
        }
        if (std::find(trail.begin(), trail.end(), id) != trail.end()) {
            tell(find(flow_, id)->line, true, "ends", "the questions go round in a circle at " + id);
            return;
        }
        if (trail.size() >= longest_walk)
            tell(find(flow_, id)->line, true, "ends",
                 "the way to " + id + " has more than " + std::to_string(longest_walk) + " questions");
        reached.insert(id);
        trail.push_back(id);
        for (auto const& to : ways(*find(flow_, id))) {
            if (trail.size() > longest_walk) break;
            visit(to, trail, reached, parts + gsm7::measure(find(flow_, id)->sms).segments);
        }
        trail.pop_back();
    }

    void graph() {
        std::set<std::string> reached;
        std::vector<std::string> trail;
        visit(flow_.first, trail, reached, 0);
        if (!flow_.extra.empty()) visit(flow_.extra, trail, reached, 0);
        for (auto const& q : flow_.questions)
            if (!reached.contains(q.id)) tell(q.line, true, "reach", "nothing leads to " + q.id);
        price();
    }

    void price() {
        if (dearest_ > most_parts_a_walk)
            tell(0, false, "segments", "one report can take " + std::to_string(dearest_) + " message parts");

        for (auto const& q : flow_.questions) {
            if (!offered(q, medium::sms)) continue;
            auto const m = gsm7::measure(q.sms);
            if (m.segments > most_segments)
                tell(q.line, true, "segments", q.id + " takes " + std::to_string(m.segments) + " message parts");
            else if (m.segments > 1)
                tell(q.line, false, "segments", q.id + " takes " + std::to_string(m.segments) + " message parts");
        }
    }

    void words() {
        for (auto const* which : {"stop", "delete", "help", "back", "start", "new", "go", "safe", "skip"})
            if (keywords(which).empty()) tell(0, true, "keyword", std::string("no word for ") + which);
        auto const has = [](std::vector<std::string> const& list, char const* word) {
            return std::find(list.begin(), list.end(), word) != list.end();
        };
        for (auto const* carrier : {"stop", "end", "quit", "cancel", "unsubscribe"})
            if (!has(keywords("stop"), carrier))
                tell(0, true, "keyword", std::string("the carriers' word ") + carrier + " must stop the texts");
        if (!has(flow_.danger, "999")) tell(0, true, "keyword", "999 must be a danger word");
        if (flow_.suicide.empty()) tell(0, true, "keyword", "there are no suicide words");
    }

    void one_text(std::string const& id, unsigned line, medium how, std::string const& text, bool names_999) {
        if (text.empty()) return;
        if (names_999 && !has_phrase(folded(text), "999"))
            tell(line, true, "keyword", id + " (" + name(how) + ") must name 999");
        if (how == medium::sms) {
            if (auto const bad = gsm7::first_outside(text)) {
                char point[16];
                std::snprintf(point, sizeof point, "U+%04X", static_cast<unsigned>(bad->character));
                tell(line, false, "not-gsm7", id + ": " + point + " makes the text more than twice as long");
            }
        }
        if (auto const grade = reading_grade(text); grade > hardest_grade && tokens_of(text).size() >= fewest_words) {
            char shown[16];
            std::snprintf(shown, sizeof shown, "%.1f", grade);
            tell(line, false, "reading-age", id + " (" + name(how) + ") needs school grade " + shown);
        }
    }

    void wordings() {
        for (auto const& q : flow_.questions) {
            one_text(q.id, q.line, medium::sms, q.sms, q.names_999);
            one_text(q.id, q.line, medium::chat, q.chat, q.names_999);
            one_text(q.id, q.line, medium::mail, q.mail, q.names_999);
        }
        for (auto const& [id, t] : flow_.texts) {
            bool const must = t.names_999 || id == "EM" || id == "END" || id == "STOPPED" || id == "NOU" ||
                              id == "IDLE" || id == "SUIC" || id == "HELPED" || id == "WAIT" || id == "MAIL_FIRST";
            one_text(id, t.line, medium::sms, t.text, must);
            one_text(id, t.line, medium::chat, t.chat, must);
            one_text(id, t.line, medium::mail, t.mail, must);
            auto sent = say_text(flow_, id, medium::sms, "K7M3Q-9TX4R").text;
            if (id.starts_with("MAIL_")) continue;
            auto const m = gsm7::measure(sent);
            if (m.segments > 1)
                tell(t.line, m.segments > most_segments, "segments",
                     id + " takes " + std::to_string(m.segments) + " message parts");
        }
        keeping();
        auto const* first = find(flow_, flow_.first);
        if (first && !has_phrase(folded(first->sms), "999"))
            tell(first->line, true, "keyword", "the first question must name 999");
        if (first && !has_phrase(folded(first->sms), "stop"))
            tell(first->line, true, "keyword", "the first question must name STOP");
    }

    // What was covered, and KEEP.
    void keeping() {
        for (auto const& [id, t] : flow_.texts)
            for (auto const* text : {&t.text, &t.chat, &t.mail})
                for (auto const* mark : {"{covered}", "{seen}"})
                    if (id != "COVERED" && text->find(mark) != std::string::npos)
                        tell(t.line, true, "syntax", id + ": " + mark + " is filled in COVERED only");
        if (auto const told = flow_.texts.find("COVERED"); told != flow_.texts.end()) {
            if (!flow_.covered.contains("other"))
                tell(told->second.line, true, "missing-text", "COVERED needs [covered] with at least a name for \"other\"");
            for (auto const* id : {"KEPT", "KEEP_WHAT"})
                if (!flow_.texts.contains(id))
                    tell(told->second.line, true, "missing-text", std::string("COVERED needs the text ") + id);
            if (keywords("keep").empty()) tell(told->second.line, true, "keyword", "no word for keep");
        }
    }

    script const& flow_;
    std::vector<finding>& findings_;
    bool broken_{};
    int dearest_{};  // message parts of the questions on the longest way
};

}  // namespace

void lint(script const& flow, std::vector<finding>& findings) {
    checker(flow, findings).run();
}

}  // namespace earshot::flow
