// SPDX-License-Identifier: Apache-2.0
#include "tests/support/catch.hpp"
#include "tests/unit/webchat/fakes.hpp"

#include <boost/asio/post.hpp>

using namespace earshot;
using namespace earshot::webchat;
using namespace earshot::webchat::test;

namespace {

using fields = std::vector<std::pair<std::string, std::string>>;

std::vector<question> script() {
    return {
        {"Is it <safe> now?", {{"1", "Yes & \"sure\""}, {"2", "No"}}, false},
        {"What happened?", {{"1", "Hit"}, {"2", "Threats"}, {"3", "Words"}}, true},
        {"Your code: K7M3Q-9TX4R. Keep it safe.", {}, false},
    };
}

// The hidden fields of a page, and what is pressed and filled in.
fields answer(net::http_reply const& page, fields more) {
    for (auto const* name : {"lang", "token", "once", "from", "after", "asked", "by_code"})
        more.emplace_back(name, field(page.body, name));
    return more;
}

}  // namespace

TEST_CASE("the questions can be answered page by page without a script, up to the code") {
    house h;
    h.door.script = script();
    auto const start = h.get("/form");
    CHECK(start.status == 200);
    CHECK_FALSE(has(start.body, "name=\"token\""));

    auto const safe = h.post({{"lang", "en"}, {"do", "start"}});
    CHECK(safe.status == 200);
    CHECK(h.door.heard == std::vector<std::string>{"Hello"});
    CHECK(has(safe.body, "Is it &lt;safe&gt; now?"));
    CHECK(has(safe.body, "type=\"radio\""));
    CHECK(has(safe.body, "Yes &amp; &quot;sure&quot;"));
    CHECK(has(safe.body, "href=\"/exit\""));
    CHECK(field(safe.body, "token").size() == 32);

    auto const what = h.post(answer(safe, {{"do", "continue"}, {"choice", "1"}}));
    CHECK(has(what.body, "What happened?"));
    CHECK(has(what.body, "type=\"checkbox\""));
    CHECK_FALSE(has(what.body, "Is it &lt;safe&gt;"));

    auto const end =
        h.post(answer(what, {{"do", "continue"}, {"choice", "2"}, {"choice", "3"}, {"words", " at 9pm "}}));
    CHECK(h.door.heard.back() == "2 3  at 9pm");
    CHECK(has(end.body, "data-testid=\"code\">K7M3Q-9TX4R<"));
    CHECK(has(end.body, "Write down your code now"));
    CHECK(header(end, "Cache-Control") == "no-store");
}

TEST_CASE("skip, back, help, stop and delete are words to the flow") {
    house h;
    h.door.script = {
        {"a", {{"1", "x"}}, false}, {"b", {}, false}, {"c", {}, false}, {"d", {}, false}, {"e", {}, false}};
    auto page = h.post({{"do", "start"}});
    for (auto const& [press, word] : fields{{"skip", "0"}, {"back", "BACK"}, {"help", "HELP"}, {"stop", "STOP"}}) {
        page = h.post(answer(page, {{"do", press}}));
        CHECK(h.door.heard.back() == word);
    }
    auto const wiped = h.post(answer(page, {{"do", "delete"}}));
    CHECK(h.door.heard.back() == "DELETE");
    // The exchange is gone from the store; its last word is shown all the same.
    CHECK(has(wiped.body, "Your answers are wiped."));
}

TEST_CASE("an answer without an answer shows the question again with what is wrong") {
    house h;
    h.door.script = script();
    auto const safe = h.post({{"do", "start"}});
    auto const again = h.post(answer(safe, {{"do", "continue"}}));
    CHECK(h.door.heard.size() == 1);
    CHECK(has(again.body, "<title>Error: "));
    CHECK(has(again.body, "There is a problem"));
    CHECK(has(again.body, "href=\"#choice\""));
    CHECK(has(again.body, "id=\"choice\""));
    CHECK(has(again.body, "Is it &lt;safe&gt;"));
    auto const next = h.post(answer(again, {{"do", "continue"}, {"choice", "2"}}));
    CHECK(has(next.body, "What happened?"));
}

TEST_CASE("a text that is too long is given back, not cut") {
    house h;
    h.door.script = script();
    auto const safe = h.post({{"do", "start"}});
    auto const back = h.post(answer(safe, {{"do", "continue"}, {"words", "<b>" + std::string(4001, 'a')}}));
    CHECK(h.door.heard.size() == 1);
    CHECK(has(back.body, "4,000 characters or fewer"));
    CHECK(has(back.body, "&lt;b&gt;" + std::string(4001, 'a')));
    CHECK(has(back.body, "href=\"#words\""));
}

