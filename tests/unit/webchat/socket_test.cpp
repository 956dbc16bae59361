// SPDX-License-Identifier: Apache-2.0
#include "tests/support/catch.hpp"
#include "tests/unit/webchat/fakes.hpp"

#include <algorithm>

using namespace earshot;
using namespace earshot::webchat;
using namespace earshot::webchat::test;

namespace {

std::string const first_hello = R"({"type":"hello","v":1,"after":0})";

std::string hello_of(std::string const& token, int after) {
    return R"({"type":"hello","v":1,"token":")" + token + R"(","after":)" + std::to_string(after) + "}";
}

std::string id_of(int n) {
    std::string const digits = std::to_string(n);
    return "0199c2aa-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

std::string say_of(int n, std::string const& text) {
    return R"({"type":"say","id":")" + id_of(n) + R"(","text":")" + text + "\"}";
}

// A session with its token and its first socket.
struct visitor {
    explicit visitor(house& h) : socket(h.open()) {
        socket->arrives(first_hello);
        h.settle();
        token = member(socket->sent.at(0), "token");
        socket->sent.clear();
    }
    std::shared_ptr<fake_socket> socket;
    std::string token;
};

std::vector<std::string> of_type(std::vector<std::string> const& frames, std::string const& type) {
    std::vector<std::string> out;
    for (auto const& f : frames)
        if (member(f, "type") == type) out.push_back(f);
    return out;
}

std::vector<question> two_questions() {
    return {{"Are you safe?", {{"1", "Yes"}, {"2", "No"}}, false}, {"Who?", {}, false}};
}

}  // namespace

TEST_CASE("a message is acknowledged when it is on disk, and the answer follows") {
    house h;
    h.door.script = two_questions();
    visitor v(h);
    CHECK(v.token.size() == 32);
    v.socket->arrives(say_of(1, "Hello"));
    h.settle();
    CHECK(h.door.heard == std::vector<std::string>{"Hello"});
    auto const acks = of_type(v.socket->sent, "ack");
    REQUIRE(acks.size() == 1);
    CHECK(member(acks[0], "id") == id_of(1));
    auto const items = of_type(v.socket->sent, "item");
    REQUIRE(items.size() == 1);
    CHECK(member(items[0], "seq") == "2");
    CHECK(member(items[0], "text") == "Are you safe?");
    CHECK(has(items[0], R"({"send":"1","label":"Yes"})"));
    CHECK(h.door.verdicts == std::vector<send_outcome::verdict>{send_outcome::verdict::sent});
}

TEST_CASE("two visitors get different tokens and never each other's messages") {
    house h;
    h.door.script = two_questions();
    visitor a(h);
    visitor b(h);
    CHECK(a.token != b.token);
    a.socket->arrives(say_of(1, "Hello"));
    h.settle();
    CHECK(b.socket->sent.empty());
}

TEST_CASE("the same id again is the same good answer and no second message") {
    house h;
    h.door.script = two_questions();
    visitor v(h);
    v.socket->arrives(say_of(1, "Hello"));
    v.socket->arrives(say_of(1, "Hello"));
    h.settle();
    CHECK(h.door.heard.size() == 1);
    CHECK(of_type(v.socket->sent, "ack").size() == 2);
    CHECK(of_type(v.socket->sent, "item").size() == 1);
}

TEST_CASE("nothing is acknowledged while the door is shut") {
    house h;
    h.door.shut = true;
    visitor v(h);
    v.socket->arrives(say_of(1, "Hello"));
    h.settle();
    CHECK(of_type(v.socket->sent, "ack").empty());
    REQUIRE(of_type(v.socket->sent, "busy").size() == 1);
    CHECK(member(v.socket->sent[0], "id") == id_of(1));
    CHECK_FALSE(v.socket->closed);
    h.door.shut = false;
    v.socket->arrives(say_of(1, "Hello"));
    h.settle();
    CHECK(of_type(v.socket->sent, "ack").size() == 1);
}

TEST_CASE("what came while the line was down is there on return, once and in order") {
    house h;
    h.door.script = two_questions();
    visitor v(h);
    v.socket->arrives(say_of(1, "Hello"));
    h.settle();
    v.socket->hangs_up();
    h.settle();
    h.door.verdicts.clear();
    h.door.say(v.token, "While you were away");
    h.settle();
    CHECK(h.door.verdicts == std::vector<send_outcome::verdict>{send_outcome::verdict::gone});

    auto back = h.open();
    back->arrives(hello_of(v.token, 2));
    h.settle();
    REQUIRE(back->sent.size() == 1);
    CHECK(member(back->sent[0], "reset") == "false");
    // The item at the cursor comes along, so that the page can see that it is still the same exchange.
    CHECK(has(back->sent[0], R"("seq":2)"));
    CHECK(has(back->sent[0], "While you were away"));
    CHECK_FALSE(has(back->sent[0], R"("seq":1,)"));
}

