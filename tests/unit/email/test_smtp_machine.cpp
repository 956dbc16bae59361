// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/smtp_machine.hpp"
#include "tests/support/catch.hpp"

using namespace earshot::email;

namespace {

struct talk {
    explicit talk(protocol mode, smtp_limits limits = {}, bool tls = false)
        : machine(mode, "mail.example.org", limits, tls) {
        machine.take_output();
    }

    // Feeds, does what is asked, and returns the replies.
    std::string say(std::string_view bytes) {
        machine.feed(bytes);
        return run();
    }
    // A line at a time, as somebody does who waits for each answer.
    void lines(std::string_view all) {
        while (!all.empty()) {
            auto const end = all.find('\n') + 1;
            say(all.substr(0, end));
            all.remove_prefix(end);
        }
    }
    std::string run() {
        std::string out;
        for (;;) {
            last = machine.next();
            if (last == step::recipient) {
                machine.answer_recipient(machine.recipient().starts_with("no")     ? recipient_verdict::unknown
                                         : machine.recipient().starts_with("busy") ? recipient_verdict::busy
                                                                                   : recipient_verdict::known);
            } else if (last == step::message) {
                messages.push_back(machine.take_message());
                machine.answer_message(verdict);
            } else {
                return out + machine.take_output();
            }
        }
    }
    void begin() {
        say(mode_hello());
        say("MAIL FROM:<ada@example.org>\r\nRCPT TO:<report@example.org>\r\n");
        say("DATA\r\n");
    }
    std::string mode_hello() const { return hello; }

    smtp_machine machine;
    step last{};
    std::vector<smtp_message> messages;
    message_verdict verdict{message_verdict::stored};
    std::string hello{"LHLO mx\r\n"};
};

talk smtp(smtp_limits limits = {}, bool tls = false) {
    talk t(protocol::smtp, limits, tls);
    t.hello = "EHLO mx\r\n";
    return t;
}

}  // namespace

TEST_CASE("an LMTP message is answered once for each recipient") {
    talk t(protocol::lmtp);
    auto const hello = t.say("LHLO mx\r\n");
    CHECK(hello.find("250-PIPELINING\r\n") != std::string::npos);
    CHECK(hello.find("250-8BITMIME\r\n") != std::string::npos);
    CHECK(hello.find("250-SMTPUTF8\r\n") != std::string::npos);
    CHECK(hello.find("250-SIZE 26214400\r\n") != std::string::npos);
    CHECK(hello.find("250 ENHANCEDSTATUSCODES\r\n") != std::string::npos);
    CHECK(hello.find("STARTTLS") == std::string::npos);
    CHECK(t.say("MAIL FROM:<ada@Example.ORG> SIZE=20 BODY=8BITMIME\r\nRCPT TO:<report@example.org>\r\n"
                "RCPT TO:<no@example.org>\r\nRCPT TO:<busy@example.org>\r\nRCPT TO:<postmaster>\r\nDATA\r\n") ==
          "250 2.1.0 OK\r\n250 2.1.5 OK\r\n550 5.1.1 No such address\r\n451 4.3.0 Try again later\r\n250 2.1.5 OK\r\n"
          "354 End with CRLF.CRLF\r\n");
    CHECK(t.say("Subject: x\r\n\r\n..dot\r\n.\r\nQUIT\r\n") == "250 2.0.0 OK\r\n250 2.0.0 OK\r\n221 2.0.0 Bye\r\n");
    CHECK(t.last == step::close);
    REQUIRE(t.messages.size() == 1);
    CHECK(t.messages[0].envelope.from == "ada@example.org");
    CHECK(t.messages[0].envelope.to == std::vector<std::string>{"report@example.org", "postmaster"});
    CHECK(t.messages[0].raw == "Subject: x\r\n\r\n.dot\r\n");
}

TEST_CASE("no receipt, no 250") {
    auto const [verdict, reply] = GENERATE(table<message_verdict, std::string>({
        {message_verdict::stored, "250 2.0.0 OK\r\n"},
        {message_verdict::busy, "451 4.3.0 Try again later\r\n"},
        {message_verdict::full, "452 4.3.1 No room just now\r\n"},
    }));
    talk t(protocol::lmtp);
    t.verdict = verdict;
    t.begin();
    CHECK(t.say("x\r\n.\r\n") == reply);
}

TEST_CASE("a mixed answer in SMTP is the worse one") {
    auto t = smtp();
    t.say("EHLO mx\r\n");
    t.say("MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nRCPT TO:<c@example.org>\r\n");
    t.say("DATA\r\n");
    t.machine.feed("x\r\n.\r\n");
    REQUIRE(t.machine.next() == step::message);
    t.machine.take_message();
    t.machine.answer_message_each({message_verdict::stored, message_verdict::busy});
    CHECK(t.machine.take_output() == "451 4.3.0 Try again later\r\n");
}

