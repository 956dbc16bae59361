// SPDX-License-Identifier: Apache-2.0
// The shipped flow, and golden transcripts of it: any difference fails.
#include "tests/flows/transcript.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace fs = std::filesystem;
using namespace earshot;

namespace {

fs::path const source{EARSHOT_SOURCE_DIR};

std::string contents(fs::path const& file) {
    std::ifstream in(file, std::ios::binary);
    REQUIRE(in);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

std::vector<std::string> lines_of(std::string const& text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
        auto const end = std::min(text.find('\n', at), text.size());
        out.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

flow::loaded shipped() {
    auto const file = source / "config/flows/hate-incident.toml";
    return flow::load(contents(file), file.filename().string());
}

std::vector<fs::path> transcripts() {
    std::vector<fs::path> out;
    for (auto const& e : fs::directory_iterator(source / "tests/flows"))
        if (e.path().extension() == ".txt" && e.path().filename() != "CMakeLists.txt") out.push_back(e.path());
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace

TEST_CASE("the shipped flow has nothing to complain about") {
    auto const l = shipped();
    REQUIRE(l.flow);
    for (auto const& f : l.findings) FAIL_CHECK(f.line << ": " << f.rule << ": " << f.message);
}

TEST_CASE("the shipped flow answers as the transcripts say") {
    auto const l = shipped();
    REQUIRE(l.flow);
    auto const files = transcripts();
    CHECK(files.size() >= 60);
    for (auto const& file : files) {
        INFO(file.filename().string());
        auto const expected = lines_of(contents(file));
        auto const played = testing::play(*l.flow, expected);
        CHECK(played.problem.empty());
        std::size_t differs = 0;
        while (differs < expected.size() && differs < played.lines.size() && expected[differs] == played.lines[differs])
            ++differs;
        if (differs < expected.size() || differs < played.lines.size())
            FAIL_CHECK(file.filename().string()
                       << ":" << differs + 1
                       << "\n  expected: " << (differs < expected.size() ? expected[differs] : "(nothing)")
                       << "\n  happened: " << (differs < played.lines.size() ? played.lines[differs] : "(nothing)"));
    }
}
