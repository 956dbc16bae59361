// SPDX-License-Identifier: Apache-2.0
// A whole connection: a peer that follows a script, and a door that answers as it is told.
#include "adapters/email/stored_mail.hpp"
#include "tests/unit/email/fakes.hpp"

using namespace earshot;
using namespace earshot::email;
using namespace earshot::tests;

namespace {

std::string const to_mailbox = "RCPT TO:<report@example.org>\r\n";
std::string const to_answer = std::string("RCPT TO:<r-") + answer_token + "@reply.example.org>\r\n";
std::string const text = "Subject: x\r\n\r\nI saw it.\r\n.\r\n";

struct rig {
    rig() {
        rules.channel = "mail";
        rules.host = "mail.example.org";
        rules.ours = own();
        rules.trusted_peers = {"127.0.0.1", "unix"};
    }
    void run(std::vector<std::string> pieces) {
        stream = std::make_shared<scripted_stream>(std::move(pieces));
        if (adjust) adjust(*stream);
        if (!world)
            world.emplace(session_world{rules, load_gate(load, counting_bytes()), noon,
                                        [this](char const* why) { refused.emplace_back(why); }});
        door.said = &stream->said;
        finish(io, run_session(stream, *world, door));
        CHECK(stream->closed);
        CHECK(world->gate.bytes() == 0);
        CHECK(world->gate.sessions() == 0);
    }
    // Greeting, one mail to `recipients`, goodbye.
    void mail(std::string const& recipients, std::string const& data = text) {
        std::string const hello = rules.mode == protocol::lmtp ? "LHLO mx\r\n" : "EHLO mx\r\n";
        run({hello, "MAIL FROM:<ada@example.net> SIZE=100\r\n" + recipients + "DATA\r\n", data, "QUIT\r\n"});
    }
    // The replies after "354", without the goodbye.
    std::string verdicts() const {
        auto const at = stream->said.find("354 ");
        if (at == std::string::npos) return {};
        auto const begin = stream->said.find('\n', at) + 1;
        auto const end = stream->said.find("221 ", begin);
        return stream->said.substr(begin, end == std::string::npos ? end : end - begin);
    }

    session_rules rules;
    load_limits load;
    std::optional<session_world> world;
    boost::asio::io_context io;
    mail_door door;
    std::shared_ptr<scripted_stream> stream;
    std::function<void(scripted_stream&)> adjust;
    std::vector<std::string> refused;
};

}  // namespace

TEST_CASE("250 is said after the receipt and not before") {
    rig r;
    r.mail(to_mailbox);
    CHECK(r.verdicts() == "250 2.0.0 OK\r\n");
    REQUIRE(r.door.taken.size() == 1);
    CHECK(r.door.said_at_accept.at(0).ends_with("354 End with CRLF.CRLF\r\n"));
    auto const& in = r.door.taken.front();
    CHECK(in.channel == "mail");
    CHECK(in.sender.reveal() == "ada@example.net");
    CHECK(in.reply_to.reveal() == "ada@example.net");
    CHECK(in.route.empty());
    CHECK(in.received == noon());
    CHECK(in.dedupe_key.size() == 64);
    auto const stored = open_mail(in.content.reveal());
    REQUIRE(stored.has_value());
    CHECK(stored->raw == "Subject: x\r\n\r\nI saw it.\r\n");
    CHECK(stored->facts.from == "ada@example.net");
    CHECK(stored->facts.to == "report@example.org");
    CHECK(stored->facts.trusted_peer);
    CHECK(r.refused.empty());
}

TEST_CASE("a door that is busy or broken makes the sender keep its mail") {
    rig r;
    r.door.answers.push_back(GENERATE(errc::busy, errc::broken));
    r.mail(to_mailbox);
    CHECK(r.verdicts() == "451 4.3.0 Try again later\r\n");
}

TEST_CASE("a repeat gets the same answer") {
    rig r;
    r.door.answers.push_back(receipt{true});
    r.mail(to_mailbox);
    CHECK(r.verdicts() == "250 2.0.0 OK\r\n");
}

