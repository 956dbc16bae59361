// SPDX-License-Identifier: Apache-2.0
#include "gateway/net/http.hpp"
#include "gateway/net/http_client.hpp"
#include "gateway/net/line_stream.hpp"
#include "tests/support/catch.hpp"

using namespace earshot::net;
using namespace std::string_literals;
using pairs = std::vector<std::pair<std::string, std::string>>;

TEST_CASE("percent decoding takes well-formed text only") {
    CHECK(percent_decode("a%20b", false) == "a b");
    CHECK(percent_decode("a+b", false) == "a+b");
    CHECK(percent_decode("a+b", true) == "a b");
    CHECK(percent_decode("%41%4a%4A", false) == "AJJ");
    CHECK(percent_decode("%00", false) == "\0"s);
    CHECK(percent_decode("%FF", false) == "\xFF");
    CHECK(percent_decode("", false) == "");
    for (auto const* bad : {"%", "%4", "%G1", "%1G", "a%", "%%41", "% 1"}) {
        INFO(bad);
        CHECK_FALSE(percent_decode(bad, false));
    }
}

TEST_CASE("what is encoded decodes to the same bytes") {
    std::string all;
    for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
    auto const encoded = percent_encode(all);
    CHECK(encoded.find_first_of(" +&=?#\n\"<>") == std::string::npos);
    CHECK(percent_decode(encoded, false) == all);
    CHECK(percent_decode(encoded, true) == all);
    CHECK(percent_encode("aZ0-._~") == "aZ0-._~");
}

TEST_CASE("forms keep order, duplicates and empty names") {
    CHECK(parse_form("a=1&b=2&a=3") == pairs{{"a", "1"}, {"b", "2"}, {"a", "3"}});
    CHECK(parse_form("=x&y=&z") == pairs{{"", "x"}, {"y", ""}, {"z", ""}});
    CHECK(parse_form("a=b=c") == pairs{{"a", "b=c"}});
    CHECK(parse_form("Body=so+sorry%21&n=%2B1") == pairs{{"Body", "so sorry!"}, {"n", "+1"}});
    CHECK(parse_form("") == pairs{});
    CHECK(parse_form("&&a=1&") == pairs{{"a", "1"}});
    CHECK_FALSE(parse_form("a=%"));
    CHECK_FALSE(parse_form("%zz=1"));
    std::string many = "a=1";
    for (int i = 1; i < 1000; ++i) many += "&a=1";
    CHECK(parse_form(many)->size() == 1000);
    CHECK_FALSE(parse_form(many + "&a=1"));
    pairs const odd{{"a b", "&="}, {"", "\xC3\xA9"}, {"a b", ""}};
    CHECK(parse_form(make_form(odd)) == odd);
}

TEST_CASE("headers, query and cookies are looked up by their first value") {
    http_request request;
    request.query = "a=1&b=%41%20+&a=2&bad=%Z";
    request.headers = {{"x-one", "1"}, {"cookie", "s=abc; t=\"q\"; empty="}, {"x-one", "2"}, {"cookie", "u=v"}};
    CHECK(request.header("x-one") == "1");
    CHECK(request.header("X-One").empty());
    CHECK(request.query_value("a") == "1");
    CHECK(request.query_value("b") == "A  ");
    CHECK_FALSE(request.query_value("bad"));
    CHECK_FALSE(request.query_value("c"));
    CHECK(request.cookie("s") == "abc");
    CHECK(request.cookie("t") == "q");
    CHECK(request.cookie("u") == "v");
    CHECK(request.cookie("empty").empty());
    CHECK(request.cookie("bc").empty());
}

TEST_CASE("only a plain mailbox may reach an SMTP command line") {
    for (auto const* good : {"a@example.org", "first.last+tag@sub.example.org", "o'neill@localhost", "!#$%&@x.y",
                             "j\xC3\xB6rg@b\xC3\xBC"
                             "cher.example"}) {
        INFO(good);
        CHECK(is_mailbox(good));
    }
    for (auto const& bad : {""s,
                            "a"s,
                            "@b"s,
                            "a@"s,
                            "a@@b"s,
                            "a b@c"s,
                            ".a@b"s,
                            "a.@b"s,
                            "a..b@c"s,
                            "\"a b\"@c"s,
                            "a@[127.0.0.1]"s,
                            "a@-b"s,
                            "a@b-"s,
                            "a@b..c"s,
                            "a@b."s,
                            "a@b>\r\nRCPT TO:<evil@c"s,
                            "a\n@b"s,
                            "a\0@b"s,
                            "<a@b>"s,
                            "a@b c"s,
                            "a@b\x7F"s,
                            "\xFF@b"s,
                            "\xC0\xAF@b"s,
                            "\xED\xA0\x80@b"s,
                            "\xC2\x85@b"s,
                            "a,b@c"s,
                            "a@b,c"s,
                            std::string(65, 'a') + "@b",
                            "a@" + std::string(64, 'b'),
                            "a@" + std::string(253, 'b')}) {
        INFO(bad);
        CHECK_FALSE(is_mailbox(bad));
    }
}

TEST_CASE("listen addresses are parsed and written the same way") {
    for (auto const* good : {"127.0.0.1:8024", "[::1]:25", "unix:/run/earshot/lmtp", "0.0.0.0:0"}) {
        INFO(good);
        auto const parsed = listen_address::parse(good);
        REQUIRE(parsed.has_value());
        CHECK(parsed->str() == good);
    }
    for (auto const* bad : {"", "8024", ":8024", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:8a", "::1:25",
                            "[127.0.0.1]:1", "localhost:80", "unix:", "127.0.0.1:-1"}) {
        INFO(bad);
        CHECK(listen_address::parse(bad).error() == earshot::errc::malformed);
    }
}
