// SPDX-License-Identifier: Apache-2.0
// Names that their surroundings give away: introductions, kin, titles, signatures, quoted calls.
#include "gateway/redact/chars.hpp"
#include "gateway/redact/people.hpp"

#include <algorithm>

namespace earshot::redact {
namespace {

class rule_finder {
public:
    rule_finder(scene const& s, name_judge const& judge) : s_(s), t_(s.tokens), judge_(judge) {}

    std::vector<mention> run() {
        cues();
        for (std::size_t i = 0; i < t_.size(); ++i) {
            if (t_[i].classes == 0) continue;
            if (!s_.work.spend(4)) break;
            if (judge_.has(i, word_class::title) || judge_.has(i, word_class::official_title)) title(i);
            if (judge_.has(i, word_class::kin) || judge_.has(i, word_class::friend_word)) kin(i);
            if (judge_.has(i, word_class::sign_off)) sign_off(i);
            if (judge_.has(i, word_class::speech_verb)) quoted_call(i);
            if (judge_.has(i, word_class::greeting)) greeting(i);
        }
        here();
        return std::move(out_);
    }

private:
    void add(std::size_t first, role who, char const* rule, float confidence, std::string relation = {}) {
        bool const bold = who == role::reporter || who == role::linked;
        out_.push_back({first, judge_.end_of_name(first, bold), who, rule, confidence, false, std::move(relation)});
    }

    bool follows_closely(std::size_t i) const {
        return i < t_.size() && t_[i].gap != '.' && t_[i].gap != '!' && t_[i].gap != '?' && t_[i].gap != barrier_mark;
    }

    // Cue phrases end before the name; of those that end together the longest counts.
    void cues() {
        for (std::size_t k = 0; k < s_.cues.size(); ++k) {
            auto const& hit = s_.cues[k];
            if (k + 1 < s_.cues.size() && s_.cues[k + 1].next == hit.next && names_somebody(s_.cues[k + 1].what))
                continue;
            auto const i = hit.next;
            if (i >= t_.size() || !follows_closely(i)) continue;
            switch (hit.what) {
                case cue::self_name: introduction(hit); break;
                case cue::weak_self_name: weak_introduction(hit); break;
                case cue::named: named(hit); break;
                case cue::perpetrator_name:
                    if (judge_.after_weak_cue(i)) add(i, role::perpetrator, "person.perpetrator", 0.9F);
                    break;
                case cue::other_name:
                    if (judge_.after_weak_cue(i)) add(i, role::witness, "person.witness", 0.85F);
                    break;
                default: break;
            }
        }
    }

    static bool names_somebody(cue c) noexcept {
        return c == cue::self_name || c == cue::weak_self_name || c == cue::named || c == cue::perpetrator_name ||
               c == cue::other_name;
    }

    void introduction(cue_hit const& hit) {
        auto i = hit.next;
        if (t_[i].gap == '\n' && hit.next - hit.first > 2) return;
        while (i < t_.size() && i < hit.next + 2 &&
               (judge_.has(i, word_class::title) || judge_.has(i, word_class::official_title))) {
            ++i;  // "my name is Mrs Khan"
        }
        if (i >= t_.size() || !judge_.after_strong_cue(i)) return;
        bool const third = hit.first > 0 && judge_.has(hit.first - 1, word_class::third_person);
        auto const relative = third ? std::string() : relation_before(hit.first);
        add(i,
            third              ? role::unknown
            : relative.empty() ? role::reporter
                               : role::linked,
            "person.introduction", 0.98F, relative);
    }

    void weak_introduction(cue_hit const& hit) {
        auto const i = hit.next;
        if (!judge_.after_weak_cue(i) || t_[i].gap == '\n') return;
        auto const said = word(s_.text, t_[i - 1]);
        if (said == "from") {  // "from Leeds", unless it ends the message
            bool const ends = ends_message(judge_.end_of_name(i));
            if (!ends || !(judge_.listed(i) || judge_.facts(i).given() >= 4)) return;
        } else if (!judge_.listed(i) && !judge_.facts(i).a_name() && followed_by_lower_noun(i)) {
            return;
        }
        bool const it = said == "its" || said == "it" || (said == "is" && word(s_.text, t_[hit.first]) == "it");
        if (it && judge_.facts(i).given() < 3) return;
        add(i, role::reporter, "person.introduction.short", 0.9F);
    }

    // "this is Wetherspoons pub": something with a noun after it.
    bool followed_by_lower_noun(std::size_t i) const {
        auto const n = judge_.end_of_name(i) + 1;
        return n < t_.size() && t_[n].gap == ' ' && !t_[n].capital && judge_.facts(n).dictionary() &&
               judge_.facts(n).common() < 4;
    }

