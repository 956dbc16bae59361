// SPDX-License-Identifier: Apache-2.0
// Mail to a reporter: what is on the wire, and what its answer means. And the settings it comes from.
#include "adapters/email/compose.hpp"
#include "adapters/email/email_channel.hpp"
#include "adapters/email/email_settings.hpp"
#include "adapters/email/headers.hpp"
#include "adapters/email/mime_body.hpp"
#include "adapters/email/stored_mail.hpp"
#include "tests/unit/email/fakes.hpp"

using namespace earshot;
using namespace earshot::email;
using namespace earshot::tests;
using verdict = send_outcome::verdict;

namespace {

struct rig {
    explicit rig(std::string const& more = {}) {
        auto const text =
            "[channel.mail]\nkind = 'email'\nmailbox = ['report@example.org']\n"
            "reply_domain = 'reply.example.org'\n" +
            more;
        auto loaded = config::file::parse(text, "/nowhere/earshot.toml", mistakes, "");
        REQUIRE(loaded);
        file = std::move(*loaded);
        auto& section = *file->tables_of("channel").at(0).second;
        section.text("kind");
        it = make_email("mail", section, {io.get_executor(), router, host, noon, counting_bytes(), "https://x"});
        REQUIRE(it);
    }
    send_outcome send(outbound message) { return finish(io, it->send(std::move(message))); }

    boost::asio::io_context io;
    no_routes router;
    smarthost_double host;
    std::vector<config::mistake> mistakes;
    std::unique_ptr<config::file> file;
    std::unique_ptr<channel> it;
};

outbound a_message(std::string text = "Where was it?") {
    outbound m;
    m.channel = "mail";
    m.to = pack({"ada@example.net", "<1@example.net>"});
    m.text = std::move(text);
    m.reply_token = answer_token;
    m.return_token = bounce_token;
    return m;
}

// Every field once, in lower case.
std::string_view field(mail_headers const& h, std::string_view name) {
    CHECK(h.all(name).size() <= 1);
    return h.first(name);
}

// 7 bit, CR LF and nothing else, short lines (RFC 5322 2.1.1).
void well_formed(std::string const& mail) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < mail.size(); ++i) {
        auto const c = static_cast<unsigned char>(mail[i]);
        REQUIRE(c < 0x80);
        REQUIRE(c != 0);
        if (c == '\r') REQUIRE((i + 1 < mail.size() && mail[i + 1] == '\n'));
        if (c == '\n') REQUIRE((i > 0 && mail[i - 1] == '\r'));
        length = c == '\n' ? 0 : length + 1;
        REQUIRE(length <= 250);
    }
    REQUIRE(mail.ends_with("\r\n"));
}

}  // namespace

TEST_CASE("a question by mail: addresses made for it, neutral, marked as automatic") {
    rig r;
    auto const out = r.send(a_message());
    CHECK(out.what == verdict::sent);
    CHECK(out.state == delivery::sent);
    REQUIRE(r.host.sent.size() == 1);
    auto const& call = r.host.sent[0];
    CHECK(call.url == "smtp://127.0.0.1:25/example.org");
    CHECK(call.mail_from == std::string("b-") + bounce_token + "@reply.example.org");
    CHECK(call.rcpt_to == "ada@example.net");
    well_formed(call.message);
    auto const h = read_headers(call.message);
    auto const answer = std::string("<r-") + answer_token + "@reply.example.org>";
    CHECK(field(h, "from") == "Reply " + answer);
    CHECK(field(h, "reply-to") == answer);
    CHECK(field(h, "to") == "<ada@example.net>");
    CHECK(field(h, "subject") == "Your message");
    CHECK(field(h, "date") == "Tue, 17 Nov 2026 12:00:00 +0000");
    CHECK(field(h, "in-reply-to") == "<1@example.net>");
    CHECK(field(h, "references") == "<1@example.net>");
    CHECK(field(h, "auto-submitted") == "auto-replied");
    CHECK(field(h, "x-auto-response-suppress") == "All");
    CHECK_FALSE(h.has("precedence"));
    CHECK(field(h, "message-id").ends_with("@reply.example.org>"));
    CHECK(field(h, "content-type") == "text/plain; charset=utf-8");
    CHECK(read_body(call.message, h).text == "-- reply above this line --\n\nWhere was it?\n");
    CHECK(h.fields.size() == 14);  // and nothing that tells more
}

TEST_CASE("each mail has an id of its own, and our loop mark") {
    rig r;
    r.send(a_message());
    r.send(a_message());
    auto const a = read_headers(r.host.sent.at(0).message), b = read_headers(r.host.sent.at(1).message);
    CHECK(a.first("message-id") != b.first("message-id"));
    CHECK(a.first("x-loop-mark") != b.first("x-loop-mark"));
    // It comes back and is known.
    auto const content = store_mail({"x@example.net", "report@example.org", "lmtp", true}, r.host.sent[0].message);
    auto const back = r.it->read(content);
    REQUIRE(back.has_value());
    CHECK(back->what == reading::nature::automatic);
}

