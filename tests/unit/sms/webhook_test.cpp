// SPDX-License-Identifier: Apache-2.0
#include "adapters/sms/twilio/webhook.hpp"

#include "tests/unit/sms/fakes.hpp"

#include <random>

using namespace earshot;
using namespace earshot::tests;
using twilio::fields;

namespace {

constexpr char const* sid = "SM00000000000000000000000000000001";

fields text_message(std::string text) {
    return {{"ToCountry", "GB"},       {"SmsMessageSid", sid},      {"NumMedia", "0"},       {"SmsSid", sid},
            {"SmsStatus", "received"}, {"Body", std::move(text)},   {"FromCity", "Peckham"}, {"FromCountry", "GB"},
            {"To", "+447700900456"},   {"NumSegments", "1"},        {"MessageSid", sid},     {"AccountSid", account},
            {"From", "+447700900123"}, {"ApiVersion", "2010-04-01"}};
}

fields with(fields form, std::string const& name, std::string value) {
    for (auto& [key, old] : form)
        if (key == name) {
            old = std::move(value);
            return form;
        }
    form.emplace_back(name, std::move(value));
    return form;
}

fields without(fields form, std::string const& name) {
    std::erase_if(form, [&](auto const& pair) { return pair.first == name; });
    return form;
}

reading read_back(rig const& r) {
    REQUIRE_FALSE(r.door.taken.empty());
    auto const got = r.it->read(r.door.taken.back().content);
    REQUIRE(got.has_value());
    return *got;
}

}  // namespace

TEST_CASE("a text message is taken once it is on disk, and answered with empty TwiML") {
    rig r;
    REQUIRE(r.it);
    CHECK_FALSE(r.it->ready());
    r.start();
    CHECK(r.it->ready());
    CHECK(r.router.routes.at("POST /hooks/sms").options.body_limit == 64 * 1024);
    CHECK(r.router.routes.at("POST /hooks/sms/status").options.body_limit == 64 * 1024);
    CHECK_FALSE(r.router.routes.contains("GET /hooks/sms"));

    auto const reply = r.post("/hooks/sms", text_message("They shouted at me \xe2\x80\x93 again \xf0\x9f\x98\x9e"));
    CHECK(reply.status == 200);
    CHECK(reply.content_type == "text/xml");
    CHECK(reply.body == R"(<?xml version="1.0" encoding="UTF-8"?><Response/>)");
    REQUIRE(r.door.taken.size() == 1);
    auto const& m = r.door.taken[0];
    CHECK(m.channel == "sms");
    CHECK(m.dedupe_key == sid);
    CHECK(m.sender.reveal() == "+447700900123");
    CHECK(m.reply_to.reveal() == "+447700900123");
    CHECK(m.route.empty());
    CHECK(m.received == instant(std::chrono::milliseconds(1772356500123)));
    CHECK(m.checked.what() == proof::kind::signature);
    CHECK(m.content.reveal().find("Peckham") == std::string_view::npos);
    CHECK(m.content.reveal().find("7700900123") == std::string_view::npos);
    auto const got = read_back(r);
    CHECK(got.text == "They shouted at me \xe2\x80\x93 again \xf0\x9f\x98\x9e");
    CHECK(got.may_answer);
    CHECK(got.files_refused == 0);
    CHECK(got.what == reading::nature::personal);
    CHECK(r.refused.empty());

    SECTION("a repeat gets the same answer") {
        r.door.answer = receipt{true};
        CHECK(r.post("/hooks/sms", text_message("again")).body == reply.body);
        CHECK(r.door.taken.back().dedupe_key == sid);
    }
    SECTION("busy and broken: come again, and Twilio keeps it") {
        for (auto const e : {errc::busy, errc::broken}) {
            r.door.answer = e;
            auto const later = r.post("/hooks/sms", text_message("x"));
            CHECK(later.status == 503);
            CHECK(later.body.empty());
            REQUIRE(later.headers.size() == 1);
            CHECK(later.headers[0].first == "Retry-After");
            r.door.answer = e;
            CHECK(r.post("/hooks/sms/status", {{"MessageSid", sid}, {"AccountSid", account}, {"MessageStatus", "sent"}})
                      .status == 503);
        }
    }
    SECTION("after the end of receive() nothing is taken") {
        r.stop();
        CHECK(r.ended);
        CHECK_FALSE(r.it->ready());
        CHECK(r.post("/hooks/sms", text_message("x")).status == 503);
        CHECK(r.door.taken.size() == 1);
    }
}

