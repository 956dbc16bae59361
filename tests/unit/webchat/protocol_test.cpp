// SPDX-License-Identifier: Apache-2.0
#include "adapters/webchat/protocol.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/webchat/fakes.hpp"

using namespace earshot;
using namespace earshot::webchat;
using earshot::webchat::test::member;

namespace {

std::string unfilled(std::string frame) {
    CHECK(frame.size() % frame_step == 0);
    frame.erase(frame.find_last_not_of(' ') + 1);
    return frame;
}

}  // namespace

TEST_CASE("frames from a browser are read strictly") {
    auto const first = parse_frame(R"({"type":"hello","v":1,"after":0})");
    REQUIRE(std::holds_alternative<hello>(first));
    CHECK(std::get<hello>(first).token.empty());
    auto const again = parse_frame(R"({"type":"hello","v":1,"token":"00112233445566778899aabbccddeeff","after":7})");
    REQUIRE(std::holds_alternative<hello>(again));
    CHECK(std::get<hello>(again).after == 7);
    auto const words = parse_frame(R"({"type":"say","id":"0199c2aa-0000-4000-8000-000000000001","text":"hi"})");
    REQUIRE(std::holds_alternative<say>(words));
    CHECK(std::get<say>(words).text == "hi");

    struct row {
        char const* frame;
        char const* code;
    };
    row const rows[] = {
        {"", "bad_frame"},
        {"hello", "bad_frame"},
        {"[]", "bad_frame"},
        {"{}", "bad_frame"},
        {R"({"type":"hello"})", "bad_frame"},
        {R"({"type":"hello","v":2,"after":0})", "version"},
        {R"({"type":"hello","v":2,"something":"new"})", "version"},
        {R"({"type":"hello","v":"1","after":0})", "bad_frame"},
        {R"({"type":"hello","v":1,"after":-1})", "bad_frame"},
        {R"({"type":"hello","v":1,"after":1.5})", "bad_frame"},
        {R"({"type":"hello","v":1,"after":0,"x":0})", "bad_frame"},
        {R"({"type":"hello","v":1,"token":"short","after":0})", "bad_frame"},
        {R"({"type":"hello","v":1,"token":5,"after":0})", "bad_frame"},
        {R"({"type":"say","id":"1","text":"hi"})", "bad_frame"},
        {R"({"type":"say","id":"0199c2aa-0000-4000-8000-000000000001"})", "bad_frame"},
        {R"({"type":"say","id":"0199c2aa-0000-4000-8000-000000000001","text":null})", "bad_frame"},
        {R"({"type":"say","id":"0199c2aa-0000-4000-8000-000000000001","text":"a","b":"c"})", "bad_frame"},
        {R"({"type":"shout","text":"hi"})", "bad_frame"},
        {R"({"type":"hello","v":1,"after":[[[[1]]]]})", "bad_frame"},
        {R"({"type":"hello","v":1,"after":0} {})", "bad_frame"},
        {"{\"type\":\"say\",\"id\":\"0199c2aa-0000-4000-8000-000000000001\",\"text\":\"\xff\"}", "bad_frame"},
    };
    for (auto const& r : rows) {
        CAPTURE(r.frame);
        auto const read = parse_frame(r.frame);
        REQUIRE(std::holds_alternative<fault>(read));
        CHECK(std::get<fault>(read).code == r.code);
    }
}

TEST_CASE("the length of a frame tells little: whole KiB both ways") {
    backlog_item item;
    item.text = "Safe?";
    auto const small = item_frame(item);
    CHECK(small.size() == frame_step);
    item.text = std::string(900, 'x');
    CHECK(item_frame(item).size() == frame_step);
    item.text = std::string(1000, 'x');
    CHECK(item_frame(item).size() == 2 * frame_step);
    CHECK(ack_frame("x").size() == frame_step);
    CHECK(to_frame(welcome{}).size() == frame_step);
    auto const filled = std::string(R"({"type":"hello","v":1,"after":0})") + std::string(992, ' ');
    CHECK(std::holds_alternative<hello>(parse_frame(filled)));
}

TEST_CASE("frames to a browser say who spoke and what may be answered") {
    backlog_item item;
    item.seq = {4};
    item.text = "</script>\"";
    item.choices = {{"1", "Yes"}};
    item.several = true;
    CHECK(
        unfilled(item_frame(item)) ==
        R"({"type":"item","seq":4,"from":"service","text":"</script>\"","choices":[{"send":"1","label":"Yes"}],"several":true,"at":0})");
    item.by_person = true;
    CHECK(member(item_frame(item), "from") == "person");
    item.from_reporter = true;
    CHECK(member(item_frame(item), "from") == "you");
    CHECK(unfilled(error_frame("busy")) == R"({"type":"error","code":"busy"})");
    CHECK(unfilled(error_frame("empty", "x")) == R"({"type":"error","code":"empty","id":"x"})");
}
