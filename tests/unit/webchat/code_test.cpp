// SPDX-License-Identifier: Apache-2.0
#include "adapters/webchat/code_page.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/webchat/fakes.hpp"

using namespace earshot;
using namespace earshot::webchat;
using namespace earshot::webchat::test;

namespace {

using fields = std::vector<std::pair<std::string, std::string>>;

fields answer(net::http_reply const& page, fields more) {
    for (auto const* name : {"lang", "token", "once", "from", "after", "asked", "by_code"})
        more.emplace_back(name, field(page.body, name));
    return more;
}

net::http_reply post(house& h, fields f) {
    return h.post(std::move(f), "same-origin", "/code");
}

std::vector<question> with_news(std::vector<question> more) {
    std::vector<question> out{{"News: a person has read your report.", {}, false, "NEWS_READ"}};
    out.insert(out.end(), more.begin(), more.end());
    return out;
}

}  // namespace

TEST_CASE("a code is known however it was typed or pasted, and nothing else is taken for one") {
    auto const* const typed =
        GENERATE("K7M3Q-9TX4R", "k7m3q9tx4r", " k7m3q 9tx4r ",
                 "K7M3Q\xe2\x80\x93"
                 "9TX4R",
                 "k7m3q\xc2\xa0"
                 "9tx4r",
                 "K 7 M 3 Q - 9 T X 4 R", "Your code: K7M3Q-9TX4R. Keep it safe.", "\"K7M3Q-9TX4R\"");
    CAPTURE(typed);
    CHECK(code_typed(typed) == "K7M3Q-9TX4R");
    CHECK(code_typed("oil00-ooooo") == "01100-00000");
    for (auto const* none : {"", "K7M3Q-9TX4", "K7M3Q-9TX4RR", "hello you", "K7M3U-9TX4R", "<script>aa", "\xe2\x80"})
        CHECK(code_typed(none).empty());
}

TEST_CASE("the page for a code has one field, and no session until something is sent") {
    house h;
    auto const page = h.get("/code");
    CHECK(page.status == 200);
    CHECK(header(page, "Cache-Control") == "no-store");
    CHECK(has(page.body, "name=\"code\" type=\"text\""));
    CHECK(has(page.body, "autocomplete=\"off\""));
    CHECK(has(page.body, "<title>Your code</title>"));
    CHECK_FALSE(has(page.body, "name=\"token\""));
    CHECK(has(page.body, "href=\"/exit\""));
    for (auto const* from : {"/", "/form", "/chat"}) CHECK(has(h.get(from).body, "href=\"/code?lang=en\""));
}

TEST_CASE("what cannot be a code is told at once, stays in the field, and reaches nobody") {
    house h;
    auto const wrong = post(h, {{"do", "code"}, {"code", "not <a> code"}});
    CHECK(has(wrong.body, "A code has 10 letters and numbers"));
    CHECK(has(wrong.body, "value=\"not &lt;a&gt; code\""));
    CHECK(has(wrong.body, "href=\"#code\""));
    CHECK(has(post(h, {{"do", "code"}, {"code", ""}}).body, "Type your code"));
    CHECK(h.door.heard.empty());
}

TEST_CASE("an unknown code can be mended on the same page, in the same session") {
    house h;
    h.door.script = {{"We do not know this code.", {}, false, "NOCODE"},
                     {"Too many.", {}, false, "CODE_LIMIT"},
                     {"News: we have your report.", {}, false, "NEWS_RECEIVED"}};
    auto const wrong = post(h, {{"do", "code"}, {"code", "k7m3q 9tx4r"}});
    CHECK(h.door.heard == std::vector<std::string>{"K7M3Q-9TX4R"});
    CHECK(has(wrong.body, "<title>Error: Your code</title>"));
    CHECK(has(wrong.body, "We do not know this code. Check it"));
    CHECK(has(wrong.body, "value=\"k7m3q 9tx4r\""));

    auto const limited = post(h, answer(wrong, {{"do", "code"}, {"code", "AAAAA-00000"}}));
    CHECK(field(limited.body, "token") == field(wrong.body, "token"));
    CHECK(has(limited.body, "Wait an hour"));
    auto const news = post(h, answer(limited, {{"do", "code"}, {"code", "BBBBB-00000"}}));
    CHECK(has(news.body, "News: we have your report."));
    CHECK(h.door.heard.size() == 3);
}

