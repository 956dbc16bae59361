// SPDX-License-Identifier: Apache-2.0
#include "tests/support/catch.hpp"
#include "tests/unit/desk/desk_house.hpp"

using namespace earshot;
using namespace earshot::desk::test;

TEST_CASE("desk: a supervisor holds a case with a reason and takes the hold off, and the log says so") {
    desk::test::house h;
    auto const ann = h.hire("ann", "operator"), sue = h.hire("sue", "supervisor");
    auto const id = h.open_case();
    auto const at = "/cases/" + id.str() + "/hold";
    CHECK(h.call("POST", at, &ann, R"({"reason":"police"})").status == 403);
    CHECK(h.call("POST", at, &sue, R"({"reason":"because"})").status == 400);
    CHECK(h.call("POST", at, &sue, R"({})").status == 400);
    CHECK(h.row(id).hold.empty());
    CHECK(h.call("POST", at, &sue, R"({"reason":"police"})").status == 204);
    CHECK(h.row(id).hold == "police");
    CHECK(h.call("GET", "/cases", &ann).text.find(R"("hold":"police")") != std::string::npos);
    CHECK(h.call("POST", at, &sue, R"({"reason":"none"})").status == 204);
    CHECK(h.row(id).hold.empty());
    std::vector<std::string> noted;
    for (auto const& row : h.store->audit_after(0, 100)) noted.push_back(row.action + " " + row.detail);
    CHECK(noted == std::vector<std::string>{"case.hold reason=police", "case.hold-ended reason=none"});
}
