// SPDX-License-Identifier: Apache-2.0
#include "tests/support/catch.hpp"
#include "tests/unit/desk/desk_house.hpp"

#include <boost/json.hpp>

using namespace earshot;
using namespace earshot::desk::test;

TEST_CASE("desk: a file is shown under a name of ours, and looking is written down first") {
    house h;
    auto const ann = h.hire("ann", "operator");
    auto const boss = h.hire("boss", "supervisor");
    auto const id = h.open_case();
    auto const at = "/cases/" + id.str() + "/files/";
    auto const picture = h.call("GET", at + "1", &ann);
    CHECK(picture.status == 200);
    CHECK(picture.type == "image/jpeg");
    CHECK(picture.text == "the picture");
    CHECK(picture.headers.at("Content-Disposition") == "attachment; filename=\"file-1.jpg\"");
    CHECK(picture.headers.at("X-Content-Type-Options") == "nosniff");
    CHECK(picture.headers.at("Cache-Control") == "no-store");
    auto const audit = h.call("GET", "/audit", &boss);
    CHECK(audit.text.find("case.file") != std::string::npos);
    CHECK(audit.text.find("file 1") != std::string::npos);
}

TEST_CASE("desk: a file that is not there, or a number that is none") {
    house h;
    auto const ann = h.hire("ann", "operator");
    auto const at = "/cases/" + h.open_case().str() + "/files/";
    for (auto const* number : {"2", "0", "-1", "1x", "99999999999999999999", "x"}) {
        CAPTURE(number);
        CHECK(h.call("GET", at + number, &ann).status == 404);
    }
    CHECK(h.call("GET", at, &ann).status == 404);
    CHECK(h.call("GET", at + "1/2", &ann).status == 404);
    CHECK(h.call("GET", "/cases/" + std::string(32, '0') + "/files/1", &ann).status == 404);
}