TEST_CASE("the dedupe key depends on the text and on the conversation, not on the mailbox") {
    rig r;
    r.mail(to_mailbox);
    r.mail("RCPT TO:<postmaster>\r\n");
    r.mail(to_answer);
    r.mail(to_mailbox, "Subject: y\r\n\r\nI saw it.\r\n.\r\n");
    REQUIRE(r.door.taken.size() == 4);
    CHECK(r.door.taken[0].dedupe_key == r.door.taken[1].dedupe_key);
    CHECK(r.door.taken[0].dedupe_key != r.door.taken[2].dedupe_key);
    CHECK(r.door.taken[0].dedupe_key != r.door.taken[3].dedupe_key);
    CHECK(r.door.taken[2].route == answer_token);
}

TEST_CASE("two of our plain addresses are one report, answered twice in LMTP") {
    rig r;
    r.mail(to_mailbox + "RCPT TO:<abuse@example.org>\r\n");
    CHECK(r.door.taken.size() == 1);
    CHECK(r.verdicts() == "250 2.0.0 OK\r\n250 2.0.0 OK\r\n");
}

TEST_CASE("LMTP answers for each recipient, in order") {
    rig r;
    r.door.answers.push_back(receipt{});
    r.door.answers.push_back(errc::busy);
    r.mail(to_mailbox + "RCPT TO:<nobody@example.org>\r\n" + to_answer);
    CHECK(r.door.taken.size() == 2);
    CHECK(r.stream->said.find("550 5.1.1 No such address\r\n") != std::string::npos);
    CHECK(r.verdicts() == "250 2.0.0 OK\r\n451 4.3.0 Try again later\r\n");
    CHECK(r.refused == std::vector<std::string>{"unknown_route"});
}

TEST_CASE("SMTP gives one answer: the worst") {
    rig r;
    r.rules.mode = protocol::smtp;
    r.door.answers.push_back(receipt{});
    r.door.answers.push_back(errc::busy);
    r.mail(to_mailbox + to_answer);
    CHECK(r.verdicts() == "451 4.3.0 Try again later\r\n");
}

TEST_CASE("a token that is dead is refused, one that cannot be looked up is kept by the sender") {
    rig r;
    SECTION("dead") {
        r.door.alive.clear();
        r.mail(to_answer);
        CHECK(r.stream->said.find("550 5.1.1") != std::string::npos);
        CHECK(r.stream->said.find("503 5.5.1") != std::string::npos);  // DATA without a recipient
    }
    SECTION("unknown just now") {
        r.door.routes_fail = true;
        r.mail(to_answer);
        CHECK(r.stream->said.find("451 4.3.0") != std::string::npos);
    }
    CHECK(r.door.taken.empty());
}

TEST_CASE("half a mail is no mail") {
    rig r;
    std::string const begin = "MAIL FROM:<ada@example.net>\r\n" + to_mailbox + "DATA\r\n";
    SECTION("the peer goes away") {
        r.run({"LHLO mx\r\n", begin, "Subject: x\r\n\r\nI sa"});
    }
    SECTION("the dot is missing its end") {
        r.run({"LHLO mx\r\n", begin, "Subject: x\r\n\r\nI saw\r\n."});
    }
    SECTION("the peer falls silent") {
        r.adjust = [](scripted_stream& s) { s.silent = true; };
        r.run({"LHLO mx\r\n", begin, "Subject: x\r\n\r\nI sa"});
        CHECK(r.stream->said.ends_with("421 4.4.2 Idle for too long\r\n"));
    }
    CHECK(r.door.taken.empty());
}

TEST_CASE("a peer that cannot be told is left; the mail is stored and its repeat will be known") {
    rig r;
    bool mail_seen = false;
    r.adjust = [&](scripted_stream& s) { s.before_read = [&s, reads = 0]() mutable { s.deaf = ++reads == 3; }; };
    r.mail(to_mailbox);
    mail_seen = r.door.taken.size() == 1;
    CHECK(mail_seen);
    CHECK(r.verdicts().empty());
}

