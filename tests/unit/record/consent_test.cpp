// SPDX-License-Identifier: Apache-2.0
#include "gateway/record/consent.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/record/told.hpp"

#include <algorithm>

namespace record = earshot::record;

namespace {

record::consent of(earshot::conversation const& c, std::string_view body) {
    auto const all = record::consents(c);
    auto const at = std::find_if(all.begin(), all.end(), [body](auto const& one) { return one.body == body; });
    REQUIRE(at != all.end());
    return *at;
}

told::story wants(std::vector<std::string> codes) {
    auto s = told::plain();
    s.says("Q11", std::move(codes));
    return s;
}

}  // namespace

TEST_CASE("only what was chosen is given, with wording and time") {
    auto const s = wants({"consent.helpline_contact", "consent.council_anonymous"});
    CHECK(of(s.c, "helpline_contact").state == "given");
    CHECK(of(s.c, "helpline_contact").wording == "Q11@1.0.0");
    CHECK(of(s.c, "helpline_contact").at == told::noon());
    CHECK(of(s.c, "council_anonymous").state == "given");
    for (auto const* body : {"police_anonymous", "police_contact", "council_contact", "research"})
        CHECK(of(s.c, body).state == "none");
    CHECK(of(s.c, "record").state == "given");
}

TEST_CASE("no answer allows nothing but the record") {
    for (auto const& s : {told::plain(), told::plain().empty("Q11", earshot::answered::skipped),
                          told::plain().says("Q11", {}, "whatever you think")}) {
        CHECK(of(s.c, "record").state == "given");
        CHECK_FALSE(record::allows_contact(record::consents(s.c)));
        CHECK(of(s.c, "police_anonymous").state == "none");
    }
}

TEST_CASE("where answers disagree the least sharing wins") {
    SECTION("just a record, and more, unconfirmed") {
        auto const s = wants({"consent.record", "consent.helpline_contact", "consent.police_contact"});
        CHECK(of(s.c, "helpline_contact").state == "refused");
        CHECK(of(s.c, "police_contact").state == "refused");
        CHECK(of(s.c, "record").wording == "Q11@1.0.0");
    }
    SECTION("police without and with contact") {
        auto const s = wants({"consent.police_anonymous", "consent.police_contact"});
        CHECK(of(s.c, "police_anonymous").state == "given");
        CHECK(of(s.c, "police_contact").state == "none");
    }
    SECTION("council without and with contact") {
        auto const s = wants({"consent.council_anonymous", "consent.council_contact"});
        CHECK(of(s.c, "council_contact").state == "none");
    }
}

TEST_CASE("police contact for another person needs that person's yes") {
    auto s = wants({"consent.police_contact"});
    CHECK(of(s.c, "police_contact").state == "given");
    s.says("Q2", {"role.third_party"});
    CHECK(of(s.c, "police_contact").state == "none");
    s.says("Q9t", {"knows.no"});
    CHECK(of(s.c, "police_contact").state == "none");
    s.says("Q9t", {"knows.yes"});
    CHECK(of(s.c, "police_contact").state == "given");
}

TEST_CASE("STOP withdraws every contact, and nothing else") {
    auto s = wants({"consent.helpline_contact", "consent.police_anonymous"});
    s.c.phase = earshot::phase::stopped;
    s.c.last_heard = told::noon() + std::chrono::minutes(5);
    CHECK(of(s.c, "helpline_contact").state == "withdrawn");
    CHECK(of(s.c, "helpline_contact").at == s.c.last_heard);
    CHECK(of(s.c, "police_anonymous").state == "given");
    s.c.contact_agreed = true;
    CHECK_FALSE(record::summarise(s.c).may_contact);
}
