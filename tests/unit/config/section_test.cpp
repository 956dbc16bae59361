// SPDX-License-Identifier: Apache-2.0
#include "gateway/config/duration.hpp"
#include "gateway/config/file.hpp"
#include "tests/support/catch.hpp"

#include <limits>

using namespace earshot;
using namespace std::chrono_literals;

namespace {

std::unique_ptr<config::file> parsed(std::string_view text, std::vector<config::mistake>& mistakes) {
    auto f = config::file::parse(text, "/etc/earshot/earshot.toml", mistakes, "");
    return f ? std::move(*f) : nullptr;
}

}  // namespace

TEST_CASE("durations need a unit and a sane size") {
    struct {
        char const* text;
        std::optional<std::chrono::seconds> value;
    } const table[] = {
        {"90 s", 90s},           {"90s", 90s},
        {"20 min", 20min},       {"24 h", 24h},
        {"30 d", 720h},          {"0 s", 0s},
        {"3653 d", 3653 * 24h},  {"3654 d", std::nullopt},
        {"90", std::nullopt},    {"", std::nullopt},
        {"s", std::nullopt},     {"-1 s", std::nullopt},
        {"1.5 h", std::nullopt}, {"1  s", std::nullopt},
        {"1 m", std::nullopt},   {"1 min ", std::nullopt},
        {" 1 s", std::nullopt},  {"99999999999999999999999999 s", std::nullopt},
        {"1 S", std::nullopt},
    };
    for (auto const& row : table) {
        INFO(row.text);
        CHECK(config::parse_duration(row.text) == row.value);
    }
}

TEST_CASE("values of every type are read") {
    std::vector<config::mistake> mistakes;
    auto const f = parsed(
        "[a]\nt = 'x'\ni = 7\nd = 2\nn = 1.5\nb = false\nl = ['p', 'q']\nw = '2 min'\np = 'k/one'\n"
        "q = '/abs/two'\n",
        mistakes);
    REQUIRE(f);
    CHECK(f->path() == "/etc/earshot/earshot.toml");
    auto& s = f->table("a");
    CHECK(s.text("t") == "x");
    CHECK(s.integer_or("i", 1, 0, 10) == 7);
    CHECK(s.number_or("d", 1, 0, 10) == 2.0);
    CHECK(s.number_or("n", 1, 0, 10) == 1.5);
    CHECK(s.flag_or("b", true) == false);
    CHECK(s.texts_or("l", {}) == std::vector<std::string>{"p", "q"});
    CHECK(s.duration_or("w", 1s) == 120s);
    CHECK(s.path("p") == "/etc/earshot/k/one");
    CHECK(s.path_or("q", "") == "/abs/two");
    CHECK(s.name() == "a");
    CHECK(s.has("t"));
    CHECK_FALSE(s.has("zz"));

    auto& none = f->table("none");
    CHECK(none.text_or("t", "fall") == "fall");
    CHECK(none.integer_or("i", 3, 0, 10) == 3);
    CHECK(none.number_or("n", 2.5, 0, 10) == 2.5);
    CHECK(none.flag_or("b", true));
    CHECK(none.texts_or("l", {"z"}) == std::vector<std::string>{"z"});
    CHECK(none.duration_or("w", 7s) == 7s);
    CHECK(none.path_or("p", "/f") == "/f");
    f->finish();
    CHECK(mistakes.empty());
    CHECK(s.good());
}

TEST_CASE("every mistake names its line, and several are told at once") {
    std::vector<config::mistake> mistakes;
    auto const f = parsed(
        "[a]\nt = 5\ni = 'x'\nn = nan\nb = 'true'\nl = ['p', 1]\nw = 20\nbig = 11\n\nempty = ''\n"
        "nul = \"a\\u0000b\"\n",
        mistakes);
    REQUIRE(f);
    auto& s = f->table("a");
    s.text("t");
    s.integer_or("i", 0, 0, 10);
    s.number_or("n", 0, 0, 10);
    s.flag_or("b", false);
    s.texts_or("l", {});
    s.duration_or("w", 1s);
    s.integer_or("big", 0, 0, 10);
    s.text("empty");
    s.text_or("nul", "");
    s.text("absent");
    s.wrong("t", "is odd");
    CHECK_FALSE(s.good());
    unsigned const lines[] = {2, 3, 4, 5, 6, 7, 8, 10, 11, 1, 2};
    REQUIRE(mistakes.size() == std::size(lines));
    for (std::size_t i = 0; i < std::size(lines); ++i) {
        INFO(config::str(mistakes[i]));
        CHECK(mistakes[i].line == lines[i]);
        CHECK(mistakes[i].file == "/etc/earshot/earshot.toml");
    }
    CHECK(
        config::str(mistakes[5]) ==
        "/etc/earshot/earshot.toml:7: [a] 'w' must be a time with its unit, such as \"90 s\", \"20 min\", \"24 h\" or "
        "\"30 d\"");
}

