// SPDX-License-Identifier: Apache-2.0
// What the pipeline gets out of a journalled mail.
#include "adapters/email/mail_reader.hpp"
#include "adapters/email/stored_mail.hpp"
#include "tests/unit/email/fakes.hpp"

#include <chrono>

using namespace earshot;
using namespace earshot::email;
using namespace earshot::tests;
using nature = reading::nature;

namespace {

std::string const mailbox = "report@example.org";
std::string const answer_box = std::string("r-") + answer_token + "@reply.example.org";
std::string const bounce_box = std::string("b-") + bounce_token + "@reply.example.org";

struct how {
    std::string to{mailbox};
    std::string from{"ada@example.net"};
    bool authentication{};
    bool trusted{true};
    mime_limits limits{};
};

reading read(std::string_view raw, how const& h = {}) {
    reading_rules const rules{own(), "mx.example.org", h.authentication, loop_mark("secret"), h.limits};
    auto const content = store_mail({h.from, h.to, "lmtp", h.trusted}, raw);
    auto got = read_mail(content, rules);
    REQUIRE(got.has_value());
    return std::move(*got);
}

bool holds(std::string const& text, std::string_view what) {
    return text.find(what) != std::string::npos;
}

// A short mail of a person with further header lines.
std::string mail(std::string const& more, std::string const& body = "I saw it.\r\n") {
    return "From: Ada <ada@example.net>\r\nTo: report@example.org\r\nMessage-ID: <1@example.net>\r\n" + more + "\r\n" +
           body;
}

}  // namespace

TEST_CASE("a plain mail: text under its subject, name for redaction, answer address") {
    auto const r = read(fixture("plain.eml"));
    CHECK(r.text == "Subject: On the bus\n\nA man shouted at me.\nCall me on 07700 900123.");
    CHECK(r.aside.empty());
    CHECK(r.names == std::vector<std::string>{"Ada Quayle"});
    CHECK(r.what == nature::personal);
    CHECK(r.may_answer);
    CHECK(r.files.empty());
    CHECK(r.note.empty());
    REQUIRE(r.reply_to);
    auto const to = unpack(*r.reply_to);
    CHECK(to.mailbox == "ada@example.net");
    CHECK(to.message_id == "<abc123@mail.example.org>");
}

TEST_CASE("the fixtures say what their writers meant") {
    struct expected {
        char const* file;
        char const* text;
        unsigned files;
        char const* note;
    };
    auto const e = GENERATE(values<expected>({
        {"alternative.eml", "Subject: x\n\nThe plain words.", 0, ""},
        {"stub.eml",
         "Subject: x\n\nThey wrote it on my door again, and this time they waited for me to come home in the evening.",
         0, "hidden text dropped"},
        {"encoded_name.eml", "Subject: x\n\nhello", 0, ""},
        {"encrypted.eml", "Subject: x", 1, "encrypted: could not be read"},
        {"flowed.eml", "Subject: x\n\nThey shouted at us.\n-- \nAda", 0, ""},
        {"latin1_qp.eml", "Subject: x\n\ncafé au lait", 0, ""},
        {"no_header.eml", "just words, no header at all", 0, ""},
        {"nul.eml", "Subject: x\n\nbeforeafter the nul", 0, ""},
        {"prefix_boundaries.eml", "Subject: x\n\nfirst\nsecond\nthird", 0, ""},
        {"related.eml", "Subject: x\n\nThe page.", 0, ""},
        {"signed.eml", "Subject: x\n\nSigned words.", 0, ""},
        {"truncated.eml", "Subject: x\n\nThey came ba", 0, ""},
        {"nested.eml",
         "Subject: Fwd: look\n\nHe sent me this.\n---------- Forwarded message ----------\nWe know where you live.", 0,
         ""},
        {"list.eml", "Subject: x\n\nI was there too.", 0, ""},
    }));
    INFO(e.file);
    auto const r = read(fixture(e.file));
    CHECK(r.text == e.text);
    CHECK(r.files.size() == e.files);
    CHECK(r.note == e.note);
    CHECK(r.what == nature::personal);
    CHECK(r.aside.empty());
}

