// SPDX-License-Identifier: Apache-2.0
#include "gateway/flow/plain_words.hpp"
#include "tests/support/catch.hpp"

#include <random>
#include <string>

using namespace earshot::flow;

namespace {

std::string shown(std::vector<token> const& words) {
    std::string out;
    for (auto const& t : words)
        out += "[" + t.text + (t.number ? " number" : "") + (t.glued ? " glued" : "") + (t.fresh_clause ? " clause" : "") + "]";
    return out;
}

// With a word behind it that is not ASCII, a text takes the way through the Unicode tables.
std::vector<token> by_tables(std::string const& text) {
    auto words = tokens_of(text + " \xC3\xA9");
    words.pop_back();
    return words;
}

}  // namespace

TEST_CASE("the short way through plain ASCII gives the same words as the Unicode tables") {
    std::mt19937 random(20240611);
    std::string const likely = "abz AZ019'-.,!?\n\t/+()";
    for (int round = 0; round < 20000; ++round) {
        std::string text;
        for (auto length = random() % 24; length > 0; --length)
            text += round % 2 == 0 ? static_cast<char>(random() % 128) : likely[random() % likely.size()];
        CAPTURE(round, text);
        REQUIRE(shown(tokens_of(text)) == shown(by_tables(text)));
    }
}

TEST_CASE("words, numbers and clauses of a text") {
    CHECK(shown(tokens_of("Don't come, 2pm!")) == "[dont][come][2 number clause][pm glued]");
    CHECK(folded("SE15 4AB, Rye-Lane\nnow") == "se 15 4 ab rye lane now");
    CHECK(tokens_of("").empty());
    CHECK(tokens_of(" .\n' ").empty());
}