    void named(cue_hit const& hit) {
        auto const i = hit.next;
        if (!judge_.after_weak_cue(i)) return;
        for (std::size_t back = hit.first; back > 0 && hit.first - back < 4; --back) {
            auto const b = back - 1;
            if (judge_.has(b, word_class::kin))
                return add(i, role::linked, "person.kin", 0.95F, std::string(word(s_.text, t_[b])));
            if (judge_.has(b, word_class::friend_word)) return add(i, role::unknown, "person.named", 0.9F);
        }
        if (judge_.capital(i) || judge_.listed(i)) add(i, role::unknown, "person.named", 0.8F);
    }

    void title(std::size_t i) {
        std::size_t n = i + 1;
        if (n < t_.size() && t_[n].number && judge_.has(i, word_class::official_title) && t_[n].gap == ' ')
            ++n;  // PC 4471
        while (n < t_.size() && n < i + 3 && judge_.has(n, word_class::title) && t_[n].gap != '\n') ++n;
        if (n >= t_.size() || (t_[n].gap != ' ' && t_[n].gap != '.') || !judge_.plausible(n) ||
            judge_.protected_group(n))
            return;
        bool const kin_title = judge_.has(i, word_class::kin);
        bool const sure = judge_.capital(n) ? (!kin_title || judge_.facts(n).a_name() || !judge_.facts(n).ordinary())
                                            : judge_.listed(n);
        if (!sure || (judge_.facts(n).common() >= 5 && !judge_.capital(n))) return;
        bool const short_title = t_[i].end - t_[i].begin <= 4;
        if (!short_title && !t_[i].capital && !judge_.facts(n).a_name()) return;
        role const who = judge_.has(i, word_class::official_title) ? role::official
                         : kin_title && own_before(i)              ? role::linked
                                                                   : role::unknown;
        add(n, who, who == role::official ? "person.official" : "person.title", 0.95F);
    }

    bool own_before(std::size_t i) const {
        for (std::size_t back = i; back > 0 && i - back < 3; --back) {
            if (judge_.has(back - 1, word_class::own)) return true;
            if (!judge_.has(back - 1, word_class::relation_adjective)) return false;
        }
        return false;
    }

    std::string relation_before(std::size_t i) const {  // "my son's" name is
        if (i < 1) return {};
        for (std::size_t back = i; back > 0 && i - back < 2; --back) {
            if (judge_.has(back - 1, word_class::kin)) return std::string(word(s_.text, t_[back - 1]));
        }
        auto const first = word(s_.text, t_[i]);
        if (first == "my" && i + 1 < t_.size() && judge_.has(i + 1, word_class::kin))
            return std::string(word(s_.text, t_[i + 1]));
        return {};
    }

    void kin(std::size_t i) {
        if (!own_before(i) && !judge_.has(i, word_class::kin_own) && !(i > 0 && poetic_owner(i - 1))) return;
        std::size_t n = i + 1;
        if (n < t_.size() && (word(s_.text, t_[n]) == "is" || word(s_.text, t_[n]) == "and")) return;
        if (n < t_.size() && judge_.has(n, word_class::kin) && t_[n].gap == ' ') ++n;  // "my baby brother Sami"
        if (n >= t_.size() || (t_[n].gap != ' ' && t_[n].gap != ',' && t_[n].gap != '(' && t_[n].gap != '-')) return;
        bool const apart = t_[n].gap != ' ';
        if (!judge_.after_weak_cue(n) ||
            (apart && !(judge_.capital(n) && judge_.facts(n).a_name()) && !judge_.listed(n)))
            return;
        bool const relative = judge_.has(i, word_class::kin);
        add(n, relative ? role::linked : role::unknown, relative ? "person.kin" : "person.friend", 0.95F,
            relative ? std::string(word(s_.text, t_[i])) : std::string());
    }

    // Possessives of the other languages: "mi hermano", "mon frere", "meu pai", "fy mrawd", "moj brat".
    bool poetic_owner(std::size_t i) const {
        auto const w = word(s_.text, t_[i]);
        for (auto const* owner : {"mi", "mis", "mon", "ma", "mes", "meu", "minha", "fy", "moj", "moje", "amar", "mera",
                                  "meri", "mojego", "mojej", "moja", "আমার"}) {
            if (w == owner) return true;
        }
        return false;
    }

    bool ends_message(std::size_t last) const {
        if (last + 1 >= t_.size()) return true;
        return t_[last + 1].gap == '\n' || t_[last + 1].gap == barrier_mark || t_[last + 1].number;
    }

