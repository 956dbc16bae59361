// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/people.hpp"

#include "gateway/redact/chars.hpp"
#include "gateway/redact/persons.hpp"

#include <algorithm>

namespace earshot::redact {
namespace {

constexpr int sure_score = 60;
constexpr int fair_score = 25;
constexpr int alone_score = 80;

// Words inside something else that was found: an address on the net is no name.
std::vector<bool> taken_words(scene const& s, findings const& found) {
    std::vector<bool> out(s.tokens.size(), false);
    for (auto const& f : found) {
        if (f.what == kind::address) continue;
        for (auto i = s.tokens.at(f.begin); i < s.tokens.size() && s.tokens[i].begin < f.end; ++i) out[i] = true;
    }
    return out;
}

// The verb of an assault right after the name, and the reporter as its object: "Gary punched me".
bool attacks(scene const& s, name_judge const& judge, mention const& m) {
    auto const verb = m.last + 1;
    if (verb + 1 >= s.tokens.size() || !judge.has(verb, word_class::assault_verb)) return false;
    for (auto i = verb + 1; i < s.tokens.size() && i < verb + 4; ++i) {
        auto const w = word(s.text, s.tokens[i]);
        if (w == "me" || w == "my" || w == "us" || w == "our") return true;
    }
    return false;
}

bool attacked_by(scene const& s, name_judge const& judge, mention const& m) {
    return m.first >= 2 && word(s.text, s.tokens[m.first - 1]) == "by" &&
           judge.has(m.first - 2, word_class::assault_verb);
}

// The tagger has learnt from English: what it does not know of another language looks like names to it.
bool in_another_language(scene const& s) {
    auto const words = std::count_if(s.tokens.all.begin(), s.tokens.all.end(),
                                     [](token const& t) { return (t.classes & bit(word_class::other_language)) != 0; });
    auto const count = static_cast<std::size_t>(words);
    return count * 3 >= s.tokens.size() ? count > 0 : count >= 2 && count * 4 >= s.tokens.size();
}

// "in Xville", "towards Xhills": more likely a place than a person.
bool after_place_preposition(scene const& s, std::size_t i) {
    if (i == 0 || s.tokens[i].gap != ' ') return false;
    auto const w = word(s.text, s.tokens[i - 1]);
    for (auto const* before : {"in", "near", "towards", "around", "outside", "through", "via", "w", "we", "z", "ze",
                               "en", "em", "yn", "ym", "dans", "din"}) {
        if (w == before) return true;
    }
    return false;
}

// Small letters and everyday words need more than a little evidence; a number before them makes them a measure.
bool weak_evidence(scene const& s, name_judge const& judge, std::size_t first, std::size_t last, int score,
                   bool foreign) {
    bool small = true;
    bool everyday = true;
    for (auto k = first; k <= last; ++k) {
        small = small && !judge.capital(k);
        everyday = everyday && judge.facts(k).ordinary();
    }
    if (first > 0 && s.tokens[first - 1].number && s.tokens[first].gap == ' ' && everyday) return true;
    auto const& head = s.tokens[first];
    bool const alone = first == last && !judge.facts(first).a_name();
    if (first == last && judge.facts(first).given() == 0 && after_place_preposition(s, first))
        return foreign || score < sure_score;
    if (alone && head.opens && score < alone_score) return true;
    if (alone && head.shout && score < sure_score) return true;
    if (small && foreign && !judge.listed(first)) return true;
    if (small && everyday) return score < sure_score;
    if (small) return score < fair_score;
    return everyday && score < fair_score;
}

// "Victoria Avenue": no person, though the words before it may be one's name.
bool a_street(scene const& s, name_judge const& judge, std::size_t first, std::size_t last) {
    auto const sure = [&](std::size_t i) {
        auto const w = word(s.text, s.tokens[i]);
        return w == "street" || w == "road" || w == "avenue" || w == "crescent" || w == "gardens" || w == "terrace" ||
               w == "square" || w == "mews" || w == "drive" || w == "rd" || w == "ave";
    };
    if (last > first && sure(last)) return true;
    // "Rye Lane", and not "Ana Lane".
    if (first == last && first > 0 && judge.has(first, word_class::street_suffix) && s.tokens[first].gap == ' ' &&
        judge.capital(first - 1) && judge.facts(first - 1).given() == 0)
        return true;
    return last + 1 < s.tokens.size() && s.tokens[last + 1].gap == ' ' && sure(last + 1);
}

// Words that the tagger does not look at: parts of other findings, of cue phrases, titles and the names of papers.
std::vector<bool> closed_words(scene const& s, std::vector<bool> taken) {
    for (auto const& hit : s.cues) {
        for (auto i = hit.first; i < hit.next; ++i) taken[i] = true;
    }
    constexpr auto never = bit(word_class::official_title) | bit(word_class::ref_cue) | bit(word_class::name_stop) |
                           bit(word_class::first_person) | bit(word_class::third_person) | bit(word_class::weekday);
    for (std::size_t i = 0; i < taken.size(); ++i) {
        auto const& t = s.tokens[i];
        bool const short_title = (t.classes & bit(word_class::title)) != 0 && t.end - t.begin <= 4 &&
                                 word(s.text, t) != "syed" && word(s.text, t) != "don";
        bool const other = (t.classes & bit(word_class::other_language)) != 0 && !t.capital;
        if ((t.classes & never) != 0 || short_title || other) taken[i] = true;
    }
    return taken;
}

// "Dale and White", "Lamovec and Morales": what stands beside a name in the same way is one too.
void add_beside(scene const& s, name_judge const& judge, std::vector<mention>& mentions) {
    auto const joins = [&](std::size_t i) { return i < s.tokens.size() && word(s.text, s.tokens[i]) == "and"; };
    auto const alike = [&](std::size_t i, mention const& m) {
        if (!judge.plausible(i) || judge.protected_group(i) || judge.facts(i).common() >= 4) return false;
        auto const never = bit(word_class::place_word) | bit(word_class::brand_stop) | bit(word_class::weekday) |
                           bit(word_class::month) | bit(word_class::kin) | bit(word_class::perpetrator_noun) |
                           bit(word_class::work_word) | bit(word_class::school_word) | bit(word_class::street_suffix);
        if ((s.tokens[i].classes & never) != 0 || s.tokens[i].end - s.tokens[i].begin < 3) return false;
        if (judge.capital(i) != judge.capital(m.first)) return false;
        return judge.capital(i) ? judge.facts(i).a_name() || !judge.facts(i).ordinary()
                                : judge.listed(i) || (!judge.facts(i).ordinary() && judge.facts(i).likeness >= 6);
    };
    auto const count = mentions.size();
    for (std::size_t k = 0; k < count; ++k) {
        auto const m = mentions[k];
        if (m.who != role::unknown || m.rule == std::string_view("person.known")) continue;
        auto const put = [&](std::size_t first, std::size_t last) {
            mentions.push_back({first, last, role::unknown, "person.beside", 0.6F, m.model, {}});
        };
        auto const next = m.last + 2;
        if (joins(m.last + 1) && next < s.tokens.size() && s.tokens[next].gap == ' ' && s.tokens[next - 1].gap == ' ' &&
            alike(next, m))
            put(next, judge.end_of_name(next));
        if (m.first >= 2 && joins(m.first - 1) && s.tokens[m.first].gap == ' ' && s.tokens[m.first - 1].gap == ' ' &&
            alike(m.first - 2, m))
            put(m.first - 2, m.first - 2);
    }
}

// "J. Smith" and "omar.haddad" are one name; in "near Rye Lane. Helpline" a sentence has ended.
bool goes_on(scene const& s, std::size_t i) {
    auto const& t = s.tokens[i];
    auto const& before = s.tokens[i - 1];
    if (t.gap == '.') return before.end - before.begin <= 2 || t.begin - before.end == 1;
    return t.gap == ' ' || t.gap == '-' || t.gap == '\'';
}

}  // namespace

std::vector<mention> names_by_model(scene const& s, name_judge const& judge, std::vector<int> const& scores) {
    std::vector<mention> out;
    bool const foreign = in_another_language(s);
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (scores[i] <= 0) continue;
        std::size_t last = i;
        int best = scores[i];
        while (last + 1 < scores.size() && scores[last + 1] > 0 && goes_on(s, last + 1)) best = std::max(best, scores[++last]);
        last = std::max(last, judge.end_of_name(last));
        bool any = false;  // never a people, a faith, a slur, a day or a place by the tagger's word alone
        for (std::size_t k = i; k <= last; ++k) {
            bool const other = judge.protected_group(k) || judge.has(k, word_class::place_word) ||
                               judge.has(k, word_class::brand_stop) || judge.has(k, word_class::weekday) ||
                               judge.has(k, word_class::name_stop) || judge.has(k, word_class::common_extra) ||
                               judge.has(k, word_class::vehicle_cue) || judge.has(k, word_class::name_part) ||
                               judge.has(k, word_class::worship_word);
            any = any || !other;
        }
        any = any && !a_street(s, judge, i, last) && !weak_evidence(s, judge, i, last, best, foreign);
        std::size_t first = i;
        while (any && first < last && judge.has(first, word_class::title)) ++first;
        if (any)
            out.push_back({first,
                           last,
                           role::unknown,
                           "person.model",
                           0.5F + 0.4F * static_cast<float>(std::min(best, 200)) / 200.0F,
                           true,
                           {}});
        i = last;
    }
    return out;
}