TEST_CASE("what a person wrote is not marked as automatic") {
    rig r;
    auto m = a_message();
    m.automatic = false;
    r.send(std::move(m));
    auto const h = read_headers(r.host.sent.at(0).message);
    CHECK_FALSE(h.has("auto-submitted"));
    CHECK_FALSE(h.has("x-auto-response-suppress"));
}

TEST_CASE("without tokens: the mailbox, and nowhere for a bounce") {
    rig r;
    auto m = a_message();
    m.reply_token.clear();
    m.return_token.clear();
    m.to = pack({"ada@example.net", ""});
    r.send(std::move(m));
    CHECK(r.host.sent.at(0).mail_from.empty());
    auto const h = read_headers(r.host.sent.at(0).message);
    CHECK(h.first("from") == "Reply <report@example.org>");
    CHECK_FALSE(h.has("in-reply-to"));
    CHECK_FALSE(h.has("references"));
}

TEST_CASE("nothing in an address or an id gets out of its line") {
    rig r;
    auto m = a_message();
    m.to =
        address(GENERATE(as<std::string>{}, "a@example.net>\r\nRCPT TO:<evil@example.com", "a@example.net\r\nBcc: x@y",
                         "", "<>", "<>abc", "a b@example.net", "a@example.net,b@example.net", "a@exa\tmple.net"));
    auto const out = r.send(std::move(m));
    CHECK(out.what == verdict::failed);
    CHECK(out.state == delivery::failed_perm);
    CHECK(out.reason == "mail address unusable");
    CHECK(r.host.sent.empty());
}

TEST_CASE("an id to answer that is not fit is left out") {
    CHECK(clean_message_id("<a@b>\r\nBcc: x").find('\n') == std::string::npos);
    CHECK(clean_message_id("<a\r\nBcc: x@b>").empty());
    CHECK(clean_message_id("<" + std::string(300, 'a') + "@b>").empty());
    CHECK(clean_message_id("none").empty());
    letter l;
    l.from = "a@example.org";
    l.to = "b@example.org";
    l.id_domain = "example.org";
    CHECK(compose(l, loop_mark("s"), counting_bytes()));
    for (auto* f : {&l.answers, &l.subject, &l.sender_name, &l.id_domain, &l.from, &l.to}) {
        auto const before = *f;
        *f = "x\r\nBcc: evil@example.com";
        CHECK_FALSE(compose(l, loop_mark("s"), counting_bytes()));
        *f = before;
    }
}

TEST_CASE("any text arrives as it was written") {
    auto const text = GENERATE(as<std::string>{}, "Grüße, café", "שלום", "a\n.\n..\nFrom here", "tab\tand trailing  ",
                               "line one\r\nline two", std::string(3000, 'x'), "=3D =\n=20", "مرحبا\nکیا ہوا؟");
    rig r;
    r.send(a_message(text));
    auto const& mail = r.host.sent.at(0).message;
    well_formed(mail);
    CHECK(read_body(mail, read_headers(mail)).text ==
          "-- reply above this line --\n\n" + replaced(text, "\r\n", "\n") + "\n");
}

TEST_CASE("a name and a subject in other letters are encoded") {
    rig r("sender_name = 'Réponse, \"x\"'\nsubject = 'Votre message à nous'\n");
    r.send(a_message());
    auto const& mail = r.host.sent.at(0).message;
    well_formed(mail);
    auto const h = read_headers(mail);
    CHECK(read_addresses(h.first("from"), 3).at(0).name == "Réponse, \"x\"");
    CHECK(h.first("subject").starts_with("=?"));
}

TEST_CASE("what the smart host's answer means") {
    rig r;
    auto const with = [&](net::reached how_far, int code) {
        r.host.answer = {how_far, code, {}};
        return r.send(a_message());
    };
    using net::reached;
    for (int const code : {200, 250, 251, 252}) {
        INFO(code);
        CHECK(with(reached::answered, code).what == verdict::sent);
    }
    for (int const code : {421, 450, 451, 452, 0, 354}) {
        INFO(code);
        auto const out = with(reached::answered, code);
        CHECK(out.what == verdict::retry);
        CHECK(out.state == delivery::failed_temp);
        CHECK(out.reason == "smtp " + std::to_string(code));
    }
    for (int const code : {500, 530, 535, 550, 552, 554}) {
        INFO(code);
        auto const out = with(reached::answered, code);
        CHECK(out.state == (code == 530 || code == 535 ? delivery::failed_temp : delivery::failed_perm));
        CHECK(out.what == (code == 530 || code == 535 ? verdict::retry : verdict::failed));
    }
    CHECK(with(reached::nothing, 0).what == verdict::retry);
    CHECK(with(reached::written, 0).what == verdict::in_doubt);
}

TEST_CASE("dates in UTC") {
    CHECK(mail_date(instant(std::chrono::milliseconds(0))) == "Thu, 01 Jan 1970 00:00:00 +0000");
    CHECK(mail_date(instant(std::chrono::milliseconds(1709164799999))) == "Wed, 28 Feb 2024 23:59:59 +0000");
}