TEST_CASE("a cursor of an exchange that is over is told to begin again") {
    house h;
    h.door.script = two_questions();
    visitor v(h);
    v.socket->arrives(say_of(1, "Hello"));
    v.socket->arrives(say_of(2, "1"));
    h.settle();
    v.socket->arrives(say_of(3, "NEW"));
    h.settle();
    v.socket->sent.clear();
    v.socket->arrives(hello_of(v.token, 4));
    h.settle();
    REQUIRE(v.socket->sent.size() == 1);
    CHECK(member(v.socket->sent[0], "reset") == "true");
    CHECK(has(v.socket->sent[0], R"("seq":1,"from":"you","text":"NEW")"));
    CHECK(has(v.socket->sent[0], "Are you safe?"));
}

TEST_CASE("after everything was wiped a page gets an empty beginning") {
    house h;
    h.door.script = two_questions();
    visitor v(h);
    v.socket->arrives(say_of(1, "Hello"));
    v.socket->arrives(say_of(2, "DELETE"));
    h.settle();
    auto const items = of_type(v.socket->sent, "item");
    REQUIRE(items.size() == 2);
    CHECK(member(items[1], "text") == "Your answers are wiped.");
    auto back = h.open();
    back->arrives(hello_of(v.token, 99));
    h.settle();
    CHECK(member(back->sent.at(0), "reset") == "true");
    CHECK(member(back->sent.at(0), "items") == "[]");
}

TEST_CASE("two hundred items are a page; the rest is asked for") {
    house h;
    visitor v(h);
    for (int i = 0; i < 250; ++i) {
        backlog_item item;
        item.seq = {i + 1};
        item.text = "x";
        h.door.exchanges[v.token].push_back(item);
    }
    auto back = h.open();
    back->arrives(hello_of(v.token, 0));
    back->arrives(hello_of(v.token, 200));
    h.settle();
    REQUIRE(back->sent.size() == 2);
    CHECK(member(back->sent[0], "more") == "true");
    CHECK(member(back->sent[1], "more") == "false");
    CHECK(has(back->sent[1], R"("seq":250)"));
}

TEST_CASE("two tabs of one session both see everything") {
    house h;
    h.door.script = two_questions();
    visitor v(h);
    auto other = h.open();
    other->arrives(hello_of(v.token, 0));
    h.settle();
    other->sent.clear();
    v.socket->arrives(say_of(1, "Hello"));
    h.settle();
    CHECK(of_type(v.socket->sent, "echo").empty());
    auto const echoes = of_type(other->sent, "echo");
    REQUIRE(echoes.size() == 1);
    CHECK(member(echoes[0], "id") == id_of(1));
    CHECK(of_type(other->sent, "item").size() == 1);
    CHECK(of_type(v.socket->sent, "item").size() == 1);
}