TEST_CASE("with the code: the news, more words, a correction, a person") {
    house h;
    h.door.script = with_news({{"Welcome back. Send what to add.", {}, false, "WELCOME"},
                               {"Noted.", {}, false, "NOTED"},
                               {"Marked as a correction.", {}, false, "CORRECTED"},
                               {"A person will read this.", {}, false, "HELPED"}});
    auto page = post(h, {{"do", "code"}, {"code", "K7M3Q-9TX4R"}});
    CHECK(has(page.body, "News: a person has read your report."));
    CHECK_FALSE(has(page.body, "K7M3Q-9TX4R"));
    auto const none = post(h, answer(page, {{"do", "add"}, {"words", "  "}}));
    CHECK(has(none.body, "Type your message"));
    page = post(h, answer(page, {{"do", "add"}, {"words", "It was Monday"}}));
    CHECK(h.door.heard.back() == "It was Monday");
    // The words of the page itself are on it anyway.
    CHECK_FALSE(has(page.body, "Welcome back. Send what to add."));
    page = post(h, answer(page, {{"do", "correct"}, {"words", "no, Tuesday"}}));
    CHECK(h.door.heard.back() == "CORRECT no, Tuesday");
    CHECK(has(page.body, "Noted."));
    page = post(h, answer(page, {{"do", "help"}}));
    CHECK(h.door.heard.back() == "HELP");
    CHECK(has(page.body, "Marked as a correction."));
    CHECK(has(page.body, "data-testid=\"code-add\""));
}

TEST_CASE("everything is deleted after one question, and the receipt is shown") {
    house h;
    h.door.script = with_news({});
    auto const page = post(h, {{"do", "code"}, {"code", "K7M3Q-9TX4R"}});
    auto const sure = post(h, answer(page, {{"do", "delete"}}));
    CHECK(has(sure.body, "Delete all of it?"));
    CHECK(h.door.heard.size() == 1);
    auto const kept = post(h, answer(sure, {{"do", "keep"}}));
    CHECK(has(kept.body, "News: a person has read your report."));
    CHECK(h.door.heard.size() == 1);
    auto const gone = post(h, answer(sure, {{"do", "delete-sure"}}));
    CHECK(h.door.heard.back() == "DELETE");
    CHECK(has(gone.body, "It is deleted"));
    CHECK(has(gone.body, "Your answers are wiped."));
    CHECK_FALSE(has(gone.body, "name=\"token\""));
}

TEST_CASE("what a person at the helpline had written stands above the news, the story never") {
    house h;
    h.door.script = with_news({});
    // An exchange from before, that the code leads to: the browser's token is made from the house's random bytes.
    auto const first = post(h, {{"do", "code"}, {"code", "K7M3Q-9TX4R"}});
    auto const token = field(first.body, "token");
    h.door.say(token, "We have asked the council.", {}, false, true);
    h.settle();
    h.door.script.push_back({"News: closed.", {}, false, "NEWS_CLOSED"});
    auto const again = post(h, answer(first, {{"do", "code"}, {"code", "K7M3Q-9TX4R"}}));
    CHECK(has(again.body, "A person at the helpline said"));
    CHECK(again.body.find("We have asked the council.") < again.body.find("News: closed."));
}

TEST_CASE("a question that waits is shown as a question, and the code's page comes after it") {
    house h;
    h.door.script = {{"Is now a good time?", {{"1", "Yes"}, {"2", "Later"}}, false, "Q1"},
                     {"Thank you.", {}, false, "NOTED"}};
    auto const asked = post(h, {{"do", "code"}, {"code", "K7M3Q-9TX4R"}});
    CHECK(has(asked.body, "type=\"radio\""));
    CHECK(has(asked.body, "action=\"/code\""));
    auto const after = post(h, answer(asked, {{"do", "continue"}, {"choice", "1"}}));
    CHECK(has(after.body, "data-testid=\"code-news\""));
}
