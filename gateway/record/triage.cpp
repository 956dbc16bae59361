// SPDX-License-Identifier: Apache-2.0
// Triage 1.0.0 (handbook, section 5). Each row of the score is one line here, with the words an operator reads.
#include "gateway/record/cues.hpp"
#include "gateway/record/record.hpp"
#include "gateway/record/terms.hpp"

#include <algorithm>

namespace earshot::record {
namespace {

constexpr int high_from = 12;
constexpr int medium_from = 6;
constexpr int vulnerable_most = 4;

bool says(heard const& h, std::string_view value) {
    return std::find(h.values.begin(), h.values.end(), value) != h.values.end();
}

bool raised(conversation const& c, std::string_view alert) {
    return std::find(c.alerts.begin(), c.alerts.end(), alert) != c.alerts.end();
}

class scorer {
public:
    void add(bool applies, int points, std::string const& why) {
        if (!applies) return;
        score_ += points;
        reasons_.push_back(why + ": " + std::to_string(points));
    }
    int score() const { return score_; }
    std::vector<std::string> take_reasons() { return std::move(reasons_); }

private:
    int score_{};
    std::vector<std::string> reasons_;
};

// A skipped, unasked or not understood answer scores nothing; "not sure" is an answer.
bool missing(heard const& h) {
    return h.how == answered::not_asked || h.how == answered::skipped || h.own_words;
}

}  // namespace

char const* name(level l) noexcept {
    switch (l) {
        case level::standard: return "standard";
        case level::medium: return "medium";
        case level::high: return "high";
        case level::immediate: return "immediate";
    }
    return "standard";
}

std::optional<level> level_named(std::string_view text) noexcept {
    for (auto l : {level::standard, level::medium, level::high, level::immediate})
        if (text == name(l)) return l;
    return std::nullopt;
}

assessment assess(conversation const& c) {
    auto const act = hear(c, subject::act);
    auto const strand = hear(c, subject::strand);
    auto const place = hear(c, subject::place);
    auto const when = hear(c, subject::when);
    auto const repeat = hear(c, subject::repeat);
    auto const relation = hear(c, subject::relation);
    auto const impact = hear(c, subject::impact);
    auto const age = hear(c, subject::age);
    auto const role = hear(c, subject::role);
    auto const words = cues_of(c);

    bool const weapon = says(act, "weapon") || !hear(c, subject::weapon).values.empty() || raised(c, "weapon");
    bool const fire = says(act, "arson");
    bool const home = says(place, "home") || says(place, "near_home");
    bool const returns = says(impact, "fears_return");
    bool const child = says(impact, "child_at_risk");
    bool const suicide = says(impact, "suicidal");
    bool const family = says(relation, "family_partner_carer");
    bool const known = says(relation, "neighbour") || says(relation, "known");

    scorer s;
    s.add(weapon, 5, "Weapon");
    s.add(fire, 5, "Fire");
    s.add(says(act, "assault"), 4, "Hit or hurt");
    s.add(says(impact, "injured"), 2, "Still hurt");
    s.add(says(act, "threat"), 3, "Threats");
    // Answers that exclude each other count once, by the gravest.
    if (says(repeat, "worse"))
        s.add(true, 5, "Getting worse");
    else if (says(repeat, "many"))
        s.add(true, 4, "Many times before");
    else
        s.add(says(repeat, "few"), 2, "Once or twice before");
    s.add(home, 2, "At or near home");
    if (family)
        s.add(true, 3, "Done by family, partner or carer");
    else
        s.add(known, 2, "Done by a neighbour or someone known");
    s.add(says(relation, "group"), 1, "Done by a group");
    s.add(returns, 3, "Scared they will be back");
    s.add(says(impact, "fears_going_out"), 2, "Scared to go out");
    s.add(strand.values.size() > 1, 1, "Two or more grounds");
    s.add(says(when, "today"), 1, "Happened today");
    s.add(says(place, "worship") || says(place, "community"), 2, "At a place of worship or community place");
    s.add(child, 5, "Child at risk");
    s.add(suicide, 6, "Thoughts of suicide");

    auto const bands = values(subject::age);
    auto const band = [&](std::string_view v) { return std::find(bands.begin(), bands.end(), v); };
    bool const has_age = !age.values.empty();
    bool const young = has_age && band(age.values.front()) <= band("15-17");
    bool const old = has_age && band(age.values.front()) >= band("66-70");
    int left = vulnerable_most;
    auto const vulnerable = [&](bool applies, char const* why) {
        if (!applies || left == 0) return;
        s.add(true, 2, why);
        left -= 2;
    };
    vulnerable(says(strand, "disability"), "Vulnerable, because of a disability");
    vulnerable(young, "Vulnerable, under 18");
    vulnerable(old, "Vulnerable, over 65");
    vulnerable(words.alone, "Vulnerable, alone");
    vulnerable(words.homeless_or_asylum, "Vulnerable, homeless or seeking asylum");
    vulnerable(words.care_needs, "Vulnerable, needs care");

    assessment out;
    auto const override_by = [&out](bool applies, char const* code) {
        if (applies) out.overrides.emplace_back(code);
    };
    override_by(raised(c, "danger"), "in_danger");
    override_by(suicide || raised(c, "suicide"), "suicide");
    override_by(child || raised(c, "child"), "child_at_risk");
    override_by(words.threat_to_kill, "threat_to_kill");
    override_by((weapon || fire) && (home || returns), "weapon_or_fire_near");

    out.score = s.score();
    out.reasons = s.take_reasons();
    out.level = !out.overrides.empty()     ? level::immediate
                : out.score >= high_from   ? level::high
                : out.score >= medium_from ? level::medium
                                           : level::standard;

    // A worry or rumour has no victim: how often, by whom and how they are is not asked.
    bool const tension = summarise(c).kind == "tension";
    bool const second_hand = says(role, "third_party") || says(role, "professional");
    out.incomplete = missing(act) || missing(strand) || missing(place) || missing(when) ||
                     (!tension && (missing(repeat) || missing(impact) || (!second_hand && missing(relation))));
    return out;
}

}  // namespace earshot::record
