// SPDX-License-Identifier: Apache-2.0
// Whom to believe about a sender, and what a mark of ours is.
#include "adapters/email/auth_results.hpp"
#include "adapters/email/loop_mark.hpp"
#include "tests/unit/email/fakes.hpp"

using namespace earshot::email;
using namespace earshot::tests;

namespace {

bool believed(std::string const& headers, std::string_view sender = "example.net") {
    return sender_authenticated(read_headers(headers + "\r\nx\r\n"), "mx.example.org", sender);
}

std::string ar(std::string const& results, std::string const& who = "mx.example.org") {
    return "Authentication-Results: " + who + "; " + results + "\r\n";
}

}  // namespace

TEST_CASE("a pass of our own server for the sender's domain") {
    CHECK(believed(ar("spf=pass smtp.mailfrom=ada@example.net")));
    CHECK(believed(ar("spf=pass smtp.mailfrom=example.net")));
    CHECK(believed(ar("dkim=pass header.d=example.net header.s=x")));
    CHECK(believed(ar("dkim=pass (2048-bit key) header.i=@example.net")));
    CHECK(believed(ar("dmarc=pass (p=reject dis=none) header.from=example.net")));
    CHECK(believed(ar("DKIM=Pass header.d=Example.NET", "MX.example.org 1")));
    CHECK(believed(ar("dmarc=pass header.from=\"example.net\"")));
    CHECK(believed(ar("dkim=pass header.d=example.net"), "mail.example.net"));
    CHECK(believed(ar("dkim=fail header.d=example.com; dkim=pass header.d=example.net")));
    CHECK(believed("Received: from a by mx.example.org\r\n" + ar("spf=pass smtp.mailfrom=x@example.net")));
}

TEST_CASE("nobody else's word, and no other domain's") {
    CHECK_FALSE(believed(ar("spf=pass smtp.mailfrom=ada@example.net", "mx.example.com")));
    CHECK_FALSE(believed(ar("none")));
    CHECK_FALSE(believed(ar("spf=fail smtp.mailfrom=ada@example.net")));
    CHECK_FALSE(believed(ar("spf=softfail smtp.mailfrom=ada@example.net")));
    CHECK_FALSE(believed(ar("spf=pass smtp.mailfrom=ada@example.com")));
    CHECK_FALSE(believed(ar("spf=pass smtp.helo=example.net")));
    CHECK_FALSE(believed(ar("spf=pass smtp.mailfrom=example.net"), "mail.example.net"));
    CHECK_FALSE(believed(ar("dkim=pass header.d=net")));
    CHECK_FALSE(believed(ar("dkim=pass header.d=xample.net"), "example.net"));
    CHECK_FALSE(believed(ar("dkim=pass header.d=mail.example.net")));
    CHECK_FALSE(believed(ar("arc=pass header.d=example.net")));
    CHECK_FALSE(believed(ar("spf=pass smtp.mailfrom=example.net"), ""));
    CHECK_FALSE(sender_authenticated(read_headers(ar("dkim=pass header.d=example.net")), "", "example.net"));
    // Below another host's Received it may have been written by anybody.
    CHECK_FALSE(believed("Received: from a by mx.example.org\r\nReceived: from b by a\r\n" +
                         ar("spf=pass smtp.mailfrom=x@example.net")));
    // The topmost result of a method counts.
    CHECK_FALSE(believed(ar("spf=fail smtp.mailfrom=example.net") + ar("spf=pass smtp.mailfrom=example.net")));
}

TEST_CASE("what a sender can choose is not read as a result") {
    CHECK_FALSE(believed(ar("spf=fail (x; dmarc=pass header.from=example.net) smtp.mailfrom=a@example.com")));
    CHECK_FALSE(believed(ar("spf=fail (x\\); dmarc=pass header.from=example.net) smtp.mailfrom=a@example.com")));
    CHECK_FALSE(believed(ar("dkim=pass header.i=\"x; dmarc=pass header.from=example.net \"@example.com")));
    CHECK_FALSE(believed(ar("dkim=pass header.i=\"x header.d=example.net \"@example.com header.d=example.com")));
    CHECK_FALSE(believed(ar("spf=pass smtp.mailfrom=\"a@example.net\"@example.com")));
    CHECK_FALSE(believed(ar("spf=pass smtp.mailfrom=\"a\\\"; dkim=pass header.d=example.net\"@example.com")));
}

TEST_CASE("a loop mark is ours only with our key") {
    auto const random = counting_bytes();
    loop_mark const mine("secret"), other("other");
    auto const mark = mine.make(random);
    CHECK(mark.size() == 65);
    CHECK(mine.ours(mark));
    CHECK(loop_mark("secret").ours(mark));  // after a restart
    CHECK_FALSE(other.ours(mark));
    CHECK_FALSE(mine.ours(""));
    CHECK_FALSE(mine.ours(mark + " "));
    for (std::size_t i = 0; i < mark.size(); ++i) {
        auto wrong = mark;
        wrong[i] = wrong[i] == 'x' ? 'y' : 'x';
        CHECK_FALSE(mine.ours(wrong));
    }
    CHECK(mine.make(random) != mark);
}