void find_people(scene const& s, name_table const& table, name_tagger const& tagger, case_knowledge& knows,
                 findings& out) {
    auto const taken = taken_words(s, out);
    auto const facts = facts_of(s.text, s.tokens, table);
    name_judge const judge(s, facts, taken);
    auto mentions = names_by_rule(s, judge);
    name_features const features(s.text, s.tokens, facts);
    for (auto& m : names_by_model(s, judge, tagger.tag(features, closed_words(s, taken))))
        mentions.push_back(std::move(m));
    add_beside(s, judge, mentions);
    for (auto& m : names_known(s, judge, knows)) mentions.push_back(std::move(m));
    if (!s.work.spend(s.tokens.size() * name_features::count)) return;
    mentions = joined(std::move(mentions));
    for (auto& m : mentions) {
        bool const strong = m.who == role::reporter || m.who == role::linked || m.who == role::official;
        if (!strong && (attacks(s, judge, m) || attacked_by(s, judge, m))) m.who = role::perpetrator;
    }
    persons_of_case people(s, judge, knows);
    bool news = false;
    for (auto const& m : mentions) news = people.learn(m) || news;
    if (news) {  // also before the introduction
        for (auto& m : names_known(s, judge, knows)) mentions.push_back(std::move(m));
    }
    for (auto const& m : joined(std::move(mentions))) {
        auto const* person = people.of(m);
        finding f;
        f.begin = s.tokens[m.first].begin;
        f.end = s.tokens[m.last].end;
        f.what = kind::person;
        f.who = person != nullptr ? role_named(person->role) : m.who;
        f.rule = m.rule;
        f.confidence = m.model ? m.confidence : std::max(m.confidence, 0.8F);
        f.model = m.model;
        f.number = person != nullptr ? person->number : 0;
        if (f.who == role::linked) f.detail = m.relation;
        out.push_back(std::move(f));
    }
}

}  // namespace earshot::redact