TEST_CASE("what is not from Twilio, or not a message, is refused and leaves nothing") {
    rig r;
    REQUIRE(r.it);
    r.start();
    net::http_request bare;
    bare.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    bare.body = "Body=x";

    SECTION("signature missing, wrong, or of another path") {
        CHECK(r.request("POST", "/hooks/sms", bare).status == 403);
        CHECK(r.request("POST", "/hooks/sms", bare).body.empty());
        CHECK(r.post("/hooks/sms", text_message("x"), "guessed").status == 403);
        CHECK(r.post("/hooks/sms", text_message("x"), next_token).status == 403);
        auto moved = bare;
        moved.body = net::make_form(text_message("x"));
        moved.headers.emplace_back("x-twilio-signature",
                                   twilio::sign(token, "https://gw.example.org/hooks/sms/status", text_message("x")));
        CHECK(r.request("POST", "/hooks/sms", moved).status == 403);
        CHECK(r.refused == std::vector<std::string>(5, "signature"));
    }
    SECTION("content types") {
        for (auto const* type : {"", "text/plain", "multipart/form-data", "application/xml"}) {
            auto odd = bare;
            odd.headers[0].second = type;
            CHECK(r.request("POST", "/hooks/sms", odd).status == 415);
        }
        CHECK(r.refused == std::vector<std::string>(4, "content_type"));
    }
    SECTION("a body that is no form") {
        auto odd = bare;
        odd.body = "Body=%zz";
        CHECK(r.request("POST", "/hooks/sms", odd).status == 400);
        CHECK(r.refused == std::vector<std::string>{"malformed"});
    }
    SECTION("signed, but a field is missing: which one is told") {
        auto const no_sid = without(without(without(text_message("x"), "MessageSid"), "SmsSid"), "SmsMessageSid");
        CHECK(r.post("/hooks/sms", no_sid).body == "missing field: MessageSid");
        CHECK(r.post("/hooks/sms", without(text_message("x"), "AccountSid")).body == "missing field: AccountSid");
        CHECK(r.post("/hooks/sms", without(text_message("x"), "From")).body == "missing field: From");
        auto const reply = r.post("/hooks/sms", without(text_message("x"), "Body"));
        CHECK(reply.status == 400);
        CHECK(reply.body == "missing field: Body");
        CHECK(r.post("/hooks/sms/status", {{"MessageSid", sid}, {"AccountSid", account}}).body ==
              "missing field: MessageStatus");
        CHECK(r.post("/hooks/sms", with(no_sid, "MessageSid", "no such/id")).body == "missing field: MessageSid");
    }
    SECTION("another account with the same token") {
        CHECK(r.post("/hooks/sms", with(text_message("x"), "AccountSid", "AC2")).status == 403);
        CHECK(r.refused == std::vector<std::string>{"peer"});
    }
    CHECK(r.door.taken.empty());
    CHECK(r.door.reports.empty());
}