TEST_CASE("silence ends a session after the idle time, sooner when it is crowded") {
    rig r;
    r.rules.idle = std::chrono::seconds(60);
    r.adjust = [](scripted_stream& s) { s.silent = true; };
    r.load.sessions = GENERATE(std::size_t{1}, std::size_t{100});
    r.run({"LHLO mx\r\n"});
    CHECK(r.stream->said.ends_with("421 4.4.2 Idle for too long\r\n"));
    CHECK(r.stream->deadlines.back() == std::chrono::seconds(r.load.sessions == 1 ? 10 : 60));
}

TEST_CASE("only our own mail server may talk LMTP") {
    rig r;
    r.adjust = [](scripted_stream& s) { s.from = "203.0.113.9"; };
    r.mail(to_mailbox);
    CHECK(r.stream->said == "421 4.7.1 Not from here\r\n");
    CHECK(r.door.taken.empty());
    CHECK(r.refused == std::vector<std::string>{"peer"});
}

TEST_CASE("a stranger has only so many connections, our own server as many as it likes") {
    rig r;
    r.rules.mode = protocol::smtp;
    r.load.sessions_a_peer = 1;
    r.world.emplace(session_world{r.rules, load_gate(r.load, counting_bytes()), noon, {}});
    load_gate::share const other(r.world->gate, "203.0.113.9", true);
    auto const try_from = [&](std::string from) {
        auto const s = std::make_shared<scripted_stream>(std::vector<std::string>{"QUIT\r\n"});
        s->from = std::move(from);
        finish(r.io, run_session(s, *r.world, r.door));
        return s->said;
    };
    CHECK(try_from("203.0.113.9").starts_with("421 4.7.0"));
    CHECK(try_from("203.0.113.10").starts_with("220 "));
    CHECK(try_from("127.0.0.1").starts_with("220 "));
    CHECK(r.world->gate.sessions() == 1);
}

TEST_CASE("when memory is used up, mail in flight gets 452 and no new one begins") {
    rig r;
    r.load.bytes = 200 * 1024;
    SECTION("in flight") {
        r.mail(to_mailbox, "Subject: x\r\n\r\n" + std::string(300 * 1024, 'x') + "\r\n.\r\n");
        CHECK(r.verdicts() == "452 4.3.1 No room just now\r\n");
        CHECK(r.door.taken.empty());
        CHECK(r.refused.empty());  // it will come again
        r.mail(to_mailbox);
        CHECK(r.door.taken.size() == 1);
    }
    SECTION("at MAIL") {
        r.world.emplace(session_world{r.rules, load_gate(r.load, counting_bytes()), noon, {}});
        load_gate::share other(r.world->gate, "127.0.0.1", false);
        CHECK_FALSE(other.hold(300 * 1024));
        auto const s = std::make_shared<scripted_stream>(
            std::vector<std::string>{"LHLO mx\r\n", "MAIL FROM:<ada@example.net>\r\n", "QUIT\r\n"});
        finish(r.io, run_session(s, *r.world, r.door));
        CHECK(s->said.find("452 4.3.1 No room just now\r\n") != std::string::npos);
    }
}

