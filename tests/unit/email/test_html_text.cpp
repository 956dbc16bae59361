// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/charset.hpp"
#include "adapters/email/html_text.hpp"
#include "tests/support/catch.hpp"

using namespace earshot::email;

namespace {

std::string repeat(std::string_view what, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += what;
    return out;
}

}  // namespace

TEST_CASE("HTML reads as a person would see it") {
    struct row {
        char const* html;
        char const* text;
    };
    auto const r = GENERATE(values<row>({
        {"<p>One</p><p>Two</p>", "One\nTwo\n"},
        {"a<br>b<br/>c", "a\nb\nc\n"},
        {"<div>a</div>\n <div>b</div>", "a\nb\n"},
        {"  many \n\t spaces  ", "many spaces\n"},
        {"<b>bo</b>ld", "bold\n"},
        {"<ul><li>x<li>y</ul>z", "- x\n- y\nz\n"},
        {"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a\tb\nc\n"},
        {"<pre>a\n  b</pre>", "a\n  b\n"},
        {"Caf&eacute; &amp; &lt;tea&gt; &#8364; &#x1F600;", "Caf\xC3\xA9 & <tea> \xE2\x82\xAC \xF0\x9F\x98\x80\n"},
        {"&#0;&#xD800;&#9999999999;", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\n"},
        {"a &unknown; b & c &", "a &unknown; b & c &\n"},
        {"a&nbsp;b", "a b\n"},
        {"<head><title>T</title><style>p{}</style></head><body>x", "x\n"},
        {"<head><meta a=b><body>x", "x\n"},
        {"<script>if (a < b) document.write('<p>no</p>')</script>yes", "yes\n"},
        {"<noscript>no</noscript><template>no</template><svg><text>no</text></svg>yes", "yes\n"},
        {"<!-- no --><p>yes<!--> still --></p>", "yes still -->\n"},
        {"<![if mso]>x<![endif]>", "x\n"},
        {"1 < 2 and <3", "1 < 2 and <3\n"},
        {"<img src=x alt='a cat'>", "a cat\n"},
        {"<a href='https://example.org/'>example.org</a>", "example.org\n"},
        {"<a href='https://example.org/x?utm_source=m&amp=1&id=2'>here</a>",
         "here <https://example.org/x?amp=1&id=2>\n"},
        {"<a href='javascript:alert(1)'>here</a>", "here\n"},
        {"a<blockquote>b<blockquote>c</blockquote>d</blockquote>e", "a\n> b\n>> c\n> d\ne\n"},
        {"a<div class=\"x gmail_quote\">b<div>c</div></div>d", "a\n> b\n> c\nd\n"},
        {"a<div id=appendonsend></div><div>old</div><div>older</div>", "a\n> old\n> older\n"},
        {"a<div id='divRplyFwdMsg'>From: x</div>old", "a\n> From: x\n> old\n"},
        {"<p title='a > b'>x</p>", "x\n"},
        {"<p title=\"unclosed", ""},
        {"<textarea>kept</textarea>", "kept\n"},
    }));
    CAPTURE(r.html);
    CHECK(html_to_text(r.html).text == r.text);
}

TEST_CASE("hidden text is dropped and told") {
    auto const html = GENERATE(as<std::string>{}, "<div hidden>secret<div>x</div>y</div>seen",
                               "<div style='color:red; display : none'>secret</div>seen",
                               "<p style=\"visibility:hidden\">secret<p>seen");
    auto const r = html_to_text(html);
    CHECK(r.text == "seen\n");
    CHECK(r.hidden_dropped);
    CHECK_FALSE(html_to_text("<style>x</style>seen").hidden_dropped);
}

TEST_CASE("the work grows with the length and with nothing else") {
    auto const piece =
        GENERATE(as<std::string>{}, "<div>", "<b>", "<table><tr><td>", "<blockquote>", "<a href=x>", "<p a=1 b=2 c=3>",
                 "<!--", "&amp;", "<script>", "</", "<div class=gmail_quote>", "<", "&", "<div hidden>");
    auto const small = html_to_text(repeat(piece, 5'000)).steps;
    auto const large = html_to_text(repeat(piece, 50'000)).steps;
    CAPTURE(piece);
    CHECK(large <= 10 * small + 100);
    CHECK(large <= 50'000 * (piece.size() + 2));
}

TEST_CASE("marks of a quote do not multiply") {
    auto const r = html_to_text(repeat("<blockquote>x", 50'000));
    CHECK(r.text.size() < 50'000 * 20);
    CHECK(valid_utf8(r.text));
}