TEST_CASE("messages in odd shapes are kept") {
    rig r;
    REQUIRE(r.it);
    r.start();
    SECTION("broken UTF-8 and NUL are replaced, not lost") {
        CHECK(r.post("/hooks/sms", text_message(std::string("caf\xff\0!", 6))).status == 200);
        CHECK(read_back(r).text == "caf\xef\xbf\xbd\xef\xbf\xbd!");
    }
    SECTION("pictures are counted, not kept") {
        auto form =
            with(with(without(text_message(""), "Body"), "NumMedia", "2"), "MediaUrl0", "https://api.example/x");
        CHECK(r.post("/hooks/sms", form).status == 200);
        CHECK(read_back(r).files_refused == 2);
        CHECK(read_back(r).text.empty());
        CHECK(r.door.taken[0].content.reveal().find("api.example") == std::string_view::npos);
    }
    SECTION("an empty text is a text") {
        CHECK(r.post("/hooks/sms", text_message("")).status == 200);
        CHECK(read_back(r).text.empty());
    }
    SECTION("an odd number of files is not believed") {
        for (auto const* count : {"-1", "x", "", "99999999999999999999"})
            CHECK(r.post("/hooks/sms", with(text_message("t"), "NumMedia", count)).status == 200);
        CHECK(read_back(r).files_refused == 0);
    }
    SECTION("senders that cannot be answered") {
        for (auto const* from : {"60777", "BANK", "077009001234"}) {
            CHECK(r.post("/hooks/sms", with(text_message("t"), "From", from)).status == 200);
            CHECK(r.door.taken.back().sender.reveal() == from);
            CHECK_FALSE(read_back(r).may_answer);
            CHECK(read_back(r).note == "the sender cannot be answered");
        }
    }
    SECTION("one person is one sender, however the number is written") {
        for (auto const* from : {"+447700900123", "447700900123", "07700900123", "+44 (0)7700 900123"}) {
            CHECK(r.post("/hooks/sms", with(text_message("t"), "From", from)).status == 200);
            CHECK(r.door.taken.back().sender.reveal() == "+447700900123");
        }
    }
    SECTION("a chat app behind Twilio") {
        auto form = with(with(text_message(""), "From", "whatsapp:+447700900123"), "ProfileName", "Sam Reporter");
        form = with(with(form, "ButtonText", "Yes"), "Latitude", "51.5");
        CHECK(r.post("/hooks/sms", form).status == 200);
        CHECK(r.door.taken[0].sender.reveal() == "+447700900123");
        CHECK(r.door.taken[0].reply_to.reveal() == "whatsapp:+447700900123");
        auto const got = read_back(r);
        CHECK(got.text == "Yes");
        CHECK(got.names == std::vector<std::string>{"Sam Reporter"});
        CHECK(got.note == "a location was sent and not kept");
        CHECK(got.may_answer);
        CHECK(r.door.taken[0].content.reveal().find("51.5") == std::string_view::npos);
    }
    SECTION("a query and connection of our own are part of what is signed") {
        CHECK(r.post("/hooks/sms", text_message("t"), token, "tenant=ox&x=It%27s").status == 200);
    }
    SECTION("JSON, covered by its hash") {
        net::http_request j;
        j.body = "{\"MessageSid\":\"" + std::string(sid) + "\",\"AccountSid\":\"" + account +
                 "\",\"From\":\"+447700900123\",\"Body\":\"by JSON\",\"NumMedia\":1,\"MessagingServiceSid\":null}";
        j.query = "bodySHA256=" + twilio::sha256_hex(j.body);
        j.headers.emplace_back("content-type", "Application/JSON");
        j.headers.emplace_back("x-twilio-signature",
                               twilio::sign(token, "https://gw.example.org/hooks/sms?" + j.query, {}));
        CHECK(r.request("POST", "/hooks/sms", j).status == 200);
        CHECK(read_back(r).text == "by JSON");
        CHECK(read_back(r).files_refused == 1);
        j.body += " ";
        CHECK(r.request("POST", "/hooks/sms", j).status == 403);
        j.body = "[1]";
        CHECK(r.request("POST", "/hooks/sms", j).status == 400);
    }
}

TEST_CASE("opt-out words, by Twilio's field or by the text") {
    rig r;
    REQUIRE(r.it);
    r.start();
    struct {
        char const* text;
        char const* type;
        reading::signal word;
    } const table[] = {
        {"Stop", "STOP", reading::signal::stop},      {"arrete", "STOP", reading::signal::stop},
        {"begin", "START", reading::signal::start},   {"HELP", "HELP", reading::signal::help},
        {"stop!", "", reading::signal::stop},         {"please stop them", "", reading::signal::none},
        {"hello", "NONSENSE", reading::signal::none},
    };
    for (auto const& row : table) {
        INFO(row.text);
        auto form = text_message(row.text);
        if (*row.type != '\0') form = with(form, "OptOutType", row.type);
        CHECK(r.post("/hooks/sms", form).status == 200);
        CHECK((read_back(r).word == row.word));
    }
}

