// SPDX-License-Identifier: Apache-2.0
#include "tests/support/catch.hpp"
#include "tests/unit/record/told.hpp"

#include <algorithm>

using earshot::answered;
using earshot::record::assess;
using earshot::record::level;

namespace {

bool has(std::vector<std::string> const& list, std::string const& what) {
    return std::find(list.begin(), list.end(), what) != list.end();
}

struct row {
    char const* question;
    std::vector<std::string> codes;
    int score;
    char const* reason;
};

}  // namespace

TEST_CASE("each row of the score counts as the handbook says") {
    auto const r = GENERATE(values<row>({
        {"Q3", {"act.weapon"}, 5, "Weapon: 5"},
        {"Q3", {"act.arson"}, 5, "Fire: 5"},
        {"Q3", {"act.weapon", "act.arson"}, 10, "Fire: 5"},
        {"Q3", {"act.assault"}, 4, "Hit or hurt: 4"},
        {"Q3", {"act.threat"}, 3, "Threats: 3"},
        {"Q8", {"repeat.few"}, 2, "Once or twice before: 2"},
        {"Q8", {"repeat.many"}, 4, "Many times before: 4"},
        {"Q8", {"repeat.worse"}, 5, "Getting worse: 5"},
        {"Q8w", {"repeat.worse"}, 5, "Getting worse: 5"},
        {"Q5", {"place.near_home"}, 2, "At or near home: 2"},
        {"Q5", {"place.home"}, 2, "At or near home: 2"},
        {"Q5", {"place.worship"}, 2, "At a place of worship or community place: 2"},
        {"Q9", {"relation.neighbour"}, 2, "Done by a neighbour or someone known: 2"},
        {"Q9", {"relation.known"}, 2, "Done by a neighbour or someone known: 2"},
        {"Q9", {"relation.family_partner_carer"}, 3, "Done by family, partner or carer: 3"},
        {"Q9", {"relation.group"}, 1, "Done by a group: 1"},
        {"Q10", {"impact.injured"}, 2, "Still hurt: 2"},
        {"Q10", {"impact.fears_return"}, 3, "Scared they will be back: 3"},
        {"Q10", {"impact.fears_going_out"}, 2, "Scared to go out: 2"},
        {"Q10", {"impact.child_at_risk"}, 5, "Child at risk: 5"},
        {"Q10", {"impact.suicidal"}, 6, "Thoughts of suicide: 6"},
        {"Q4", {"strand.race", "strand.religion"}, 1, "Two or more grounds: 1"},
        {"Q4", {"strand.disability"}, 2, "Vulnerable, because of a disability: 2"},
        {"Q7", {"when.today"}, 1, "Happened today: 1"},
        {"E1", {"age.15-17"}, 2, "Vulnerable, under 18: 2"},
        {"E1", {"age.66-70"}, 2, "Vulnerable, over 65: 2"},
    }));
    CAPTURE(r.question, r.codes);
    auto story = told::plain();
    story.says(r.question, r.codes);
    auto const a = assess(story.c);
    CHECK(a.score == r.score);
    CHECK(has(a.reasons, r.reason));
    int sum = 0;
    for (auto const& reason : a.reasons) sum += std::stoi(reason.substr(reason.rfind(' ')));
    CHECK(sum == a.score);
}

TEST_CASE("answers that do not count score nothing") {
    CHECK(assess(told::plain().c).score == 0);
    CHECK(assess(told::plain().says("E1", {"age.61-65"}).c).score == 0);
    CHECK(assess(told::plain().says("E1", {"age.18-20"}).c).score == 0);
    CHECK(assess(told::plain().says("Q4", {"strand.race", "strand.not_sure"}).c).score == 0);
}

TEST_CASE("vulnerability counts four at most") {
    auto s = told::plain();
    s.says("Q4", {"strand.disability"}).says("E1", {"age.10-14"}).says("Q12", {}, "He is homeless and lives alone");
    CHECK(assess(s.c).score == 4);
}

TEST_CASE("words can only raise") {
    CHECK(assess(told::plain().says("Q12", {}, "I live alone.").c).score == 2);
    CHECK(assess(told::plain().says("Q12", {}, "She is an ASYLUM seeker").c).score == 2);
    CHECK(assess(told::plain().says("Q12", {}, "in her wheelchair").c).score == 2);
    CHECK(assess(told::plain().says("Q12", {}, "Nothing of the kind, he left me alone").c).score == 0);
}

