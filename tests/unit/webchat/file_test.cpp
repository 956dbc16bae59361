// SPDX-License-Identifier: Apache-2.0
#include "adapters/webchat/multipart.hpp"
#include "adapters/webchat/words.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/webchat/fakes.hpp"

using namespace earshot;
using namespace earshot::webchat;
using namespace earshot::webchat::test;

namespace {

std::string const token(32, 'a');
std::string const id = "0b2c3d4e-1111-4222-8333-444455556666";
std::string const picture("\xff\xd8\xff\r\n--\0\r\n------a1x", 20);

}  // namespace

TEST_CASE("a file of the chat is on disk before it is acknowledged, and taken once") {
    house h;
    h.door.script = {{"We have it.", {}, false}};
    CHECK(h.upload(token, id, picture).status == 204);
    CHECK(h.door.files == std::vector<std::string>{picture});
    CHECK(h.door.heard == std::vector<std::string>{""});
    CHECK(h.upload(token, id, picture).status == 204);
    CHECK(h.door.files.size() == 1);
}

TEST_CASE("a file is not acknowledged when the door is shut or too many come") {
    house h;
    h.door.shut = true;
    auto const busy = h.upload(token, id, picture);
    CHECK(busy.status == 503);
    CHECK(header(busy, "Retry-After") == "5");
    h.door.shut = false;
    unsigned last = 204;
    for (int i = 0; i < 40 && last == 204; ++i) {
        std::string one = id;
        one[0] = static_cast<char>('0' + i / 10);
        one[1] = static_cast<char>('0' + i % 10);
        last = h.upload(token, one, picture).status;
    }
    CHECK(last == 503);
}

TEST_CASE("a file from elsewhere, of nobody, or of another form is turned away") {
    house h;
    CHECK(h.upload(token, id, picture, "application/octet-stream", "cross-site").status == 400);
    CHECK(h.upload(token, id, picture, "multipart/form-data; boundary=x").status == 400);
    CHECK(h.upload("nobody", id, picture).status == 400);
    CHECK(h.upload(token, "1", picture).status == 400);
    CHECK(h.upload(token, id, "").status == 400);
    CHECK(h.door.files.empty());
    CHECK(h.turned_away == std::vector<std::string>(5, "malformed"));
}

TEST_CASE("the limits of files stand at their routes") {
    chat_settings small;
    small.file_bytes = 1024 * 1024;
    small.files = 2;
    small.uploads = 3;
    house h(small);
    auto const& one = h.router.options.at("POST /chat/file");
    CHECK(one.body_limit == 1024 * 1024);
    CHECK(one.at_once == 3);
    CHECK(h.router.options.at("POST /form/file").body_limit == 2 * 1024 * 1024 + 64 * 1024);
    CHECK(h.router.options.at("POST /form").body_limit == 64 * 1024);
    CHECK(has(h.get("/chat").body, "data-most=\"1048576\""));
}

TEST_CASE("where no files are taken there is no way to send one") {
    chat_settings none;
    none.files = 0;
    house h(none);
    h.door.script = {{"a", {}, false}};
    CHECK_FALSE(h.router.routes.contains("POST /chat/file"));
    CHECK_FALSE(h.router.routes.contains("POST /form/file"));
    CHECK_FALSE(has(h.get("/chat").body, "type=\"file\""));
    CHECK_FALSE(has(h.post({{"do", "start"}}).body, "type=\"file\""));
}

TEST_CASE("files are sent from a plain page, and their names stay behind") {
    house h;
    h.door.script = {{"What happened?", {{"1", "Hit"}}, false}, {"We have your files.", {}, false}, {"d", {}, false}};
    auto const page = h.post({{"do", "start"}});
    CHECK(has(page.body, "enctype=\"multipart/form-data\""));
    std::vector<std::pair<std::string, std::string>> fields{{"do", "file"}};
    for (auto const* name : {"lang", "token", "once", "from", "after", "asked"}) fields.emplace_back(name, field(page.body, name));

    auto const none = h.post_files(fields, {""});
    CHECK(has(none.body, "Choose a picture or file"));
    CHECK(has(none.body, "href=\"#files\""));
    auto const many = h.post_files(fields, {"1", "2", "3", "4"});
    CHECK(has(many.body, "Choose fewer or smaller files"));
    CHECK(h.door.files.empty());

    auto const taken = h.post_files(fields, {picture, "second"});
    CHECK(taken.status == 200);
    CHECK(h.door.files == std::vector<std::string>{picture, "second"});
    CHECK(has(taken.body, "We have your files."));
    h.post_files(fields, {picture, "second"});
    CHECK(h.door.files.size() == 2);
    // The field can be left empty by a browser that shows no such control: words alone are no file.
    for (auto const& bytes : h.door.files) CHECK_FALSE(has(bytes, "Amina"));
}

TEST_CASE("a message with files is read back as it was") {
    auto const read = read_body(make_body("two lines\nhere", {picture, "", "x"}));
    REQUIRE(read.has_value());
    CHECK(read->text == "two lines\nhere");
    REQUIRE(read->files.size() == 3);
    CHECK(read->files[0].bytes.reveal() == picture);
    CHECK(read->files[1].bytes.reveal().empty());
    for (auto const* bad : {"{\"text\":\"a\",\"files\":[3]}\nab", "{\"text\":\"a\",\"files\":[1]}\nab",
                            "{\"text\":\"a\",\"files\":[-1]}\nab", "{\"text\":\"a\",\"files\":1}\na", "{\"text\":\"a\"}\na"})
        CHECK(read_body(body(std::string(bad))).error() == errc::malformed);
}

TEST_CASE("multipart bodies are read strictly") {
    std::string const type = "multipart/form-data; boundary=\"b\"";
    auto const part = [](std::string const& about, std::string const& content) {
        return "--b\r\nX: y\r\nContent-Disposition: form-data; " + about + "\r\n\r\n" + content + "\r\n";
    };
    auto const good = parse_multipart(type, part("name=a", "1") + part("filename=x.jpg; name=\"f\"", "\r\n--bb") +
                                                part("name=\"e\"; filename=\"\"", "") + "--b--\r\n");
    REQUIRE(good.has_value());
    CHECK(good->fields == std::vector<std::pair<std::string, std::string>>{{"a", "1"}});
    CHECK(good->files == std::vector<std::string>{"\r\n--bb"});
    CHECK_FALSE(parse_multipart("text/plain; boundary=b", part("name=a", "1") + "--b--"));
    CHECK_FALSE(parse_multipart("multipart/form-data", part("name=a", "1") + "--b--"));
    CHECK_FALSE(parse_multipart(type, part("name=a", "1")));
    CHECK_FALSE(parse_multipart(type, part("nome=a", "1") + "--b--"));
    CHECK_FALSE(parse_multipart(type, "--b\r\nno head\r\n--b--"));
    CHECK_FALSE(parse_multipart(type, ""));
    std::string many;
    for (int i = 0; i < 101; ++i) many += part("name=a", "1");
    CHECK_FALSE(parse_multipart(type, many + "--b--"));
}
