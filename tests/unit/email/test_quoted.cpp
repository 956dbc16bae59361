// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/quoted.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace earshot::email;

namespace {

struct row {
    char const* what;
    std::string text, own, aside;
};

std::string squeezed(std::string text) {
    text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == ' ' || c == '\n'; }), text.end());
    return text;
}

}  // namespace

TEST_CASE("own words and quoted ones") {
    auto const r = GENERATE(values<row>({
        {"nothing quoted", "2\n", "2", ""},
        {"gmail", "Yes, it was.\n\nOn Tue, 3 Nov 2026 at 10:00, Reply <r-x@example.org> wrote:\n> Was it?\n> \n",
         "Yes, it was.", "On Tue, 3 Nov 2026 at 10:00, Reply <r-x@example.org> wrote:\n> Was it?\n>"},
        {"gmail, attribution over two lines",
         "Yes\n\nOn Tue, 3 Nov 2026 at 10:00, Reply\n<r-x@example.org> wrote:\n\n> Was it?\n", "Yes",
         "On Tue, 3 Nov 2026 at 10:00, Reply\n<r-x@example.org> wrote:\n> Was it?"},
        {"apple, german", "Ja\n\n> Am 03.11.2026 um 10:00 schrieb Reply <r-x@example.org>:\n> \n> War es so?\n", "Ja",
         "> Am 03.11.2026 um 10:00 schrieb Reply <r-x@example.org>:\n>\n> War es so?"},
        {"french", "Oui\n\nLe mar. 3 nov. 2026 à 10:00, Reply <r-x@example.org> a écrit :\n> Alors ?\n", "Oui",
         "Le mar. 3 nov. 2026 à 10:00, Reply <r-x@example.org> a écrit :\n> Alors ?"},
        {"outlook",
         "Yes.\n\n________________________________\nFrom: Reply <r-x@example.org>\nSent: 03 November 2026 10:00\n"
         "To: Ada\nSubject: Your message\n\nWas it?\n",
         "Yes.",
         "________________________________\nFrom: Reply <r-x@example.org>\nSent: 03 November 2026 10:00\n"
         "To: Ada\nSubject: Your message\nWas it?"},
        {"original message", "Yes.\n\n-----Original Message-----\nFrom: x\n\nWas it?\n", "Yes.",
         "-----Original Message-----\nFrom: x\nWas it?"},
        {"our own line", "Yes\n\nSomething in a language nobody foresaw:\n\n-- reply above this line --\n\nWas it?\n",
         "Yes\n\nSomething in a language nobody foresaw:", "-- reply above this line --\nWas it?"},
        {"signature", "It was on the bus.\n\n-- \nAda\n+44 7700 900123\n", "It was on the bus.",
         "-- \nAda\n+44 7700 900123"},
        {"device", "It was on the bus.\n\nSent from my iPhone\n", "It was on the bus.", "Sent from my iPhone"},
        {"bottom answer", "On Tue, 3 Nov 2026, Reply wrote:\n> Was it?\n\nYes it was.\n", "Yes it was.",
         "On Tue, 3 Nov 2026, Reply wrote:\n> Was it?"},
        {"inline answers keep their questions", "Hello\n> Where?\nOn the bus.\n> When?\nAt noon.\n",
         "Hello\n> Where?\nOn the bus.\n> When?\nAt noon.", ""},
        {"a story that mentions writing", "On Monday he wrote:\nyou will see what happens\n",
         "On Monday he wrote:\nyou will see what happens", ""},
        {"nothing would be left", "> only this\n", "> only this", ""},
    }));
    CAPTURE(r.what);
    auto const s = split_answer(r.text);
    CHECK(s.own == r.own);
    // Where empty lines go between the pieces does not matter.
    CHECK(squeezed(s.aside) == squeezed(r.aside));
}

TEST_CASE("answers in the brackets of our list are kept with the list") {
    auto const mark = std::string(separator_line);
    SECTION("quoted with marks") {
        auto const s =
            split_answer("On Tue Reply wrote:\n> " + mark + "\n>\n> 3. What happened?\n> Your answer: [ 2 ]\n");
        CHECK(s.own.find("Your answer: [ 2 ]") != std::string::npos);
        CHECK(s.own.find("3. What happened?") != std::string::npos);
    }
    SECTION("quoted without marks, as Outlook does") {
        auto const s = split_answer("Thanks\n\nFrom: Reply\nSent: today\nTo: Ada\nSubject: Your message\n\n" + mark +
                                    "\n\n3. What happened?\nYour answer: [2]\n4. Where?\nYour answer: [ ]\n");
        CHECK(s.own.find("Your answer: [2]") != std::string::npos);
        CHECK(s.own.find("Thanks") != std::string::npos);
        CHECK(s.own.find("Subject:") == std::string::npos);
        CHECK(s.own.find(mark) == std::string::npos);
    }
    SECTION("behind the brackets, and instead of them") {
        CHECK(split_answer("x\n" + mark + "\nYour answer: [ ] 2\n").own.find("[ ] 2") != std::string::npos);
        CHECK(split_answer("x\n" + mark + "\nYour answer: [ ]\nYour answer: 2\n").own.find(": 2") != std::string::npos);
    }
    SECTION("between the quoted lines") {
        auto const s = split_answer("> " + mark + "\n> 3. What happened?\n2\n> 4. Where?\nbus\n");
        CHECK(s.own.find("\n2\n") != std::string::npos);
        CHECK(s.own.find("bus") != std::string::npos);
    }
    SECTION("an empty list is history") {
        auto const s = split_answer("No more, please\n" + mark + "\n3. What happened?\nYour answer: [ ]\n");
        CHECK(s.own == "No more, please");
    }
}

TEST_CASE("a forward is never cut: it may be the threat itself") {
    auto const mark = GENERATE(as<std::string>{}, "---------- Forwarded message ---------",
                               "Begin forwarded message:", "-------- Weitergeleitete Nachricht --------",
                               "> Begin forwarded message:");
    auto const text = "See this\n\n" + mark + "\nFrom: X\nSent: y\nTo: z\n\n> We know where you live\n\n-- \nX\n";
    auto const s = split_answer(text);
    CHECK(s.forward);
    CHECK(s.aside.empty());
    CHECK(s.own.find("We know where you live") != std::string::npos);
    CHECK(holds_forward(text));
    CHECK_FALSE(holds_forward("I forwarded message after message\n"));
}
