// SPDX-License-Identifier: Apache-2.0
#include "adapters/webchat/words.hpp"

#include "adapters/webchat/chat_settings.hpp"
#include "adapters/webchat/html.hpp"
#include "tests/support/catch.hpp"

#include <stdexcept>

using namespace earshot;
using namespace earshot::webchat;

TEST_CASE("what a person typed is cleaned, bounded and kept as text") {
    std::string out;
    CHECK(clean_text("  hello\r\nthere\r \x01\x7f!", out) == text_fault::none);
    CHECK(out == "hello\nthere\n !");
    CHECK(clean_text(" \r\n\t ", out) == text_fault::empty);
    CHECK(clean_text("\xff\xfe", out) == text_fault::not_text);
    CHECK(clean_text("caf\xc3", out) == text_fault::not_text);
    CHECK(clean_text("\xed\xa0\x80", out) == text_fault::not_text);  // a lone surrogate
    std::string arabic;
    for (int i = 0; i < 4000; ++i) arabic += "\xd8\xb9";
    CHECK(clean_text(arabic, out) == text_fault::none);
    CHECK(out == arabic);
    CHECK(clean_text(arabic + "\xd8\xb9", out) == text_fault::too_long);
    CHECK(clean_text(std::string(1'000'000, 'a'), out) == text_fault::too_long);
}

TEST_CASE("a body is read back as it was written, and nothing else is read") {
    auto const back = read_body(make_body("a \"quoted\" \n line \xf0\x9f\x99\x82"));
    REQUIRE(back.has_value());
    CHECK(back->text == "a \"quoted\" \n line \xf0\x9f\x99\x82");
    CHECK(back->what == reading::nature::personal);
    for (auto const* bad :
         {"", "[]", "{}", "{\"text\":1}", "{\"text\":\"a\",\"b\":1}", "{\"text\":\"a\"} x", "\"a\""}) {
        CAPTURE(bad);
        auto const read = read_body(body(bad));
        CHECK((!read && read.error() == make_error_code(errc::malformed)));
    }
}

TEST_CASE("a code is found where it stands alone") {
    auto const text = std::string("Your code: K7M3Q-9TX4R. Keep it.");
    auto const place = find_code(text);
    CHECK(text.substr(place.start, place.length) == "K7M3Q-9TX4R");
    CHECK(find_code("K7M3Q-9TX4R").length == 11);
    for (auto const* none :
         {"", "K7M3Q-9TX4", "K7M3Q9TX4R", "k7m3q-9tx4r", "K7M3I-9TX4R", "aK7M3Q-9TX4R", "K7M3Q-9TX4R-1"})
        CHECK(find_code(none).length == 0);
}

TEST_CASE("tokens and message names have one form") {
    CHECK(is_token(std::string(32, 'a')));
    CHECK_FALSE(is_token(std::string(32, 'A')));
    CHECK_FALSE(is_token(std::string(31, 'a')));
    CHECK(is_uuid("0199c2aa-0000-4000-8000-00000000000f"));
    CHECK_FALSE(is_uuid("0199C2AA-0000-4000-8000-00000000000F"));
    CHECK_FALSE(is_uuid("0199c2aa00004000800000000000000f"));
    CHECK_FALSE(is_uuid("0199c2aa-0000-4000-8000-00000000000"));
}

TEST_CASE("everything that could be markup is escaped") {
    CHECK(escape("<script>alert('x')</script>") == "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
    CHECK(escape("\" onfocus=\"x`&amp;") == "&quot; onfocus=&quot;x&#96;&amp;amp;");
    CHECK(paragraphs("a<b\nc") == "a&lt;b<br>\nc");
}

TEST_CASE("a template is filled, and what it lacks is a bug") {
    values const v{{"a", "<1>"}, {"none", ""}, {"raw", "<b>"}};
    values const strings{{"hi", "Hi & bye"}};
    CHECK(fill("{{a}} {{&raw}} {{t:hi}}", v, strings) == "&lt;1&gt; <b> Hi &amp; bye");
    CHECK(fill("{{?a}}x{{?none}}y{{/none}}z{{/a}}", v, strings) == "xz");
    CHECK_THROWS_AS(fill("{{b}}", v, strings), std::logic_error);
    CHECK_THROWS_AS(fill("{{t:no}}", v, strings), std::logic_error);
    CHECK_THROWS_AS(fill("{{?a}}", v, strings), std::logic_error);
    CHECK_THROWS_AS(fill("{{a", v, strings), std::logic_error);
    // A value is never read as a template.
    CHECK(fill("{{x}}", {{"x", "{{&raw}}"}, {"raw", "no"}}, strings) == "{{&amp;raw}}");
}

TEST_CASE("origins and addresses that go into headers are plain") {
    CHECK(origin_of("https://Report.Example/path?x") == "https://report.example");
    CHECK(origin_of("http://127.0.0.1:8080") == "http://127.0.0.1:8080");
    for (auto const* bad :
         {"", "report.example", "ftp://x", "https://", "https:///x", "https://a b", "https://a;b", "https://*.x"})
        CHECK(origin_of(bad).empty());
    CHECK(is_plain_url("https://www.bbc.co.uk/weather"));
    for (auto const* bad :
         {"javascript:alert(1)", "https://x/\r\nSet-Cookie: a", "https://x/\"><b>", "//x", "https://"})
        CHECK_FALSE(is_plain_url(bad));
}