TEST_CASE("nothing but CRLF.CRLF ends the data, however it is cut") {
    auto const end = GENERATE(as<std::string>{}, "\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r.\r\n", "\r\n.\r",
                              "\r\r\n.\r\r\n", std::string("\r\n\0.\r\n", 6));
    auto const mode = GENERATE(protocol::lmtp, protocol::smtp);
    std::string const smuggled = "MAIL FROM:<evil@example.org>\r\nRCPT TO:<report@example.org>\r\nDATA\r\nsmuggled\r\n";
    std::string const all = "Subject: one\r\n\r\nbody" + end + smuggled + ".\r\n";
    for (std::size_t cut = 0; cut <= all.size(); ++cut) {
        talk t(mode);
        if (mode == protocol::smtp) t.hello = "EHLO mx\r\n";
        t.begin();
        auto replies = t.say(std::string_view(all).substr(0, cut));
        replies += t.say(std::string_view(all).substr(cut));
        if (mode == protocol::lmtp) {
            REQUIRE(t.messages.size() == 1);
            CHECK(t.messages[0].raw.find("smuggled") != std::string::npos);
            CHECK(replies == "250 2.0.0 OK\r\n");
        } else {
            CHECK(t.messages.empty());
            CHECK(replies == "550 5.6.11 Bare CR, bare LF or NUL in the message\r\n421 4.7.0 Closing\r\n");
            CHECK(t.last == step::close);
        }
    }
}

TEST_CASE("a byte at a time is the same as all at once") {
    talk t(protocol::lmtp);
    std::string replies;
    for (char const c : std::string("LHLO mx\r\nMAIL FROM:<>\r\nRCPT TO:<report@example.org>\r\nDATA\r\n"
                                    "..\r\n.x\r\n\r\n.\r\nRSET\r\n"))
        replies += t.say(std::string_view(&c, 1));
    REQUIRE(t.messages.size() == 1);
    CHECK(t.messages[0].raw == ".\r\nx\r\n\r\n");
    CHECK(t.messages[0].envelope.from.empty());
    CHECK(replies.ends_with("354 End with CRLF.CRLF\r\n250 2.0.0 OK\r\n250 2.0.0 OK\r\n"));
}

TEST_CASE("every command where it does not belong") {
    struct row {
        char const* before;
        char const* command;
        char const* reply;
    };
    auto const r = GENERATE(values<row>({
        {"", "HELO mx", "500 5.5.1"},
        {"", "EHLO mx", "500 5.5.1"},
        {"", "LHLO", "501 5.5.4"},
        {"", "MAIL FROM:<a@example.org>", "503 5.5.1"},
        {"", "RCPT TO:<a@example.org>", "503 5.5.1"},
        {"", "DATA", "503 5.5.1"},
        {"", "NOOP", "250 2.0.0"},
        {"", "RSET", "250 2.0.0"},
        {"", "VRFY ada", "252 2.5.0"},
        {"", "EXPN list", "502 5.5.1"},
        {"", "AUTH PLAIN x", "502 5.5.1"},
        {"", "ETRN x", "502 5.5.1"},
        {"", "BDAT 5 LAST", "502 5.5.1"},
        {"", "XCLIENT ADDR=1.2.3.4", "502 5.5.1"},
        {"", "STARTTLS", "502 5.5.1"},
        {"", "GET / HTTP/1.1", "500 5.5.1"},
        {"", "", "500 5.5.1"},
        {"LHLO mx\r\n", "RCPT TO:<a@example.org>", "503 5.5.1"},
        {"LHLO mx\r\n", "DATA", "503 5.5.1"},
        {"LHLO mx\r\n", "MAIL TO:<a@example.org>", "501 5.1.7"},
        {"LHLO mx\r\n", "MAIL FROM:a@example.org", "501 5.1.7"},
        {"LHLO mx\r\n", "MAIL FROM:<a b@example.org>", "501 5.1.7"},
        {"LHLO mx\r\n", "MAIL FROM:<a@>", "501 5.1.7"},
        {"LHLO mx\r\n", "MAIL FROM:<a@example.org> SIZE=x", "501 5.5.4"},
        {"LHLO mx\r\n", "MAIL FROM:<a@example.org> SIZE=99999999999", "552 5.3.4"},
        {"LHLO mx\r\n", "MAIL FROM:<a@example.org> RET=FULL", "555 5.5.4"},
        {"LHLO mx\r\n", "MAIL FROM:<a@example.org> BODY=BINARYMIME", "555 5.5.4"},
        {"LHLO mx\r\n", "MAIL FROM:<\xC3\xA9@example.org>", "550 5.6.7"},
        {"LHLO mx\r\n", "MAIL FROM:<\xC3\xA9@example.org> SMTPUTF8", "250 2.1.0"},
        {"LHLO mx\r\n", "MAIL FROM:<\"a b\"@example.org>", "250 2.1.0"},
        {"LHLO mx\r\n", "MAIL FROM:<@relay.example.org:a@example.org>", "250 2.1.0"},
        {"LHLO mx\r\n", "mail from: <a@example.org>", "250 2.1.0"},
        {"LHLO mx\r\nMAIL FROM:<a@example.org>\r\n", "MAIL FROM:<b@example.org>", "503 5.5.1"},
        {"LHLO mx\r\nMAIL FROM:<a@example.org>\r\n", "DATA", "503 5.5.1"},
        {"LHLO mx\r\nMAIL FROM:<a@example.org>\r\n", "RCPT TO:<>", "501 5.1.3"},
        {"LHLO mx\r\nMAIL FROM:<a@example.org>\r\n", "RCPT TO:<a@example.org> NOTIFY=SUCCESS", "555 5.5.4"},
        {"LHLO mx\r\nMAIL FROM:<a@example.org>\r\n", "RCPT TO:<a@example.org>>", "501 5.1.3"},
        {"LHLO mx\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<no@example.org>\r\n", "DATA", "503 5.5.1"},
        {"LHLO mx\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<a@example.org>\r\n", "DATA now", "501 5.5.4"},
        {"LHLO mx\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<a@example.org>\r\nRSET\r\n", "DATA", "503 5.5.1"},
        {"LHLO mx\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<a@example.org>\r\nLHLO mx\r\n", "DATA", "503 5.5.1"},
    }));
    talk t(protocol::lmtp);
    t.lines(r.before);
    CAPTURE(r.before, r.command);
    CHECK(t.say(std::string(r.command) + "\r\n").starts_with(r.reply));
    CHECK(t.last == step::wait);
    CHECK(t.messages.empty());
}

