// SPDX-License-Identifier: Apache-2.0
#include "tests/support/catch.hpp"
#include "tests/unit/webchat/fakes.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <regex>

using namespace earshot;
using namespace earshot::webchat;
using namespace earshot::webchat::test;

namespace {

struct folder {
    folder() : path(std::filesystem::temp_directory_path() / ("earshot-strings-" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(path);
    }
    ~folder() { std::filesystem::remove_all(path); }
    folder(folder const&) = delete;
    folder& operator=(folder const&) = delete;
    void write(std::string const& name, std::string const& text) { std::ofstream(path / name) << text; }
    std::filesystem::path path;
};

std::string english() {
    return std::string(built_in_asset("en.json"));
}

std::string replaced(std::string text, std::string const& what, std::string const& with) {
    auto const at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

}  // namespace

TEST_CASE("every page comes with the headers that keep it private") {
    house h;
    for (auto const* path : {"/", "/safety", "/chat", "/form", "/code"}) {
        CAPTURE(path);
        auto const page = h.get(path);
        CHECK(page.status == 200);
        CHECK(page.content_type == "text/html; charset=utf-8");
        CHECK(header(page, "Cache-Control") == "no-store");
        CHECK(header(page, "Referrer-Policy") == "no-referrer");
        CHECK(header(page, "X-Content-Type-Options") == "nosniff");
        CHECK(header(page, "X-Frame-Options") == "DENY");
        CHECK(header(page, "Set-Cookie").empty());
        auto const policy = header(page, "Content-Security-Policy");
        CHECK(has(policy, "default-src 'none'; script-src 'self'; style-src 'self';"));
        CHECK(has(policy, "connect-src 'self' wss://report.example;"));
        CHECK(has(policy, "frame-ancestors 'none'"));
        CHECK_FALSE(has(policy, "unsafe"));
        // No inline script or style, nothing from elsewhere, and a title that says nothing.
        CHECK_FALSE(std::regex_search(page.body, std::regex("<style|style=\"|<script>|\\son[a-z]+=")));
        CHECK_FALSE(std::regex_search(page.body, std::regex("(src|href)=\"(https?:)?//")));
        std::smatch title;
        REQUIRE(std::regex_search(page.body, title, std::regex("<title>([^<]*)</title>")));
        CHECK_FALSE(std::regex_search(title[1].str(), std::regex("hate|crime|report", std::regex::icase)));
        CHECK(has(page.body, "href=\"/exit\""));
        CHECK(page.body.size() <= 16'384);
        CHECK(page.body.size() % 4096 == 0);
    }
}

TEST_CASE("the chat may be framed only by the sites that were named, and only when it is embedded") {
    chat_settings settings;
    settings.embed_origins = {"https://council.example"};
    house h(std::move(settings));
    CHECK(has(header(h.get("/chat"), "Content-Security-Policy"), "frame-ancestors 'none'"));
    auto const framed = h.get("/chat", "embed=1");
    CHECK(has(header(framed, "Content-Security-Policy"), "frame-ancestors 'self' https://council.example"));
    CHECK(header(framed, "X-Frame-Options").empty());
    CHECK(has(framed.body, "target=\"_top\""));
    CHECK(has(header(h.get("/form"), "Content-Security-Policy"), "frame-ancestors 'none'"));
}

TEST_CASE("the way out clears what the browser holds and leads to an everyday site") {
    house h;
    auto const out = h.get("/exit");
    CHECK(out.status == 303);
    CHECK(header(out, "Location") == "https://www.bbc.co.uk/weather");
    CHECK(has(header(out, "Clear-Site-Data"), "\"storage\""));
    CHECK(header(out, "Cache-Control") == "no-store");
    chat_settings settings;
    settings.exit_to = "https://www.example.org/";
    house other(std::move(settings));
    CHECK(header(other.get("/exit"), "Location") == "https://www.example.org/");
}

TEST_CASE("what the configuration puts on a page is escaped") {
    chat_settings settings;
    settings.service_name = "<b>\"Safe\" & sound";
    settings.text_number = "+44 7700 900123";
    settings.call_number = "<script>0800</script>";
    house h(std::move(settings));
    auto const page = h.get("/");
    CHECK(has(page.body, "&lt;b&gt;&quot;Safe&quot; &amp; sound"));
    CHECK(has(page.body, "href=\"sms:+447700900123\""));
    CHECK_FALSE(has(page.body, "<script>0800"));
}

TEST_CASE("a language is one file of strings, chosen by the address or by the browser") {
    folder dir;
    auto arabic = replaced(english(), "\"dir\": \"ltr\"", "\"dir\": \"rtl\"");
    arabic = replaced(arabic, "\"language\": \"English\"", "\"language\": \"العربية\"");
    arabic = replaced(arabic, "\"chat.send\": \"Send\"", "\"chat.send\": \"</script><b>\"");
    dir.write("ar.json", arabic);
    chat_settings settings;
    settings.strings_dir = dir.path.string();
    house h(std::move(settings));
    CHECK(h.mistakes.empty());
    CHECK(has(h.get("/").body, "lang=\"en\" dir=\"ltr\""));
    CHECK(has(h.get("/", "lang=ar").body, "<html class=\"govuk-template\" lang=\"ar\" dir=\"rtl\">"));
    CHECK(has(h.get("/", {}, "fr-FR, ar-EG;q=0.8, en;q=0.5").body, "lang=\"ar\" dir=\"rtl\""));
    CHECK(has(h.get("/", "lang=xx", "de").body, "lang=\"en\""));
    CHECK(has(h.get("/").body, "href=\"/?lang=ar\""));
    auto const chat = h.get("/chat", "lang=ar").body;
    CHECK_FALSE(has(chat, "</script><b>"));
    CHECK(has(chat, "\\u003c/script\\u003e\\u003cb\\u003e"));
}

TEST_CASE("a language with a string too few or too many is named when the service starts") {
    folder dir;
    dir.write("es.json", replaced(english(), "\"chat.send\"", "\"chat.sendd\""));
    dir.write("fr.json", "{\"dir\": 1}");
    dir.write("pt.json", replaced(english(), "\"dir\": \"ltr\"", "\"dir\": \"up\""));
    chat_settings settings;
    settings.strings_dir = dir.path.string();
    settings.locale = "cy";
    house h(std::move(settings));
    std::string all;
    for (auto const& m : h.mistakes) all += m + "\n";
    CHECK(has(all, "es.json: lacks \"chat.send\""));
    CHECK(has(all, "es.json: \"chat.sendd\" is not a string of the pages"));
    CHECK(has(all, "fr.json: not a flat JSON object"));
    CHECK(has(all, "pt.json: \"dir\" must be ltr or rtl"));
    CHECK(has(all, "locale \"cy\""));
}

TEST_CASE("strings of the pages are plain: no markup, and no word that a glance over the shoulder should not meet") {
    std::regex const markup("<[a-z/]", std::regex::icase);
    CHECK_FALSE(std::regex_search(english(), markup));
    for (auto const* word : {"incident", "perpetrator", "disclos", "hate"}) CHECK_FALSE(has(english(), word));
}

TEST_CASE("assets are served when the pages were built, and are never kept by a cache") {
    house h;
    for (auto const* path : {"/assets/page.js", "/assets/pages.css", "/widget.js"}) {
        auto const reply = h.get(path);
        CHECK(header(reply, "Cache-Control") == "no-store");
        bool const built = !built_in_asset("chat.js").empty();
        CHECK(reply.status == (built ? 200U : 404U));
        CHECK(reply.body.empty() != built);
    }
    CHECK(header(h.get("/widget.js"), "Cross-Origin-Resource-Policy") == "cross-origin");
    CHECK(header(h.get("/assets/page.js"), "Cross-Origin-Resource-Policy") == "same-origin");
}

TEST_CASE("a page with everything on it stays under 100 KB") {
    if (built_in_asset("chat.js").empty()) return;
    house h;
    CHECK(h.get("/chat").body.size() + built_in_asset("chat.js").size() + built_in_asset("pages.css").size() < 100'000);
    CHECK(h.get("/form").body.size() + built_in_asset("page.js").size() + built_in_asset("pages.css").size() < 100'000);
}