TEST_CASE("what nobody asked for is a mistake, once") {
    std::vector<config::mistake> mistakes;
    auto const f = parsed(
        "loose = 1\n[a]\nknown = 1\nknwon = 2\n[a.deep]\nx = 1\n[b]\ny = 1\n[channel.one]\nkind = 'k'\n"
        "other = 1\n[[c]]\nz = 1\n",
        mistakes);
    REQUIRE(f);
    f->table("a").integer_or("known", 0, 0, 9);
    auto const channels = f->tables_of("channel");
    REQUIRE(channels.size() == 1);
    CHECK(channels[0].first == "one");
    CHECK(channels[0].second->name() == "channel.one");
    f->finish("channel");
    std::vector<unsigned> lines;
    for (auto const& m : mistakes) lines.push_back(m.line);
    std::sort(lines.begin(), lines.end());
    CHECK(lines == std::vector<unsigned>{1, 4, 5, 7, 12});

    mistakes.clear();
    channels[0].second->text("kind");
    f->finish();
    REQUIRE(mistakes.size() == 1);
    CHECK(mistakes[0].line == 11);
    CHECK(mistakes[0].message.find("'other' is not a known key") != std::string::npos);
    f->finish();
    CHECK(mistakes.size() == 1);
}

TEST_CASE("named sections keep the order of the file and need usable names") {
    std::vector<config::mistake> mistakes;
    auto const f = parsed("[channel.zeta]\n[channel.alpha]\n[channel.\"Bad Name\"]\n[channel]\nnot = 1\n", mistakes);
    REQUIRE(f);
    auto const found = f->tables_of("channel");
    REQUIRE(found.size() == 2);
    CHECK(found[0].first == "zeta");
    CHECK(found[1].first == "alpha");
    REQUIRE(mistakes.size() == 2);
    CHECK(f->tables_of("channel").size() == 2);
    CHECK(mistakes.size() == 2);
}

TEST_CASE("a scalar where a table belongs is told") {
    std::vector<config::mistake> mistakes;
    auto const f = parsed("data = 1\nchannel = 2\n", mistakes);
    REQUIRE(f);
    CHECK(f->table("data").text_or("dir", "x") == "x");
    CHECK(f->tables_of("channel").empty());
    f->finish();
    REQUIRE(mistakes.size() == 2);
    CHECK(mistakes[0].line == 1);
    CHECK(mistakes[1].line == 2);
}

TEST_CASE("broken TOML gives one mistake with its line") {
    struct {
        char const* text;
        unsigned line;
    } const table[] = {
        {"[a]\nx = \n", 2}, {"[a]\nx = 1\nx = 2\n", 3}, {"[a]\n[a]\n", 2}, {"x = \"\xff\"\n", 1}, {"\n\n]", 3},
    };
    for (auto const& row : table) {
        INFO(row.text);
        std::vector<config::mistake> mistakes;
        CHECK_FALSE(parsed(row.text, mistakes));
        REQUIRE(mistakes.size() == 1);
        CHECK(mistakes[0].line == row.line);
        CHECK(mistakes[0].message.find("not valid TOML") != std::string::npos);
    }
}

TEST_CASE("a file that cannot be read is told") {
    std::vector<config::mistake> mistakes;
    CHECK_FALSE(config::file::load("/nowhere/earshot.toml", mistakes, ""));
    CHECK_FALSE(config::file::load("/", mistakes, ""));
    REQUIRE(mistakes.size() == 2);
    CHECK(mistakes[0].file == "/nowhere/earshot.toml");
}

TEST_CASE("an unknown kind is one mistake, not one for every key of it") {
    std::vector<config::mistake> mistakes;
    auto const f = parsed("[channel.one]\nkind = 'twillio'\nfrom = '1'\nother = 2\n", mistakes);
    REQUIRE(f);
    auto& s = *f->tables_of("channel").at(0).second;
    s.text("kind");
    s.wrong("kind", "is not known");
    f->finish();
    CHECK(mistakes.size() == 1);
}