TEST_CASE("GET webhooks only when configured") {
    rig r("from = '+447700900456'\nallow_get = true\n");
    REQUIRE(r.it);
    r.start();
    net::http_request g;
    g.query = net::make_form(text_message("by GET"));
    CHECK(r.request("GET", "/hooks/sms", g).status == 403);
    g.headers.emplace_back("x-twilio-signature",
                           twilio::sign(token, "https://gw.example.org/hooks/sms?" + g.query, {}));
    CHECK(r.request("GET", "/hooks/sms", g).status == 200);
    CHECK(read_back(r).text == "by GET");
}

TEST_CASE("status callbacks become reports") {
    rig r;
    REQUIRE(r.it);
    r.start();
    struct {
        char const* status;
        char const* code;
        delivery state;
        bool opted_out;
        char const* reason;
    } const table[] = {
        {"sent", "", delivery::sent, false, ""},
        {"delivered", "", delivery::delivered, false, ""},
        {"undelivered", "30003", delivery::failed_temp, false, "twilio 30003"},
        {"undelivered", "30005", delivery::failed_perm, false, "twilio 30005"},
        {"failed", "21610", delivery::failed_perm, true, "twilio 21610"},
        {"brand_new", "", delivery::unknown, false, ""},
    };
    for (auto const& row : table) {
        fields form{
            {"MessageSid", sid}, {"AccountSid", account}, {"MessageStatus", row.status}, {"To", "+447700900123"}};
        if (*row.code != '\0') form.emplace_back("ErrorCode", row.code);
        CHECK(r.post("/hooks/sms/status", form).status == 200);
        auto const& got = r.door.reports.back();
        INFO(row.status);
        CHECK(got.channel == "sms");
        CHECK(got.provider_ref == sid);
        CHECK((got.state == row.state));
        CHECK(got.opted_out == row.opted_out);
        CHECK(got.reason == row.reason);
    }
    auto const before = r.door.reports.size();
    CHECK(r.post("/hooks/sms/status", {{"SmsSid", sid}, {"AccountSid", account}, {"SmsStatus", "received"}}).status ==
          200);
    CHECK(r.door.reports.size() == before);
    CHECK(r.post("/hooks/sms/status", {{"SmsSid", sid}, {"AccountSid", account}, {"SmsStatus", "sent"}}, "x").status ==
          403);
}

TEST_CASE("both tokens verify while they are being changed") {
    rig r("from = '+447700900456'\nauth_token_next_file = 'next'\n");
    REQUIRE(r.it);
    r.start();
    CHECK(r.post("/hooks/sms", text_message("old"), token).status == 200);
    CHECK(r.post("/hooks/sms", text_message("new"), next_token).status == 200);
    CHECK(r.post("/hooks/sms", text_message("none"), "").status == 403);
}

TEST_CASE("a stored message that cannot be understood is told, not thrown") {
    rig const r;
    REQUIRE(r.it);
    for (auto const* text : {"", "{", "[]", "{}", "null", "\xff"}) CHECK_FALSE(r.it->read(body(text)).has_value());
    auto const odd = r.it->read(body(R"({"text":5,"files":-3,"name":[],"new_member":1})"));
    REQUIRE(odd.has_value());
    CHECK(odd->text.empty());
    CHECK(odd->files_refused == 0);
}

TEST_CASE("random signed forms never break the channel") {
    rig r;
    REQUIRE(r.it);
    r.start();
    std::mt19937 dice(7);
    static constexpr std::array names{"MessageSid", "SmsSid",   "AccountSid", "From",      "To",        "Body",
                                      "NumMedia",   "Latitude", "OptOutType", "ErrorCode", "SmsStatus", "ProfileName"};
    for (int round = 0; round < 300; ++round) {
        fields form = dice() % 2 == 0 ? text_message("x") : fields{};
        auto const count = dice() % 10;
        for (std::size_t i = 0; i < count; ++i) {
            std::string value;
            auto const size = dice() % 60;
            for (std::size_t j = 0; j < size; ++j) value += static_cast<char>(dice() % 256);
            form = with(form, names[dice() % names.size()], value);
        }
        auto const before = r.door.taken.size();
        auto const status = r.post(dice() % 2 == 0 ? "/hooks/sms" : "/hooks/sms/status", form).status;
        CHECK((status == 200 || status == 400 || status == 403));
        if (r.door.taken.size() > before) CHECK(r.it->read(r.door.taken.back().content).has_value());
    }
}