TEST_CASE("sockets that break the rules are told why and closed") {
    house h;
    struct row {
        std::string frame;
        char const* code;
        int closed;
    };
    row const rows[] = {
        {"{", "bad_frame", 1007},
        {R"({"type":"hello","v":9,"after":0})", "version", 1008},
        {say_of(1, "before hello"), "no_hello", 1008},
        {std::string(70'000, ' '), "too_large", 1009},
    };
    for (auto const& r : rows) {
        auto socket = h.open();
        socket->arrives(r.frame);
        h.settle();
        REQUIRE(socket->sent.size() == 1);
        CHECK(member(socket->sent[0], "code") == r.code);
        CHECK(socket->closed == r.closed);
    }
    for (auto const* origin :
         {"https://evil.example", "null", "", "https://report.example.evil", "http://report.example"}) {
        auto socket = h.open(origin);
        CHECK(member(socket->sent.at(0), "code") == "origin");
        CHECK(socket->closed == 1008);
    }
    CHECK(h.door.heard.empty());
    CHECK(std::count(h.turned_away.begin(), h.turned_away.end(), "peer") == 5);
    CHECK(std::count(h.turned_away.begin(), h.turned_away.end(), "malformed") == 2);
}

TEST_CASE("a message that cannot be taken is refused by name and the line stays") {
    house h;
    visitor v(h);
    v.socket->arrives(say_of(1, "   "));
    v.socket->arrives(say_of(2, std::string(4001, 'a')));
    v.socket->arrives(say_of(3, std::string(4000, 'a')));
    h.settle();
    auto const errors = of_type(v.socket->sent, "error");
    REQUIRE(errors.size() == 2);
    CHECK(member(errors[0], "code") == "empty");
    CHECK(member(errors[0], "id") == id_of(1));
    CHECK(member(errors[1], "code") == "too_long");
    CHECK(of_type(v.socket->sent, "ack").size() == 1);
    CHECK_FALSE(v.socket->closed);
}

TEST_CASE("who writes too fast is asked to wait, also after coming back, and loses nothing") {
    live_sessions::limits limits;
    limits.says_burst = 2;
    limits.says_per_second = 1;
    house h({}, limits);
    visitor v(h);
    for (int i = 1; i <= 3; ++i) v.socket->arrives(say_of(i, "x"));
    h.settle();
    CHECK(of_type(v.socket->sent, "ack").size() == 2);
    REQUIRE(of_type(v.socket->sent, "busy").size() == 1);
    v.socket->hangs_up();
    auto back = h.open();
    back->arrives(hello_of(v.token, 0));
    back->arrives(say_of(3, "x"));
    h.settle();
    CHECK(of_type(back->sent, "busy").size() == 1);
    h.door.now += std::chrono::seconds(1);
    back->arrives(say_of(3, "x"));
    h.settle();
    CHECK(of_type(back->sent, "ack").size() == 1);
    CHECK(h.door.heard.size() == 3);
}

TEST_CASE("at the bound of sockets, tabs and new sessions the answer is: later") {
    live_sessions::limits limits;
    limits.sockets = 3;
    limits.tabs_per_session = 1;
    limits.sessions_burst = 2;
    limits.sessions_per_second = 0;
    house h({}, limits);
    visitor a(h);
    visitor b(h);
    auto third = h.open();
    third->arrives(first_hello);
    h.settle();
    CHECK(member(third->sent.at(0), "code") == "busy");
    CHECK(third->closed == 1013);
    auto tab = h.open();
    tab->arrives(hello_of(a.token, 0));
    h.settle();
    CHECK(member(tab->sent.at(0), "code") == "too_many");
    CHECK(tab->closed == 1013);
    auto waits = h.open();
    auto over = h.open();
    CHECK(waits->sent.empty());
    CHECK(member(over->sent.at(0), "code") == "busy");
    CHECK(over->closed == 1013);
    // A place that is given back can be taken again.
    waits->hangs_up();
    h.settle();
    auto next = h.open();
    CHECK(next->sent.empty());
}

TEST_CASE("a tab that does not read is closed, and is no reason to lose the message") {
    house h;
    visitor v(h);
    v.socket->room = 0;
    h.door.say(v.token, "one");
    h.settle();
    CHECK(v.socket->closed == 1013);
    CHECK(h.door.verdicts == std::vector<send_outcome::verdict>{send_outcome::verdict::gone});
    auto back = h.open();
    back->arrives(hello_of(v.token, 0));
    h.settle();
    CHECK(has(back->sent.at(0), "one"));
}

TEST_CASE("when the store cannot be read the page is sent away to come back") {
    house h;
    visitor v(h);
    h.door.blind = true;
    auto back = h.open();
    back->arrives(hello_of(v.token, 3));
    h.settle();
    CHECK(member(back->sent.at(0), "code") == "busy");
    CHECK(back->closed == 1013);
}

TEST_CASE("a message that arrives while the store is read for a page is neither lost nor shown twice") {
    live_sessions live({});
    net::asio::io_context context;
    auto socket = std::make_shared<fake_socket>(context.get_executor());
    std::string const token(32, 'a');
    auto tab = live.join(token, socket);
    tab->syncing = true;
    backlog_item item;
    item.seq = {5};
    CHECK(live.deliver(token, item));
    CHECK(socket->sent.empty());
    CHECK(tab->held.size() == 1);
    for (int i = 0; i < 63; ++i) CHECK(live.deliver(token, item));
    CHECK_FALSE(live.deliver(token, item));
    CHECK(socket->closed == 1013);
    live.leave(token, tab);
    CHECK_FALSE(live.deliver(token, item));
    CHECK(live.sessions() == 0);
}

TEST_CASE("the rates of sessions are remembered up to a bound, and full ones are forgotten") {
    live_sessions::limits limits;
    limits.remembered = 2;
    limits.says_burst = 1;
    limits.says_per_second = 1;
    live_sessions live(limits);
    instant const now{std::chrono::milliseconds(1000)};
    CHECK(live.may_say("a", now));
    CHECK(live.may_say("b", now));
    CHECK_FALSE(live.may_say("c", now));
    CHECK(live.may_say("c", now + std::chrono::seconds(2)));
}