TEST_CASE("bad lines are refused and counted") {
    talk t(protocol::lmtp);
    CHECK(t.say("NOOP\n") == "500 5.5.2 Lines end with CR LF\r\n");
    CHECK(t.say(std::string("NO\0OP\r\n", 7)) == "500 5.5.2 Invalid character\r\n");
    CHECK(t.say("NO\rOP\r\n") == "500 5.5.2 Invalid character\r\n");
    // A line without an end costs no memory and is answered once.
    for (int i = 0; i < 100; ++i) CHECK(t.say(std::string(10'000, 'a')).empty());
    CHECK(t.machine.held() == 0);
    CHECK(t.say("\r\n") == "500 5.5.2 Line too long\r\n");
    CHECK(t.say(std::string(2'047, 'a') + "\r\n") == "500 5.5.2 Line too long\r\n");
    for (int i = 0; i < 4; ++i) CHECK(t.say("WHAT\r\n") == "500 5.5.1 Unknown command\r\n");
    CHECK(t.say("WHAT\r\n") == "500 5.5.1 Unknown command\r\n421 4.7.0 Too many errors\r\n");
    CHECK(t.last == step::close);
}

TEST_CASE("guessing addresses is stopped on an open listener and not behind a mail server") {
    for (auto const mode : {protocol::smtp, protocol::lmtp}) {
        talk t(mode);
        t.say(mode == protocol::smtp ? "EHLO mx\r\n" : "LHLO mx\r\n");
        t.say("MAIL FROM:<a@example.org>\r\n");
        for (int i = 0; i < 12; ++i) t.say("RCPT TO:<no@example.org>\r\n");
        CHECK((t.last == step::close) == (mode == protocol::smtp));
    }
}

TEST_CASE("commands without mail come to an end") {
    smtp_limits limits;
    limits.idle_commands = 5;
    talk t(protocol::lmtp, limits);
    for (int i = 0; i < 5; ++i) CHECK(t.say("NOOP\r\n") == "250 2.0.0 OK\r\n");
    CHECK(t.say("NOOP\r\n").starts_with("421 4.7.0"));
}

TEST_CASE("limits on recipients, size and hops") {
    SECTION("recipients") {
        smtp_limits limits;
        limits.recipients = 3;
        talk t(protocol::lmtp, limits);
        t.lines("LHLO mx\r\nMAIL FROM:<a@example.org>\r\n");
        for (int i = 0; i < 3; ++i) CHECK(t.say("RCPT TO:<b@example.org>\r\n") == "250 2.1.5 OK\r\n");
        CHECK(t.say("RCPT TO:<b@example.org>\r\n") == "452 4.5.3 Too many recipients\r\n");
    }
    SECTION("one byte too many") {
        smtp_limits limits;
        limits.message = 1000;
        talk t(protocol::lmtp, limits);
        t.begin();
        CHECK(t.say(std::string(998, 'a') + "\r\n.\r\n") == "250 2.0.0 OK\r\n");
        t.say("MAIL FROM:<ada@example.org>\r\nRCPT TO:<report@example.org>\r\n");
        t.say("DATA\r\n");
        CHECK(t.say(std::string(999, 'a') + "\r\n.\r\n") == "552 5.3.4 Message too large\r\n");
        CHECK(t.messages.size() == 1);
        CHECK(t.say("NOOP\r\n") == "250 2.0.0 OK\r\n");
    }
    SECTION("far too many, without an end") {
        smtp_limits limits;
        limits.message = 1000;
        talk t(protocol::lmtp, limits);
        t.begin();
        CHECK(t.say(std::string(1500, 'a')).empty());
        CHECK(t.machine.held() == 0);
        CHECK(t.say(std::string(1500, 'a')).find("421 4.3.0") != std::string::npos);
        CHECK(t.last == step::close);
    }
    SECTION("a line without an end inside a message is fine") {
        talk t(protocol::lmtp);
        t.begin();
        CHECK(t.say(std::string(3'000'000, 'a') + "\r\n.\r\n") == "250 2.0.0 OK\r\n");
        CHECK(t.messages[0].raw.size() == 3'000'002);
    }
    SECTION("hops") {
        std::string hops;
        for (int i = 0; i < 101; ++i) hops += "received: from a by b\r\n";
        talk t(protocol::lmtp);
        t.begin();
        CHECK(t.say(hops + "\r\nx\r\n.\r\n") == "554 5.4.6 Too many hops\r\n");
        // In the body they are just words.
        t.say("MAIL FROM:<ada@example.org>\r\nRCPT TO:<report@example.org>\r\n");
        t.say("DATA\r\n");
        CHECK(t.say("Subject: x\r\n\r\n" + hops + ".\r\n") == "250 2.0.0 OK\r\n");
    }
}

TEST_CASE("no room: refused at MAIL, or after the data that is thrown away") {
    talk t(protocol::lmtp);
    t.say("LHLO mx\r\n");
    t.machine.set_full(true);
    CHECK(t.say("MAIL FROM:<a@example.org>\r\n") == "452 4.3.1 No room just now\r\n");
    t.machine.set_full(false);
    t.begin();
    t.say("first part\r\n");
    t.machine.no_room();
    CHECK(t.machine.held() == 0);
    CHECK(t.say("second part\r\n.\r\n") == "452 4.3.1 No room just now\r\n");
    CHECK(t.messages.empty());
    t.begin();
    CHECK(t.say("again\r\n.\r\n") == "250 2.0.0 OK\r\n");
}

TEST_CASE("what is sent along with the end of a group was not meant for us") {
    SECTION("data before the 354") {
        auto t = smtp();
        t.say("EHLO mx\r\nMAIL FROM:<a@example.org>\r\n");
        auto u = smtp();
        CHECK(u.say("EHLO mx\r\nMAIL FROM:<a@example.org>\r\n").find("421 4.7.0 Improper") != std::string::npos);
    }
    SECTION("DATA") {
        auto t = smtp();
        t.say("EHLO mx\r\n");
        t.say("MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\n");
        CHECK(t.say("DATA\r\nSubject: x\r\n") ==
              "503 5.5.1 Commands after the end of a group\r\n421 4.7.0 Improper pipelining\r\n");
        CHECK(t.last == step::close);
        CHECK(t.messages.empty());
    }
}

TEST_CASE("STARTTLS forgets everything and drops what was sent in clear") {
    auto t = smtp({}, true);
    CHECK(t.say("EHLO mx\r\n").find("250-STARTTLS\r\n") != std::string::npos);
    t.say("MAIL FROM:<a@example.org>\r\n");
    CHECK(t.say("STARTTLS\r\nRCPT TO:<injected@example.org>\r\n") == "220 2.0.0 Go ahead\r\n");
    REQUIRE(t.last == step::start_tls);
    t.machine.tls_started();
    CHECK(t.run().empty());
    CHECK(t.say("RCPT TO:<b@example.org>\r\n").starts_with("503"));
    CHECK(t.say("MAIL FROM:<b@example.org>\r\n").starts_with("503"));
    CHECK(t.say("EHLO mx\r\n").find("STARTTLS") == std::string::npos);
    CHECK(t.say("STARTTLS\r\n").starts_with("502"));
}

TEST_CASE("HELO has no extensions and EHLO is needed for STARTTLS") {
    auto t = smtp({}, true);
    CHECK(t.say("LHLO mx\r\n").starts_with("500"));
    CHECK(t.say("HELO mx\r\n") == "250 mail.example.org\r\n");
    CHECK(t.say("STARTTLS\r\n").starts_with("503"));
    CHECK(t.say("STARTTLS now\r\n").starts_with("501"));
}