TEST_CASE("sending one page twice is one answer") {
    house h;
    h.door.script = script();
    auto const safe = h.post({{"do", "start"}});
    auto const sent = answer(safe, {{"do", "continue"}, {"choice", "1"}});
    h.post(sent);
    auto const twice = h.post(sent);
    CHECK(h.door.heard.size() == 2);
    CHECK(has(twice.body, "What happened?"));
}

TEST_CASE("a new answer on a page that the browser went back to is not taken for another question's") {
    house h;
    h.door.script = script();
    auto const safe = h.post({{"do", "start"}});
    h.post(answer(safe, {{"do", "continue"}, {"choice", "1"}}));
    auto const late = h.post(answer(safe, {{"do", "continue"}, {"choice", "2"}}));
    CHECK(h.door.heard.size() == 2);
    CHECK(has(late.body, "You have answered that question"));
    CHECK(has(late.body, "What happened?"));
    // But stopping and wiping work from any page.
    h.post(answer(safe, {{"do", "stop"}}));
    CHECK(h.door.heard.back() == "STOP");
    h.post(answer(safe, {{"do", "delete"}}));
    CHECK(h.door.heard.back() == "DELETE");
}

TEST_CASE("when the door is shut the answer stays on the page and can be sent again") {
    house h;
    h.door.script = script();
    auto const safe = h.post({{"do", "start"}});
    h.door.shut = true;
    auto const busy = h.post(answer(safe, {{"do", "continue"}, {"choice", "1"}, {"words", "\"quoted\" <b>"}}));
    CHECK(busy.status == 503);
    CHECK(has(busy.body, "name=\"choice\" value=\"1\""));
    CHECK(has(busy.body, "value=\"&quot;quoted&quot; &lt;b&gt;\""));
    CHECK(field(busy.body, "once") == field(safe.body, "once"));
    h.door.shut = false;
    auto const next = h.post(answer(busy, {{"do", field(busy.body, "do")}, {"choice", "1"}, {"words", "x"}}));
    CHECK(next.status == 200);
    CHECK(has(next.body, "What happened?"));
}

TEST_CASE("a page that waits is woken by the answer") {
    chat_settings settings;
    settings.form_wait = std::chrono::seconds(30);
    house h(std::move(settings));
    h.door.script = script();
    auto const safe = h.post({{"do", "start"}});
    h.door.silent = true;
    std::string const token = field(safe.body, "token");
    // Said only after the request has been handed over and waits.
    std::function<void()> when_heard = [&] {
        if (h.door.heard.size() < 2)
            net::asio::post(h.context, when_heard);
        else
            h.door.say(token, "A person is here <now>.", {}, false, true);
    };
    net::asio::post(h.context, when_heard);
    auto const begun = std::chrono::steady_clock::now();
    auto const page = h.post(answer(safe, {{"do", "continue"}, {"choice", "1"}}));
    CHECK(has(page.body, "A person is here &lt;now&gt;."));
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(15));
}

TEST_CASE("without an answer in time there is a page to look again and to write more") {
    house h;
    h.door.script = script();
    auto const safe = h.post({{"do", "start"}});
    h.door.silent = true;
    auto const wait = h.post(answer(safe, {{"do", "continue"}, {"choice", "1"}}));
    CHECK(has(wait.body, "We have your message"));
    auto const still = h.post(answer(wait, {{"do", "check"}}));
    CHECK(has(still.body, "We have your message"));
    h.post(answer(wait, {{"do", "continue"}, {"words", "and more"}}));
    CHECK(h.door.heard.back() == "and more");
    h.door.say(field(safe.body, "token"), "Thank you");
    h.settle();
    auto const news = h.post(answer(still, {{"do", "check"}}));
    CHECK(has(news.body, "Thank you"));
    CHECK(h.door.heard.size() == 3);
}

TEST_CASE("forms from elsewhere, or that are none of ours, are turned away") {
    house h;
    h.door.script = script();
    CHECK(h.post({{"do", "start"}}, "cross-site").status == 400);
    CHECK(h.post({{"do", "continue"}}).status == 400);
    CHECK(h.post({{"do", "continue"}, {"token", "x"}, {"once", "y"}}).status == 400);
    CHECK(h.post({{"do", "start"}, {"token", "not-a-token"}}).status == 400);
    CHECK(h.turned_away == std::vector<std::string>(3, "malformed"));
    CHECK(h.door.heard.empty());
}

TEST_CASE("no session token or word ever shows up in an address") {
    house h;
    h.door.script = script();
    auto const safe = h.post({{"do", "start"}});
    std::string const token = field(safe.body, "token");
    CHECK_FALSE(has(safe.body, "?token"));
    CHECK_FALSE(has(safe.body, "action=\"/form?"));
    for (auto const& [name, value] : safe.headers) CHECK_FALSE(has(value, token));
}
