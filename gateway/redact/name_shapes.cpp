// SPDX-License-Identifier: Apache-2.0
// Names that the shape of their own words gives away: pairs, initials, syllables, speakers, a last line.
#include "gateway/redact/chars.hpp"
#include "gateway/redact/people.hpp"

#include <algorithm>

namespace earshot::redact {
namespace {

class shape_finder {
public:
    shape_finder(scene const& s, name_judge const& judge) : s_(s), t_(s.tokens), judge_(judge) {}

    std::vector<mention> run() {
        for (std::size_t i = 0; i < t_.size(); ++i) {
            pair(i);
            if (judge_.has(i, word_class::syllable_family) && judge_.syllables(i) && t_[i].capital && t_[i + 1].capital)
                add(i, role::unknown, "person.syllables", 0.8F);
            if (t_[i].end - t_[i].begin == 1) initial(i);
            if (t_[i].opens) speaker(i);
        }
        last_line();
        return std::move(out_);
    }

private:
    void add(std::size_t first, role who, char const* rule, float confidence, std::string relation = {}) {
        bool const bold = who == role::reporter || who == role::linked;
        out_.push_back({first, judge_.end_of_name(first, bold), who, rule, confidence, false, std::move(relation)});
    }

    // "Faina D. Yefremova", "Ubul Csonka": two capitals that can be names, one of which surely is.
    void pair(std::size_t i) {
        if (!t_[i].capital || t_[i].shout || !judge_.free(i) || t_[i].end - t_[i].begin < 2 || i + 1 >= t_.size())
            return;
        auto n = i + 1;
        auto const length = [&](std::size_t k) { return t_[k].end - t_[k].begin; };
        bool const initial = n + 1 < t_.size() && length(n) == 1 && t_[n].capital && t_[n].gap == ' ' &&
                             !t_[n].digits && (t_[n + 1].gap == ' ' || t_[n + 1].gap == '.') &&
                             t_[n + 1].begin - t_[n].end <= 2;
        if (initial) ++n;
        if (!judge_.free(n) || !t_[n].capital || t_[n].shout || length(n) < 2 || (!initial && t_[n].gap != ' ') ||
            t_[i].possessive)
            return;
        if (!could_be(i) || !could_be(n) || !judge_.has_lower()) return;
        bool const given = judge_.facts(i).given() >= 2 && !judge_.facts(i).ordinary();
        bool const listed = judge_.listed(i) && judge_.listed(n);
        if (!initial && !given && !listed) return;
        if (n + 1 < t_.size() && t_[n + 1].gap == ' ' &&
            (judge_.has(n + 1, word_class::street_suffix) || judge_.has(n + 1, word_class::work_word)) &&
            t_[n + 1].capital)
            return;
        auto const end = judge_.end_of_name(n);
        out_.push_back({i, end, role::unknown, "person.pair", 0.75F, false, {}});
    }

    // "eric g. samoylova", "ryan p costa": a letter between two words that can be a name, in small letters too.
    void initial(std::size_t i) {
        if (i == 0 || i + 1 >= t_.size() || t_[i].digits || t_[i].gap != ' ' || t_[i].possessive) return;
        auto const before = i - 1;
        auto const after = i + 1;
        bool const dot = t_[after].gap == '.' && t_[after].begin - t_[i].end <= 2;
        if ((!dot && t_[after].gap != ' ') || !could_be(before) || !could_be(after) || t_[before].possessive) return;
        if (t_[before].end - t_[before].begin < 3 || t_[after].end - t_[after].begin < 3) return;
        auto const f = judge_.facts(before);
        auto const l = judge_.facts(after);
        bool const given = f.given() >= 2 && (!f.ordinary() || (dot && f.common() < 4));
        bool const alike = f.likeness >= 4 && l.likeness >= 4 && !f.ordinary() && !l.ordinary();
        bool const spare = std::string_view("aiurnxyokbcd2").find(s_.low()[t_[i].begin]) == std::string_view::npos;
        if (dot ? !(given || alike || judge_.listed(after)) : !(given && (spare || judge_.listed(after)))) return;
        out_.push_back({before, judge_.end_of_name(after, true), role::unknown, "person.initial", 0.75F, false, {}});
    }

    // "Halima: what do you want?": who speaks, at the start of a line.
    void speaker(std::size_t i) {
        if (i + 1 >= t_.size() || (i > 0 && t_[i].gap != '\n') || t_[i + 1].gap != ':' || t_[i].shout) return;
        auto const end = t_[i].end;
        if (s_.low()[end] != ':' || !could_be(i) || (t_[i].classes & ~quiet_classes) != 0 ||
            t_[i].end - t_[i].begin < 3)
            return;
        auto const f = judge_.facts(i);
        bool const name = f.a_name() || f.likeness >= 5;
        if (name && !f.ordinary() && end + 1 < s_.low().size() && s_.low()[end + 1] != '/')
            out_.push_back({i, i, role::unknown, "person.speaker", 0.7F, false, {}});
    }

    bool could_be(std::size_t i) const {
        auto const f = judge_.facts(i);
        return judge_.plausible(i) && !judge_.protected_group(i) && !judge_.has(i, word_class::place_word) &&
               !judge_.has(i, word_class::brand_stop) && !judge_.has(i, word_class::month) &&
               !judge_.has(i, word_class::weekday) && !judge_.has(i, word_class::title) &&
               !judge_.has(i, word_class::street_suffix) && !judge_.has(i, word_class::work_word) &&
               !judge_.has(i, word_class::greeting) && !judge_.has(i, word_class::kin) &&
               (!f.ordinary() || (f.a_name() && f.common() < 4 && !f.dictionary()));
    }

    // A last line of one to three words that are all names.
    void last_line() {
        if (t_.size() < 3) return;
        std::size_t first = t_.size() - 1;
        while (first > 0 && t_[first].gap != '\n' && t_[first].gap != '-' && t_.size() - first <= 3) --first;
        bool const apart = first > 0 && (t_[first].gap == '\n' || t_[first].gap == '-');
        if (!apart || t_.size() - first > 3 || !judge_.free(first)) return;
        bool const name = judge_.facts(first).a_name() && judge_.after_weak_cue(first) &&
                          (judge_.capital(first) || (t_[first].gap == '\n' && judge_.listed(first)));
        if (name && judge_.end_of_name(first) + 1 == t_.size() && space_before(first)) {
            add(first, role::reporter, "person.signature.line", 0.85F);
        }
    }

    bool space_before(std::size_t i) const {
        return t_[i].begin > 0 && !is_word(s_.low()[t_[i].begin - 1]) &&
               (t_[i].gap == '\n' || is_space(s_.low()[t_[i].begin - 1]));
    }

    scene const& s_;
    token_list const& t_;
    name_judge const& judge_;
    std::vector<mention> out_;
};

}  // namespace

std::vector<mention> names_by_shape(scene const& s, name_judge const& judge) {
    return shape_finder(s, judge).run();
}

}  // namespace earshot::redact
