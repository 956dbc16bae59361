// SPDX-License-Identifier: Apache-2.0
#include "gateway/net/http_client.hpp"
#include "gateway/net/line_stream.hpp"
#include "tests/unit/net/loop.hpp"

#include <map>

using namespace earshot::net;
using namespace earshot::net::test;

namespace {

// A mail server that says what the test tells it to.
struct mailing : loop {
    std::unique_ptr<http_client> client = make_http_client(io.get_executor());
    std::unique_ptr<line_server> server;
    std::map<std::string, std::string> says;  // by command; "." is the end of the message; "" drops the connection
    std::string heard;

    mailing() {
        says = {{"hello", "220 mx\r\n"}, {"EHLO", "250 mx\r\n"}, {"MAIL", "250 ok\r\n"}, {"RCPT", "250 ok\r\n"},
                {"DATA", "354 go\r\n"},  {".", "250 taken\r\n"}, {"QUIT", "221 bye\r\n"}};
        std::string why;
        listen_address any;
        any.host = "127.0.0.1";
        auto made = make_line_server(io.get_executor(), any, {}, 10, "421 busy\r\n", why);
        REQUIRE(made.has_value());
        server = std::move(*made);
        background(server->serve([this](std::shared_ptr<line_stream> stream) { return talk(std::move(stream)); }));
    }

    awaitable<void> talk(std::shared_ptr<line_stream> stream) {
        co_await stream->write(says["hello"], 1s);
        std::string in;
        bool data = false;
        for (;;) {
            std::string const end = data ? "\r\n.\r\n" : "\r\n";
            auto const at = in.find(end);
            if (at == std::string::npos) {
                auto const got = co_await stream->read_some(in, 4096, 5s);
                if (!got || *got == 0) co_return;
                continue;
            }
            std::string const line = in.substr(0, at + end.size());
            in.erase(0, line.size());
            heard += line;
            std::string const command = data ? "." : line.substr(0, 4);
            data = !data && command == "DATA";
            std::string const reply = says[command];
            if (reply.empty()) co_return;
            if (!reply.starts_with("354")) data = false;
            co_await stream->write(reply, 1s);
        }
    }

    smtp_call mail() const {
        smtp_call out;
        out.url = "smtp://" + server->bound().str() + "/gw.example";
        out.mail_from = "return@gw.example";
        out.rcpt_to = "person@example.org";
        out.message = "Subject: hello\r\n\r\nfirst\r\n.dot\r\n";
        out.deadline = 5s;
        return out;
    }

    smtp_answer submit(smtp_call what) {
        smtp_answer answer;
        run(into(std::move(what), &answer));
        return answer;
    }

    awaitable<void> into(smtp_call what, smtp_answer* answer) { *answer = co_await client->submit(std::move(what)); }
};

}  // namespace

TEST_CASE("a mail is handed over, with our own name and its dots kept") {
    mailing world;
    auto const answer = world.submit(world.mail());
    CHECK(answer.reached == reached::answered);
    CHECK(answer.code == 250);
    CHECK(answer.error.empty());
    CHECK(world.heard.find("EHLO gw.example\r\n") == 0);
    CHECK(world.heard.find("MAIL FROM:<return@gw.example>") != std::string::npos);
    CHECK(world.heard.find("RCPT TO:<person@example.org>\r\n") != std::string::npos);
    CHECK(world.heard.find("Subject: hello\r\n\r\nfirst\r\n..dot\r\n.\r\n") != std::string::npos);
}

TEST_CASE("the null sender is written as such") {
    mailing world;
    auto mail = world.mail();
    mail.mail_from.clear();
    CHECK(world.submit(mail).code == 250);
    CHECK(world.heard.find("MAIL FROM:<>") != std::string::npos);
}

TEST_CASE("a refusal brings its code, whichever command it came at") {
    mailing world;
    world.says["RCPT"] = "451 later person@example.org\r\n";
    auto answer = world.submit(world.mail());
    CHECK(answer.reached == reached::answered);
    CHECK(answer.code == 451);
    CHECK(answer.error.find("person") == std::string::npos);
    world.says["RCPT"] = "550 nobody\r\n";
    CHECK(world.submit(world.mail()).code == 550);
    world.says["RCPT"] = "250 ok\r\n";
    world.says["."] = "554 no\r\n";
    answer = world.submit(world.mail());
    CHECK(answer.code == 554);
    CHECK(answer.reached == reached::answered);
}

TEST_CASE("a connection that drops after the message leaves it in doubt, before it does not") {
    mailing world;
    world.says["."] = "";
    auto answer = world.submit(world.mail());
    CHECK(answer.reached == reached::written);
    CHECK(answer.code < 400);
    world.says["RCPT"] = "";
    CHECK(world.submit(world.mail()).reached == reached::nothing);
}

TEST_CASE("TLS that was asked for and is not offered: nothing is sent") {
    mailing world;
    auto mail = world.mail();
    mail.require_tls = true;
    CHECK(world.submit(mail).reached == reached::nothing);
    CHECK(world.heard.find("MAIL") == std::string::npos);
}

TEST_CASE("what could add a command of its own never reaches the wire") {
    mailing world;
    auto const refused = [&](auto change) {
        auto mail = world.mail();
        change(mail);
        auto const answer = world.submit(mail);
        CHECK(answer.reached == reached::nothing);
        CHECK_FALSE(answer.error.empty());
    };
    refused([](smtp_call& mail) { mail.rcpt_to = "a@b>\r\nRCPT TO:<evil@c"; });
    refused([](smtp_call& mail) { mail.mail_from = "a@b\nDATA"; });
    refused([](smtp_call& mail) { mail.rcpt_to.clear(); });
    refused([](smtp_call& mail) { mail.message = "Subject: a\n\nb"; });
    refused([](smtp_call& mail) { mail.message = "Subject: a\r\n\r\nb\rc\r\n"; });
    refused([](smtp_call& mail) { mail.message = "Subject: \xFF\r\n"; });
    refused([](smtp_call& mail) { mail.url = mail.url.substr(0, mail.url.rfind('/')); });
    refused([](smtp_call& mail) { mail.url = mail.url.substr(0, mail.url.rfind('/') + 1); });
    CHECK(world.heard.empty());
}

TEST_CASE("a mail server that hangs is given up at the deadline, cancelled or not") {
    mailing world;
    world.says["hello"] = "";
    auto mail = world.mail();
    mail.deadline = 50ms;
    CHECK(world.submit(mail).reached == reached::nothing);
    auto const test = [&]() -> awaitable<void> {
        auto slow = world.mail();
        auto call = world.client->submit(std::move(slow));
        auto const answer = co_await within(std::move(call), 20ms);
        if (answer) CHECK(answer->reached == reached::nothing);
    };
    world.run(test());
}