TEST_CASE("what is too large is refused, at MAIL when it is told and after the text when not") {
    rig r;
    r.rules.limits.message = 70'000;
    SECTION("told") {
        r.run({"LHLO mx\r\n", "MAIL FROM:<ada@example.net> SIZE=70001\r\n", "QUIT\r\n"});
        CHECK(r.stream->said.find("552 5.3.4") != std::string::npos);
    }
    SECTION("not told") {
        r.mail(to_mailbox, std::string(80'000, 'x') + "\r\n.\r\n");
        CHECK(r.verdicts() == "552 5.3.4 Message too large\r\n");
    }
    SECTION("far over it") {
        r.mail(to_mailbox, std::string(300'000, 'x') + "\r\n.\r\n");
        CHECK(r.verdicts().starts_with("552 5.3.4 Message too large\r\n421 "));
    }
    CHECK(r.door.taken.empty());
    CHECK(r.refused == std::vector<std::string>{"too_large"});
}

TEST_CASE("bare line ends: taken from our own server, refused from the world") {
    rig r;
    std::string const odd = "Subject: x\r\n\r\na\nb\r\n.\r\n";
    SECTION("LMTP") {
        r.mail(to_mailbox, odd);
        CHECK(r.verdicts() == "250 2.0.0 OK\r\n");
        REQUIRE(r.door.taken.size() == 1);
        CHECK(open_mail(r.door.taken[0].content.reveal())->raw == "Subject: x\r\n\r\na\nb\r\n");
    }
    SECTION("SMTP") {
        r.rules.mode = protocol::smtp;
        r.mail(to_mailbox, odd);
        CHECK(r.verdicts().starts_with("550 5.6.11"));
        CHECK(r.door.taken.empty());
        CHECK(r.refused == std::vector<std::string>{"malformed"});
    }
}

TEST_CASE("somebody who only errs is sent away") {
    rig r;
    std::string many;
    for (int i = 0; i < 12; ++i) many += "FOO\r\n";
    r.run({many});
    CHECK(r.stream->said.ends_with("421 4.7.0 Too many errors\r\n"));
    CHECK(r.refused == std::vector<std::string>{"malformed"});
}

TEST_CASE("a mail by one byte at a time is the same mail") {
    rig r;
    std::string const all = "LHLO mx\r\nMAIL FROM:<ada@example.net>\r\n" + to_mailbox + "DATA\r\n" + text + "QUIT\r\n";
    std::vector<std::string> bytes;
    for (char const c : all) bytes.emplace_back(1, c);
    r.run(std::move(bytes));
    CHECK(r.verdicts() == "250 2.0.0 OK\r\n");
    REQUIRE(r.door.taken.size() == 1);
    CHECK(open_mail(r.door.taken[0].content.reveal())->raw == "Subject: x\r\n\r\nI saw it.\r\n");
}

TEST_CASE("STARTTLS: what was sent along in clear is forgotten") {
    rig r;
    r.rules.mode = protocol::smtp;
    r.adjust = [](scripted_stream& s) { s.offers_tls = true; };
    r.run({"EHLO mx\r\n", "STARTTLS\r\nMAIL FROM:<evil@example.net>\r\n", "RCPT TO:<report@example.org>\r\n",
           "QUIT\r\n"});
    CHECK(r.stream->tls);
    CHECK(r.stream->said.find("503 5.5.1 MAIL first") != std::string::npos);
}

TEST_CASE("mail without a sender, or in our own name, is somebody new each time; a person is one person") {
    auto const one = canonical_sender(own(), "", "k1"), two = canonical_sender(own(), "", "k2");
    CHECK(one.reveal() != two.reveal());
    CHECK(canonical_sender(own(), "report@example.org", "k1").reveal() == one.reveal());
    CHECK(canonical_sender(own(), "ada@example.net", "k1").reveal() ==
          canonical_sender(own(), "ada@example.net", "k2").reveal());
    CHECK_FALSE(net::is_mailbox(one.reveal()));
}

TEST_CASE("how a mail is journalled and opened again") {
    auto const kept = store_mail({"", "report@example.org", "smtp", false}, "a\nb");
    auto const back = open_mail(kept.reveal());
    REQUIRE(back.has_value());
    CHECK(back->facts.from.empty());
    CHECK(back->facts.mode == "smtp");
    CHECK_FALSE(back->facts.trusted_peer);
    CHECK(back->raw == "a\nb");
    CHECK(unpack(pack({"a@example.net", "<1@x>"})).message_id == "<1@x>");
    CHECK(unpack(pack({"a@example.net", ""})).mailbox == "a@example.net");
}