TEST_CASE("of files, as many are taken as the channel allows, and as large; the rest is told") {
    auto const part = [](std::string const& bytes) {
        return "--b\r\nContent-Type: image/jpeg\r\nContent-Disposition: attachment; filename=\"Amina.jpg\"\r\n\r\n" + bytes + "\r\n";
    };
    auto const whole = mail("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n",
                            "--b\r\nContent-Type: text/plain\r\n\r\nSee.\r\n" + part("one") + part(std::string(2000, 'x')) +
                                part("three") + part("four") + "--b--\r\n");
    how taken;
    taken.limits.file = 1000;
    taken.limits.files = 2;
    auto const r = read(whole, taken);
    REQUIRE(r.files.size() == 2);
    CHECK(r.files[0].bytes.reveal() == "one");
    CHECK(r.files[1].bytes.reveal() == "three");
    CHECK(r.files_not_taken == std::vector{file_refusal::large, file_refusal::many});
    taken.limits.files = 0;
    auto const none = read(whole, taken);
    CHECK(none.files.empty());
    CHECK(none.files_refused == 4);
}

TEST_CASE("a photo that was pasted into the page is a file; a logo is not") {
    auto const page = [](std::size_t bytes) {
        return mail("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n",
                    "--b\r\nContent-Type: text/html\r\n\r\n<p>See.</p>\r\n--b\r\nContent-Type: image/png\r\n\r\n" +
                        std::string(bytes, 'x') + "\r\n--b--\r\n");
    };
    CHECK(read(page(500)).files.empty());
    CHECK(read(page(20'000)).files.size() == 1);
}

TEST_CASE("names are decoded, each once, also of Reply-To and Sender") {
    CHECK(read(fixture("encoded_name.eml")).names == std::vector<std::string>{"Adéle Quäyle"});
    auto const r = read(mail("Reply-To: \"Quayle, A.\" <a@example.net>\r\nSender: Ada <ada@example.net>\r\n"));
    CHECK(r.names == std::vector<std::string>{"Ada", "Quayle, A."});
}

TEST_CASE("files are taken along; small pictures of a page, calendars and cards are not files of a report") {
    auto const r = read(fixture("files.eml"));
    CHECK(r.text == "Subject: x\n\nSee the picture.");
    CHECK(r.files.size() == 2);
    CHECK(r.files_refused == 0);
    CHECK(holds(r.note, "contact card"));
    CHECK(holds(r.note, "calendar"));
    CHECK(holds(r.note, "winmail.dat"));
    CHECK_FALSE(holds(r.text, "07700900123"));
    CHECK_FALSE(holds(r.text + r.note, "ada@example.org"));
}

TEST_CASE("of an answer the history and the signature are set apart") {
    auto const file = GENERATE(as<std::string>{}, "gmail_reply.eml", "outlook_reply.eml", "apple_reply.eml");
    INFO(file);
    how h;
    h.to = answer_box;
    auto const r = read(fixture(file), h);
    CHECK(r.text == "It was at the bus stop.");
    CHECK(holds(r.aside, "Where was it?"));
    CHECK(r.may_answer);
    // The same mail to the public mailbox begins a report and is kept whole.
    CHECK(holds(read(fixture(file)).text, "Where was it?"));
}

TEST_CASE("a mail that is passed on to a conversation is not cut") {
    how h;
    h.to = answer_box;
    auto const r = read(fixture("nested.eml"), h);
    CHECK(holds(r.text, "He sent me this."));
    CHECK(holds(r.text, "We know where you live."));
    CHECK_FALSE(holds(r.text, "192.0.2.7"));
}

TEST_CASE("an answer given in the subject alone counts, the one it answers does not") {
    how h;
    h.to = answer_box;
    CHECK(read(mail("Subject: STOP\r\n", "\r\n"), h).text == "STOP");
    CHECK(read(mail("Subject: Re: Your message\r\n", "\r\n"), h).text.empty());
}

TEST_CASE("delivery reports of our mail: bounce when it failed, never the address") {
    how h;
    h.to = bounce_box;
    h.from = "";
    auto const failed = read(fixture("dsn.eml"), h);
    CHECK(failed.what == nature::bounce);
    CHECK(failed.note == "not delivered: 5.1.1");
    CHECK(failed.text.empty());
    CHECK(failed.aside.empty());
    CHECK_FALSE(failed.may_answer);
    CHECK_FALSE(failed.reply_to);
    auto const later = read(fixture("delayed.eml"), h);
    CHECK(later.what == nature::automatic);
    CHECK_FALSE(later.may_answer);
    h.to = answer_box;
    CHECK(read(fixture("dsn.eml"), h).what == nature::bounce);
    CHECK(read(fixture("mdn.eml"), h).what == nature::automatic);
    CHECK(read(mail("", "Hi. This is the qmail-send program.\r\n"), h).what == nature::bounce);
}

TEST_CASE("machines that answer a conversation do not step it") {
    how h;
    h.to = answer_box;
    auto const line =
        GENERATE(as<std::string>{}, "Auto-Submitted: auto-replied\r\n", "auto-submitted: AUTO-generated\r\n",
                 "Auto-Submitted: no\r\nAuto-Submitted: auto-notified (x)\r\n", "Precedence: bulk\r\n",
                 "Precedence: auto_reply\r\n", "Precedence: junk\r\n", "List-Id: <l.example.org>\r\n",
                 "List-Unsubscribe: <mailto:x@example.org>\r\n", "X-Autoreply: yes\r\n", "X-Autorespond: away\r\n",
                 "Return-Path: <>\r\n", "Mailing-List: x\r\n", "Feedback-ID: 1:2:3:x\r\n");
    INFO(line);
    auto const r = read(mail(line), h);
    CHECK(r.what == nature::automatic);
    CHECK_FALSE(r.may_answer);
}

TEST_CASE("what people's programs write is not taken for a machine's") {
    how h;
    h.to = answer_box;
    auto const line = GENERATE(as<std::string>{}, "Auto-Submitted: no\r\n", "Auto-Submitted: No (a person)\r\n",
                               "X-Auto-Response-Suppress: DR, OOF\r\n", "Precedence: first-class\r\n",
                               "Subject: Automatic reply\r\n", "X-Loop-Mark: 00.00\r\n");
    INFO(line);
    auto const r = read(mail(line), h);
    CHECK(r.what == nature::personal);
    CHECK(r.may_answer);
}

TEST_CASE("senders that nobody reads are not answered, and do not step a conversation") {
    how h;
    h.from =
        GENERATE(as<std::string>{}, "MAILER-DAEMON@example.net", "postmaster@example.net", "no-reply@example.net",
                 "noreply+17@example.net", "owner-list@example.net", "list-request@example.net",
                 "list-owner@example.net", "bounces-7@example.net", "majordomo@example.net", "listserv@example.net");
    INFO(h.from);
    auto first = read(mail(""), h);
    CHECK(first.what == nature::personal);
    CHECK_FALSE(first.may_answer);
    h.to = answer_box;
    CHECK(read(mail(""), h).what == nature::automatic);
}

TEST_CASE("a report to the public mailbox is lost to no doubt about its sender") {
    how h;
    SECTION("no sender and no report in it") {
        h.from = "";
        auto const r = read(mail("Subject: On the bus\r\n"), h);
        CHECK(r.what == nature::personal);
        CHECK(r.text == "Subject: On the bus\n\nI saw it.");
        CHECK_FALSE(r.may_answer);
        CHECK_FALSE(r.reply_to);
    }
    SECTION("a form that marks what it sends") {
        h.from = "";
        auto const r = read(mail("Auto-Submitted: auto-generated\r\n"), h);
        CHECK(r.what == nature::personal);
        CHECK_FALSE(r.may_answer);
    }
    SECTION("a form that writes as the mailbox itself") {
        h.from = mailbox;
        auto const r = read(mail(""), h);
        CHECK(r.what == nature::personal);
        CHECK_FALSE(r.may_answer);
    }
    SECTION("a list") {
        auto const r = read(fixture("list.eml"), h);
        CHECK(r.what == nature::personal);
        CHECK_FALSE(r.may_answer);
    }
    SECTION("a bounce that is passed on as evidence") {
        auto const dsn = fixture("dsn.eml");
        auto const r = read(
            "From: Ada <ada@example.net>\r\nTo: report@example.org\r\nContent-Type: multipart/mixed; "
            "boundary=o\r\n\r\n--o\r\n\r\nHe gave me an address that does not work.\r\n--o\r\n"
            "Content-Type: message/rfc822\r\n\r\n" +
                dsn + "\r\n--o--\r\n",
            h);
        CHECK(r.what == nature::personal);
        CHECK(holds(r.text, "He gave me an address"));
        CHECK(r.may_answer);
    }
}

TEST_CASE("only reports, automatic answers and our own mail open no report") {
    how h;
    SECTION("a delivery report") {
        h.from = "";
        CHECK(read(fixture("dsn.eml"), h).what == nature::bounce);
    }
    SECTION("a read receipt") {
        CHECK(read(fixture("mdn.eml"), h).what == nature::automatic);
    }
    SECTION("a vacation note") {
        CHECK(read(fixture("vacation.eml"), h).what == nature::automatic);
    }
    SECTION("a bounce of the old kind") {
        h.from = "";
        CHECK(read("From: MAILER-DAEMON@mx.example.net\r\n\r\nHi. This is the qmail-send program\r\n", h).what ==
              nature::bounce);
        CHECK(read("From: x@mx.example.net\r\nX-Failed-Recipients: a@example.net\r\n\r\nx\r\n", h).what ==
              nature::bounce);
    }
    SECTION("a mail with our mark") {
        auto const mark = loop_mark("secret").make(counting_bytes());
        CHECK(read(mail("X-Loop-Mark: " + mark + "\r\n"), h).what == nature::automatic);
        CHECK(read(mail("X-Loop-Mark: " + loop_mark("other").make(counting_bytes()) + "\r\n"), h).what ==
              nature::personal);
    }
    SECTION("a mail from one of our envelope senders") {
        h.from = bounce_box;
        CHECK(read(mail(""), h).what == nature::automatic);
    }
}

TEST_CASE("a mail that does not name us is read and not answered") {
    auto raw = replaced(mail(""), "To: report@example.org", "To: undisclosed-recipients:;");
    auto const r = read(raw);
    CHECK(r.what == nature::personal);
    CHECK_FALSE(r.may_answer);
    how h;
    h.to = answer_box;
    CHECK(read(raw, h).may_answer);
    CHECK(read(replaced(mail(""), "To: report@example.org",
                        "To: x@example.com\r\nCc: A: b@example.com, Report "
                        "<REPORT@Example.org>;"))
              .may_answer);
}

TEST_CASE("mail to the postmaster is shown and not answered") {
    how h;
    h.to = "abuse@example.org";
    auto const r = read(mail(""), h);
    CHECK(r.what == nature::personal);
    CHECK_FALSE(r.may_answer);
    CHECK(holds(r.note, "postmaster"));
}

TEST_CASE("where senders are to be verified, only verified ones are answered") {
    how h;
    h.authentication = true;
    auto const good = "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=ada@example.net\r\n" + mail("");
    CHECK(read(good, h).may_answer);
    CHECK_FALSE(read(mail(""), h).may_answer);
    h.from = "ada@example.com";
    CHECK_FALSE(read(good, h).may_answer);
    h.from = "ada@example.net";
    h.trusted = false;
    CHECK_FALSE(read(good, h).may_answer);
    CHECK(read(good, h).what == nature::personal);
}

TEST_CASE("charsets: undeclared, wrong, unknown") {
    CHECK(read(mail("", "caf\xC3\xA9\r\n")).text == "café");
    CHECK(read(mail("", "caf\xE9\r\n")).text == "café");
    CHECK(read(mail("Content-Type: text/plain; charset=x-none\r\n", "caf\xC3\xA9\r\n")).text == "café");
    CHECK(read(mail("Content-Type: text/plain; charset=koi8-r\r\n", "\xD7\xCF\xD4\r\n")).text == "вот");
    CHECK(read(mail("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: x-none\r\n",
                    "caf\xC3\xA9\r\n"))
              .text == "café");
    CHECK(read(mail("",
                    "a\xE2\x80\xAE"
                    "b\x07"
                    "c\r\n"))
              .text == "abc");
}

TEST_CASE("inline PGP is said to be unreadable") {
    CHECK(holds(read(mail("", "-----BEGIN PGP MESSAGE-----\r\n\r\nx\r\n")).note, "encrypted"));
}

TEST_CASE("what this channel did not store is malformed") {
    reading_rules const rules{own(), "", false, loop_mark("s")};
    CHECK(read_mail(body("nonsense"), rules).error() == make_error_code(errc::malformed));
    CHECK(read_mail(body("earshot-mail 1\na\nb"), rules).error() == make_error_code(errc::malformed));
}

TEST_CASE("hostile mail is read as far as it goes, in bounded time") {
    std::string raw;
    bool noted = true;
    SECTION("a million parts") {
        raw = mail("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\n", "");
        for (int i = 0; i < 1'000'000; ++i) raw += "--a\r\n\r\nx\r\n";
    }
    SECTION("parts just below where the parser is not used") {
        raw = mail("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\n", "");
        for (int i = 0; i < 1'900; ++i) raw += "--a\r\n\r\nx\r\n";
    }
    SECTION("nested parts") {
        raw = mail("", "");
        raw.resize(raw.size() - 2);
        for (int i = 0; i < 1'500; ++i) {
            auto const b = "b" + std::to_string(i);
            raw += "Content-Type: multipart/mixed; boundary=" + b + "\r\n\r\n--" + b + "\r\n";
        }
        raw += "\r\nx\r\n";
    }
    SECTION("mails in mails") {
        raw = mail("", "");
        raw.resize(raw.size() - 2);
        for (int i = 0; i < 5'000; ++i) raw += "Content-Type: message/rfc822\r\n\r\n";
        raw += "\r\nx\r\n";
    }
    SECTION("a header of 8 MB") {
        raw = "X: " + std::string(8 << 20, 'a') + "\r\n" + mail("");
    }
    SECTION("many header fields") {
        for (int i = 0; i < 200'000; ++i) raw += "X: y\r\n";
        raw += mail("");
    }
    SECTION("many colons in From") {
        raw = "From: " + std::string(60'000, ':') + "\r\n\r\nx\r\n";
        noted = false;
    }
    SECTION("a text of 20 MB") {
        raw = mail("", std::string(20 << 20, 'x') + "\r\n");
    }
    SECTION("a page of 20 MB of open tags in 30 alternatives") {
        std::string page;
        while (page.size() < (20 << 20)) page += "<div><b>";
        raw = mail("", "");
        raw.resize(raw.size() - 2);
        for (int i = 0; i < 25; ++i) {
            auto const b = "b" + std::to_string(i);
            raw += "Content-Type: multipart/alternative; boundary=" + b + "\r\n\r\n--" + b +
                   "\r\nContent-Type: text/plain\r\n\r\nx\r\n--" + b + "\r\n";
        }
        raw += "Content-Type: text/html\r\n\r\n" + page + "end";
    }
    auto const began = std::chrono::steady_clock::now();
    auto const r = read(raw);
    auto const took = std::chrono::steady_clock::now() - began;
    CHECK(took < std::chrono::seconds(20));  // seconds even with a sanitizer; quadratic work would take minutes
    CHECK(r.what == nature::personal);
    CHECK(r.text.size() <= 201 * 1024);
    CHECK(r.note.empty() != noted);
}
