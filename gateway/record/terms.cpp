// SPDX-License-Identifier: Apache-2.0
#include "gateway/record/terms.hpp"

#include <algorithm>
#include <array>

namespace earshot::record {
namespace {

using sv = std::string_view;

constexpr sv roles[] = {"victim", "witness", "third_party", "professional"};
constexpr sv yes_no_unsure[] = {"yes", "no", "unsure"};
constexpr sv yes_no[] = {"yes", "no"};
constexpr sv acts[] = {"assault", "threat", "verbal", "damage", "arson", "online", "harassment", "weapon", "other"};
constexpr sv strands[] = {"race",        "religion", "sexual_orientation", "disability",
                          "transgender", "age",      "sex_gender",         "other"};
constexpr sv places[] = {"home", "near_home", "street", "park",    "transport", "shop",   "pub",   "takeaway", "sports",
                         "cafe", "work",      "school", "worship", "community", "online", "event", "other"};
constexpr sv whens[] = {"today", "yesterday", "week", "month", "older"};
constexpr sv repeats[] = {"first", "few", "many", "worse"};
constexpr sv relations[] = {"stranger", "neighbour", "known", "family_partner_carer", "group", "work_school"};
constexpr sv impacts[] = {"ok",         "upset",         "fears_return",   "fears_going_out", "injured",
                          "suicidal",   "child_at_risk", "angry",          "fearful",         "fear_of_place",
                          "distrust",   "disrespected",  "avoids_friends", "isolated",        "suspicious",
                          "stays_home", "sleep",         "moved_home"};
constexpr sv consents[] = {"record",         "helpline_contact",  "police_anonymous",
                           "police_contact", "council_anonymous", "council_contact",
                           "research"};
constexpr sv ages[] = {"under_5", "5-9",   "10-14", "15-17", "18-20", "21-25", "26-30", "31-35", "36-40",  "41-45",
                       "46-50",   "51-55", "56-60", "61-65", "66-70", "71-75", "76-80", "81-85", "over_85"};
constexpr sv genders[] = {"female", "male", "another"};
constexpr sv ethnics[] = {"asian", "black", "mixed", "white", "arab", "latin_american", "other"};
constexpr sv faiths[] = {"muslim", "jewish", "christian", "hindu", "sikh", "buddhist", "other", "none"};
constexpr sv platforms[] = {"social", "text", "email", "call", "game", "other"};
constexpr sv weapons[] = {"knife", "gun", "acid", "object", "animal", "other"};
constexpr sv injuries[] = {"none", "minor", "needs_doctor", "serious"};
constexpr sv targets[] = {"person", "home", "property", "community_place", "several"};
constexpr sv bands[] = {"00-06", "06-12", "12-15", "15-18", "18-21", "21-24"};
constexpr sv durations[] = {"days", "weeks", "months", "years"};
constexpr sv counts[] = {"1", "2-3", "4+"};
constexpr sv contexts[] = {"alcohol", "young_people", "vehicle"};
constexpr sv affected[] = {"1", "2", "3-5", "6+"};
constexpr sv needs[] = {"interpreter", "bsl", "easy_read", "large_print", "medical", "safe_place", "housing", "legal"};
constexpr sv told[] = {"friend", "family", "work_school", "council", "charity", "doctor", "other"};
constexpr sv barriers[] = {"nothing_done", "not_believed", "reprisal",    "police_trust",
                           "language",     "shame",        "immigration", "other"};
constexpr sv religions[] = {"none", "christian", "buddhist", "hindu", "jewish", "muslim", "sikh", "other"};
constexpr sv orientations[] = {"straight", "gay_lesbian", "bi", "other"};

struct row {
    subject what;
    sv prefix;    // of the flow's codes, with the dot
    sv question;  // id in the flow; letters after it name a variant of the same question (Q8w)
    sv field;     // name in the record, for own words and covers
    std::span<sv const> values;
};

constexpr row rows[] = {
    {subject::role, "role.", "Q2", "reporter.role", roles},
    {subject::victim_knows, "knows.", "Q9t", "reporter.victim_knows", yes_no_unsure},
    {subject::act, "act.", "Q3", "acts", acts},
    {subject::strand, "strand.", "Q4", "strands", strands},
    {subject::place, "place.", "Q5", "place.type", places},
    {subject::place_words, {}, "Q6", "place.text", {}},
    {subject::when, "when.", "Q7", "when", whens},
    {subject::repeat, "repeat.", "Q8", "repeat", repeats},
    {subject::relation, "relation.", "Q9", "perpetrator.relation", relations},
    {subject::impact, "impact.", "Q10", "impact", impacts},
    {subject::consent, "consent.", "Q11", "consent", consents},
    {subject::narrative, {}, "Q12", "narrative", {}},
    {subject::age, "age.", "E1", "demographics.age_band_5", ages},
    {subject::gender, "gender.", "E2", "demographics.gender", genders},
    {subject::ethnic, "ethnic.", "E3", "demographics.ethnic_group", ethnics},
    {subject::faith, "faith.", {}, "perceived_religion", faiths},
    {subject::association, "association.", {}, "by_association", yes_no},
    {subject::platform, "platform.", {}, "online.platform", platforms},
    {subject::weapon, "weapon.", {}, "weapon", weapons},
    {subject::injury, "injury.", {}, "injury_level", injuries},
    {subject::target, "target.", {}, "target", targets},
    {subject::time_band, "time.", {}, "when.time_band", bands},
    {subject::duration, "duration.", {}, "repeat.duration", durations},
    {subject::count, "count.", {}, "perpetrator.count_band", counts},
    {subject::context, "context.", {}, "perpetrator.context", contexts},
    {subject::affected, "affected.", {}, "people_affected_band", affected},
    {subject::children, "children.", {}, "children_present", yes_no_unsure},
    {subject::need, "need.", {}, "needs", needs},
    {subject::told_police, "told_police.", {}, "told_police", yes_no_unsure},
    {subject::told, "told.", {}, "told_others", told},
    {subject::barrier, "barrier.", {}, "barriers", barriers},
    {subject::religion, "religion.", {}, "demographics.religion", religions},
    {subject::orientation, "orientation.", {}, "demographics.orientation", orientations},
    {subject::disabled, "disabled.", {}, "demographics.disabled", yes_no},
    {subject::trans, "trans.", {}, "demographics.trans_history", yes_no},
};

row const& of(subject s) noexcept {
    return *std::find_if(std::begin(rows), std::end(rows), [s](row const& r) { return r.what == s; });
}

bool is_variant(sv question, sv base) noexcept {
    if (base.empty() || !question.starts_with(base)) return false;
    return std::all_of(question.begin() + base.size(), question.end(), [](char c) { return c < '0' || c > '9'; });
}

// The row whose question this is: the longest base wins, so that Q9t is not Q9.
row const* row_of(sv question) noexcept {
    row const* best = nullptr;
    for (auto const& r : rows)
        if (is_variant(question, r.question) && (!best || r.question.size() > best->question.size())) best = &r;
    return best;
}

// The value a code stands for in this row, or nothing. A detail of a value is the value: "act.threat.kill" is a threat.
sv value_of(row const& r, sv code) noexcept {
    if (r.prefix.empty() || !code.starts_with(r.prefix)) return {};
    code.remove_prefix(r.prefix.size());
    for (auto v : r.values)
        if (code == v || (code.starts_with(v) && code[v.size()] == '.')) return v;
    return {};
}

bool says_not_sure(row const& r, sv code) noexcept {
    return !r.prefix.empty() && code.starts_with(r.prefix) && code.substr(r.prefix.size()) == "not_sure";
}

}  // namespace

std::span<std::string_view const> values(subject s) noexcept {
    return of(s).values;
}

heard hear(conversation const& c, subject s) {
    auto const& r = of(s);
    heard out;
    bool not_sure = false;
    bool words = false;
    for (auto const& [question, a] : c.answers) {
        bool const asked_here = row_of(question) == &r;
        bool told_here = asked_here;
        for (auto const& code : a.codes) {
            if (auto const v = value_of(r, code); !v.empty()) {
                if (std::find(out.values.begin(), out.values.end(), v) == out.values.end()) out.values.push_back(v);
                told_here = true;
            } else if (says_not_sure(r, code)) {
                not_sure = told_here = true;
            }
        }
        if (!told_here) continue;
        if (a.at > out.at) out.at = a.at;
        if (asked_here) {
            if (a.how == answered::given && !a.words.empty()) words = true;
            if (a.how == answered::not_sure) not_sure = true;
            if (a.how == answered::skipped && out.how == answered::not_asked) out.how = answered::skipped;
        }
    }
    std::sort(out.values.begin(), out.values.end(), [&](sv a, sv b) {
        return std::find(r.values.begin(), r.values.end(), a) < std::find(r.values.begin(), r.values.end(), b);
    });
    if (!out.values.empty()) {
        out.how = answered::given;
    } else if (not_sure) {
        out.how = answered::not_sure;
    } else if (words) {
        out.how = answered::given;
        out.own_words = true;
    }
    return out;
}

bool known_code(std::string_view code) noexcept {
    return std::any_of(std::begin(rows), std::end(rows),
                       [code](row const& r) { return !value_of(r, code).empty() || says_not_sure(r, code); });
}

std::string_view field_name(std::string_view question) noexcept {
    auto const* r = row_of(question);
    return r ? r->field : sv("other");
}

bool asks(std::string_view question, subject s) noexcept {
    return row_of(question) == &of(s);
}

}  // namespace earshot::record
