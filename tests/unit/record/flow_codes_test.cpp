// SPDX-License-Identifier: Apache-2.0
#include "gateway/record/terms.hpp"
#include "tests/support/catch.hpp"

#include <fstream>
#include <regex>
#include <string>
#include <vector>

namespace record = earshot::record;

namespace {

struct option {
    std::string question;
    std::string code;
};

std::vector<option> options_of_the_flow() {
    std::ifstream in(EARSHOT_SOURCE_DIR "/config/flows/hate-incident.toml");
    std::regex const id("^id = \"([^\"]+)\"");
    std::regex const code("^code = \"([^\"]+)\"");
    std::vector<option> out;
    std::string question;
    std::smatch m;
    for (std::string line; std::getline(in, line);) {
        if (std::regex_search(line, m, id)) question = m[1];
        if (std::regex_search(line, m, code)) out.push_back({question, m[1]});
    }
    return out;
}

}  // namespace

TEST_CASE("every code the flow can give has a place in the record") {
    auto const options = options_of_the_flow();
    REQUIRE(options.size() > 60);
    for (auto const& o : options) {
        // These steer the flow and say nothing about what happened.
        if (o.code.starts_with("safe.") || o.code.starts_with("extra.") || o.code == "role.tension") continue;
        CAPTURE(o.question, o.code);
        CHECK(record::known_code(o.code));
        earshot::conversation c;
        c.answers[o.question].codes = {o.code};
        CHECK(record::field_name(o.question) != "other");
        bool heard = false;
        for (auto s = 0; s <= static_cast<int>(record::subject::trans); ++s) {
            auto const what = static_cast<record::subject>(s);
            if (record::asks(o.question, what)) heard = record::hear(c, what).how != earshot::answered::not_asked;
        }
        CHECK(heard);
    }
}