    void sign_off(std::size_t i) {
        std::size_t n = i + 1;
        while (n < t_.size() && n < i + 4 && judge_.free(n) &&
               (judge_.has(n, word_class::sign_off) ||
                is_one_of(n, {"and", "from", "very", "much", "lots", "of", "x", "xx", "a", "lot", "best"}))) {
            ++n;
        }
        if (n >= t_.size() || !judge_.plausible(n) || t_[n].gap == '.' || t_[n].gap == '?') return;
        auto last = judge_.end_of_name(n);
        if (!ends_message(last) && !kisses_after(last)) last = judge_.end_of_name(n, true);  // "shazia butt"
        bool const line = t_[n].gap == '\n' || t_[n].gap == ',' || t_[n].gap == '-';
        bool const ends = ends_message(last) || kisses_after(last);
        if (!ends || last - n > 3 || judge_.protected_group(n) || judge_.has(n, word_class::friend_word) ||
            judge_.has(n, word_class::place_word)) {
            return;
        }
        bool const sure = judge_.listed(n) ||
                          (judge_.capital(n) && (!judge_.facts(n).ordinary() || judge_.facts(n).a_name())) ||
                          (!judge_.facts(n).ordinary()) || (line && judge_.facts(n).given() >= 3);
        bool const everyday = judge_.facts(n).common() >= 5 && !judge_.capital(n);
        if (judge_.syllables(n) || (sure && !everyday)) add(n, role::reporter, "person.signature", 0.95F);
    }

    bool is_one_of(std::size_t i, std::initializer_list<std::string_view> words) const {
        auto const w = word(s_.text, t_[i]);
        return std::find(words.begin(), words.end(), w) != words.end();
    }

    bool kisses_after(std::size_t last) const {
        return last + 2 == t_.size() && word(s_.text, t_[last + 1]).find_first_not_of('x') == std::string_view::npos;
    }

    // he shouted "go home Amina": the name called within quotation marks is the reporter's or kin's.
    void quoted_call(std::size_t i) {
        auto const low = s_.low();
        std::size_t quote = t_[i].end;
        std::size_t words = 0;
        std::size_t n = i + 1;
        for (; n < t_.size() && words < 5; ++n, ++words) {
            auto const gap = low.substr(quote, t_[n].begin - quote);
            if (gap.find_first_of("\"'") != std::string_view::npos) break;
            quote = t_[n].end;
        }
        if (n >= t_.size() || words >= 5) return;
        char const mark = low.substr(quote, t_[n].begin - quote).find('"') != std::string_view::npos ? '"' : '\'';
        std::size_t last = n;
        for (; last < t_.size() && last < n + 25; ++last) {
            auto const end = last + 1 < t_.size() ? t_[last + 1].begin : low.size();
            if (low.substr(t_[last].end, end - t_[last].end).find(mark) != std::string_view::npos) break;
        }
        if (last >= t_.size()) return;
        for (std::size_t k = n; k <= last; ++k) {
            bool const called = k == last || (k + 1 <= last && (t_[k + 1].gap == ',' || t_[k + 1].gap == '!')) ||
                                (k > n && t_[k].gap == ',');
            if (!called || !judge_.after_weak_cue(k)) continue;
            if (judge_.facts(k).given() < 2 && !(judge_.listed(k) && judge_.capital(k))) continue;
            if (judge_.facts(k).ordinary() && !judge_.capital(k)) continue;
            add(k, role::reporter, "person.called", 0.85F);
        }
    }

    // "Hi Amina," from somebody else's message; who it is stays open.
    void greeting(std::size_t i) {
        auto const n = i + 1;
        if (n >= t_.size() || t_[n].gap != ' ' || !judge_.after_weak_cue(n)) return;
        if (judge_.listed(n) || (judge_.capital(n) && judge_.facts(n).a_name()))
            add(n, role::unknown, "person.greeting", 0.8F);
    }

    // "Amina here": at the start of a message or line.
    void here() {
        for (std::size_t i = 0; i + 1 < t_.size() && i < 6; ++i) {
            if (!t_[i].opens || !judge_.after_weak_cue(i) || !judge_.facts(i).a_name()) continue;
            auto const next = judge_.end_of_name(i, true) + 1;
            if (next < t_.size() && word(s_.text, t_[next]) == "here" && t_[next].gap == ' ')
                add(i, role::reporter, "person.here", 0.9F);
        }
    }

    scene const& s_;
    token_list const& t_;
    name_judge const& judge_;
    std::vector<mention> out_;
};

}  // namespace

std::vector<mention> names_by_rule(scene const& s, name_judge const& judge) {
    auto out = rule_finder(s, judge).run();
    for (auto& m : names_by_shape(s, judge)) out.push_back(std::move(m));
    return out;
}

}  // namespace earshot::redact