TEST_CASE("overrides are immediate whatever the score") {
    struct override_row {
        char const* code;
        told::story story;
    };
    auto const rows = std::vector<override_row>{
        {"in_danger", told::plain().alert("danger")},
        {"suicide", told::plain().alert("suicide")},
        {"suicide", told::plain().says("Q10w", {"impact.suicidal"})},
        {"child_at_risk", told::plain().alert("child")},
        {"child_at_risk", told::plain().says("Q10", {"impact.child_at_risk"})},
        {"threat_to_kill", told::plain().says("Q12", {}, "They said they'd KILL me!")},
        {"threat_to_kill", told::plain().says("Q3", {"act.threat.kill"})},
        {"weapon_or_fire_near", told::plain().says("Q3", {"act.weapon"}).says("Q5", {"place.near_home"})},
        {"weapon_or_fire_near", told::plain().says("Q3", {"act.arson"}).says("Q10", {"impact.fears_return"})},
        {"weapon_or_fire_near", told::plain().alert("weapon").says("Q5", {"place.home"})},
    };
    for (auto const& r : rows) {
        CAPTURE(r.code);
        auto const a = assess(r.story.c);
        CHECK(a.level == level::immediate);
        CHECK(a.overrides == std::vector<std::string>{r.code});
    }
    CHECK(assess(told::plain().says("Q3", {"act.weapon"}).c).overrides.empty());
    CHECK(assess(told::plain().alert("help").c).overrides.empty());
}

TEST_CASE("the handbook's own examples") {
    SECTION("a: bad words on a bus") {
        auto s = told::plain();
        s.says("Q5", {"place.transport"}).says("Q10", {"impact.upset"});
        CHECK(assess(s.c).score == 0);
        CHECK(assess(s.c).level == level::standard);
    }
    SECTION("b: the neighbour") {
        auto s = told::plain();
        s.says("Q9", {"relation.neighbour"}).says("Q5", {"place.near_home"}).says("Q3", {"act.threat"});
        s.says("Q8", {"repeat.many"}).says("Q10", {"impact.fears_return"});
        CHECK(assess(s.c).score == 14);
        CHECK(assess(s.c).level == level::high);
    }
    SECTION("c: things broken") {
        auto s = told::plain();
        s.says("Q3", {"act.damage"}).says("Q5", {"place.near_home"}).says("Q9", {"relation.not_sure"});
        s.says("Q8", {"repeat.few"});
        CHECK(assess(s.c).score == 4);
        CHECK(assess(s.c).level == level::standard);
        s.says("Q10", {"impact.fears_going_out"});
        CHECK(assess(s.c).score == 6);
        CHECK(assess(s.c).level == level::medium);
        CHECK_FALSE(assess(s.c).incomplete);
    }
    SECTION("d: fire at home") {
        auto s = told::plain();
        s.says("Q3", {"act.arson"}).says("Q5", {"place.home"});
        CHECK(assess(s.c).level == level::immediate);
    }
    SECTION("e: a witness") {
        auto s = told::plain();
        s.says("Q2", {"role.witness"}).says("Q3", {"act.assault", "act.weapon"}).says("Q7", {"when.today"});
        CHECK(assess(s.c).score == 10);
        CHECK(assess(s.c).level == level::medium);
        s.says("Q10w", {"impact.injured"});
        CHECK(assess(s.c).score == 12);
        CHECK(assess(s.c).level == level::high);
    }
}

TEST_CASE("a missing answer marks the assessment incomplete and scores nothing") {
    CHECK_FALSE(assess(told::plain().c).incomplete);
    auto const question = GENERATE("Q3", "Q4", "Q5", "Q7", "Q8", "Q9", "Q10");
    auto const how = GENERATE(answered::skipped, answered::not_asked);
    auto s = told::plain();
    s.c.answers.erase(question);
    if (how == answered::skipped) s.empty(question, how);
    CAPTURE(question);
    CHECK(assess(s.c).incomplete);
    CHECK(assess(s.c).score == 0);
}

TEST_CASE("own words do not count as an answer; not being sure does") {
    CHECK(assess(told::plain().says("Q3", {}, "they did things").c).incomplete);
    CHECK_FALSE(assess(told::plain().empty("Q8", answered::not_sure).says("Q8", {"repeat.not_sure"}).c).incomplete);
}

TEST_CASE("what a branch does not ask is not missing") {
    auto third = told::plain();
    third.c.answers.erase("Q9");
    third.says("Q2", {"role.third_party"}).says("Q9t", {"knows.yes"});
    CHECK_FALSE(assess(third.c).incomplete);
    auto worry = told::plain();
    for (auto const* q : {"Q8", "Q9", "Q10"}) worry.c.answers.erase(q);
    worry.c.memo["tension"] = "1";
    CHECK_FALSE(assess(worry.c).incomplete);
}

TEST_CASE("level names are read back") {
    using earshot::record::level_named;
    for (auto l : {level::standard, level::medium, level::high, level::immediate})
        CHECK(level_named(earshot::record::name(l)) == l);
    CHECK_FALSE(level_named("urgent"));
}
