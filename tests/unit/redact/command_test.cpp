// SPDX-License-Identifier: Apache-2.0
#include "gateway/cli/redact_command.hpp"
#include "tests/support/catch.hpp"

#include <sstream>

namespace {

struct ran {
    int status;
    std::string out, err;
};

ran run(std::vector<std::string> const& args, std::string const& input) {
    std::istringstream in(input);
    std::ostringstream out, err;
    int const status = earshot::cli::run_redact_command(args, in, out, err);
    return {status, out.str(), err.str()};
}

}  // namespace

TEST_CASE("lines go in and come out in order, with spans in code points of the original") {
    auto const r = run({}, "{\"id\":1,\"text\":\"caf\xC3\xA9 07700 900123\"}\n\n{\"id\":\"b\",\"text\":\"nothing\"}\n");
    CHECK(r.status == 0);
    CHECK(r.err.empty());
    CHECK(r.out ==
          "{\"id\":1,\"text\":\"caf\xC3\xA9 [PHONE-1]\",\"spans\":[{\"start\":5,\"end\":17,\"type\":\"PHONE_NUMBER\","
          "\"role\":\"unknown\",\"rule\":\"phone.uk\",\"kept\":false}]}\n"
          "{\"id\":\"b\",\"text\":\"nothing\",\"spans\":[]}\n");
}

TEST_CASE("a broken line is named and does not stop the others") {
    auto const r =
        run({}, "{\"id\":1,\"text\":\"a\"}\nnot json 07700 900123\n[]\n{\"id\":2}\n{\"id\":3,\"text\":\"c\"}\n");
    CHECK(r.status == 1);
    CHECK(r.err.find("line 2: no JSON\n") != std::string::npos);
    CHECK(r.err.find("line 3: no JSON object\n") != std::string::npos);
    CHECK(r.err.find("line 4: ") != std::string::npos);
    CHECK(r.err.find("07700") == std::string::npos);
    CHECK(r.out.find("\"id\":3") != std::string::npos);
}

TEST_CASE("levels and wrong use") {
    CHECK(run({"--level", "2"}, "{\"text\":\"a car AB12 CDE on 12/05/2024\"}\n")
              .out.find("a car [VEHICLE-1] on [DATE: 2024-W19]") != std::string::npos);
    CHECK(run({"--level=3"}, "{\"text\":\"I'm Amina\"}\n").out.find("I'm [PERSON]") != std::string::npos);
    CHECK(run({"--place"}, "{\"text\":\"14 Oak Road\"}\n").out.find("[HOUSE-NUMBER] Oak Road") != std::string::npos);
    CHECK(run({"--level", "9"}, "").status == 2);
    CHECK(run({"--level"}, "").status == 2);
    CHECK(run({"--what"}, "").status == 2);
    auto const help = run({"--help"}, "");
    CHECK(help.status == 0);
    CHECK(help.out.find("usage: earshot redact") == 0);
}

TEST_CASE("a text that must be held says so and shows nothing") {
    auto const r = run({}, "{\"text\":\"" + std::string((1U << 20) + 1, 'a') + "\"}\n");
    CHECK(r.status == 0);
    CHECK(r.out.find("\"text\":\"\",\"spans\":[],\"held\":") == 1);
}
