// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/charset.hpp"
#include "adapters/email/encoded_word.hpp"
#include "adapters/email/flowed.hpp"
#include "tests/support/catch.hpp"

using namespace earshot::email;

TEST_CASE("charsets mean what browsers take them to mean") {
    struct row {
        std::string label, bytes, text;
    };
    auto const r = GENERATE(values<row>({
        {"utf-8", "\xC3\xA9", "é"},
        {"UTF8", "\xC3\xA9", "é"},
        {"", "\xC3\xA9", "é"},
        {"", "\xE9t\xE9", "été"},
        {"utf-8", "\xE9t\xE9", "été"},
        {"us-ascii", "\x93so\x94 \x80", "“so” €"},
        {"iso-8859-1", "caf\xE9 \x85", "café …"},
        {"\"iso-8859-1\"", "caf\xE9", "café"},
        {"iso-8859-1", "caf\xC3\xA9", "café"},
        {"iso-8859-15", "\xA4", "€"},
        {"windows-1251", "\xCF\xF0\xE8\xE2\xE5\xF2", "Привет"},
        {"koi8-r", "\xF0\xD2\xC9\xD7\xC5\xD4", "Привет"},
        {"windows-1256", "\xE3\xD1\xCD\xC8\xC7", "مرحبا"},
        {"gb2312", "\xC4\xE3\xBA\xC3", "你好"},
        {"big5", "\xA7\x41\xA6\x6E", "你好"},
        {"shift_jis", "\x82\xB1\x82\xF1", "こん"},
        {"iso-2022-jp", "\x1B$B$3$s\x1B(B", "こん"},
        {"ks_c_5601-1987", "\xBE\xC8\xB3\xE7", "안녕"},
        {"utf-7", "+AOk-", "é"},
        {"", "+AOk-", "+AOk-"},
        {"utf-16le", std::string("h\0i\0", 4), "hi"},
        {"no-such-charset", "\xE9", "é"},
        {"utf-8", "Привет \xFF мир", "Привет \xEF\xBF\xBD мир"},
        {"windows-1252", "\x81", "\xEF\xBF\xBD"},
    }));
    CAPTURE(r.label);
    CHECK(to_utf8(r.bytes, r.label) == r.text);
}

TEST_CASE("whatever the label, the text is valid UTF-8") {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    bytes += bytes;
    auto const label = GENERATE(as<std::string>{}, "", "utf-8", "gb18030", "iso-2022-jp", "utf-16", "utf-16be", "utf-7",
                                "big5", "euc-kr", "shift_jis", "tis-620", "windows-1255", "x");
    CAPTURE(label);
    CHECK(valid_utf8(to_utf8(bytes, label)));
    CHECK(valid_utf8(presentable(to_utf8(bytes, label))));
}

TEST_CASE("what a person must not be shown is taken out") {
    CHECK(presentable("a\r\nb\rc\n") == "a\nb\nc\n");
    CHECK(presentable(std::string("a\0b\x07\x1B[31mc\td\x7F", 13)) == "ab[31mc\td");
    CHECK(presentable("\xEF\xBB\xBF"
                      "a\xE2\x80\xAE"
                      "b\xE2\x81\xA6"
                      "c\xC2\x85"
                      "d") == "abcd");
    CHECK(presentable("\xE2\x80\x9C\xD7\xA9") == "\xE2\x80\x9C\xD7\xA9");
}

TEST_CASE("flowed lines are joined") {
    CHECK(unflow("one \ntwo\nthree\n", false) == "one two\nthree\n");
    CHECK(unflow("one \ntwo\n", true) == "onetwo\n");
    CHECK(unflow(" stuffed\n  two\n", false) == "stuffed\n two\n");
    CHECK(unflow("> a \n> b\nc \n> d\n", false) == "> a b\nc \n> d\n");
    CHECK(unflow(">> a \n> b\n", false) == ">> a \n> b\n");
    CHECK(unflow("text \n-- \nAda\n", false) == "text \n-- \nAda\n");
    CHECK(unflow(" >not a quote\n", false) == ">not a quote\n");
    CHECK(unflow("last ", false) == "last \n");
    CHECK(unflow(std::string(100'000, '>'), false).size() < 100);
}

TEST_CASE("encoded words") {
    struct row {
        std::string in, out;
    };
    auto const r = GENERATE(values<row>({
        {"plain", "plain"},
        {"=?utf-8?Q?Caf=C3=A9_au_lait?=", "Café au lait"},
        {"=?iso-8859-1?q?Andr=E9?= Smith", "André Smith"},
        {"=?utf-8?B?w6k=?=", "é"},
        {"=?utf-8?Q?a?= =?utf-8?Q?b?=", "ab"},
        {"=?utf-8?Q?=C3?= =?utf-8?Q?=A9?=", "é"},
        {"=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c"},
        {"=?utf-8?Q?a?= =?iso-8859-1?Q?=E9?=", "aé"},
        {"=?utf-8*en?Q?a?=", "a"},
        {"=?utf-8?X?a?=", "=?utf-8?X?a?="},
        {"=?utf-8?Q?a", "=?utf-8?Q?a"},
        {"=?", "=?"},
        {"raw \xE9", "raw é"},
        {"=?utf-8?Q?two=0D=0Alines?=", "two lines"},
    }));
    CAPTURE(r.in);
    CHECK(decode_header(r.in) == r.out);
}

TEST_CASE("what we write decodes to what was meant") {
    CHECK(encode_header("Your message") == "Your message");
    std::string const long_name = "Ünïcödé näme which is rather long, longer than a single word may be, and on it goes";
    auto const coded = encode_header(long_name);
    CHECK(decode_header(coded) == long_name);
    CHECK(coded.find("\r\n ") != std::string::npos);
    for (char const c : coded) CHECK(static_cast<unsigned char>(c) < 0x80);

    CHECK(quoted_printable("a=b \nFrom x\n.\n") == "a=3Db=20\r\n=46rom x\r\n=2E\r\n");
    auto const wide = quoted_printable(std::string(300, 'x') + "\n");
    for (std::size_t at = 0, end = 0; (end = wide.find("\r\n", at)) != std::string::npos; at = end + 2)
        CHECK(end - at <= 76);
    CHECK(base64_lines("hello") == "aGVsbG8=\r\n");
}
