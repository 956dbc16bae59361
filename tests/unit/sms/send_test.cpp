// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/sms/fakes.hpp"

#include <algorithm>

using namespace earshot;
using namespace earshot::tests;
using namespace std::chrono_literals;
using verdict = send_outcome::verdict;

namespace {

outbound message(std::string text, std::string to = "+447700900123", int attempt = 1) {
    outbound m;
    m.id = outbox_id{7};
    m.channel = "sms";
    m.to = address(std::move(to));
    m.text = std::move(text);
    m.attempt = attempt;
    return m;
}

std::string created(std::string const& status = "queued") {
    return R"({"sid":"SM000000000000000000000000000000aa","status":")" + status +
           R"(","error_code":null,"to":"+447700900123","num_segments":"1"})";
}

std::string error(int code) {
    return R"({"code":)" + std::to_string(code) +
           R"(,"message":"The 'To' number +447700900123 is wrong","more_info":"https://x","status":400})";
}

std::vector<std::pair<std::string, std::string>> form_of(net::http_call const& call) {
    auto const form = net::parse_form(call.body);
    REQUIRE(form);
    return *form;
}

}  // namespace

TEST_CASE("a message goes out as one form to the Messages resource") {
    rig r;
    REQUIRE(r.it);
    r.http.will_answer(201, created());
    auto const out = r.send(message("Thank you \xe2\x80\x93 we\xe2\x80\x99re here\xe2\x80\xa6 \xc2\xa3"));
    CHECK(out.what == verdict::sent);
    CHECK(out.state == delivery::queued);
    CHECK(out.provider_ref == "SM000000000000000000000000000000aa");
    REQUIRE(r.http.calls.size() == 1);
    auto const& call = r.http.calls[0];
    CHECK(call.method == "POST");
    CHECK(call.url == "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages.json");
    CHECK(call.user == account);
    CHECK(call.password == token);
    CHECK(call.connect_deadline == 5s);
    CHECK(call.deadline == 10s);
    CHECK(form_of(call) == std::vector<std::pair<std::string, std::string>>{
                               {"To", "+447700900123"},
                               {"From", "+447700900456"},
                               {"Body", "Thank you - we're here... \xc2\xa3"},
                               {"StatusCallback", "https://gw.example.org/hooks/sms/status"}});
}

TEST_CASE("what a call puts on the line is as long for a short text as for a long one") {
    auto const length = [](std::string const& words) {
        rig r;
        REQUIRE(r.it);
        r.http.will_answer(201, created());
        r.send(message(words));
        auto const& call = r.http.calls.at(0);
        auto const padding = std::ranges::find(call.headers, "X-Padding", [](auto const& h) { return h.first; });
        REQUIRE(padding != call.headers.end());
        return call.body.size() + padding->second.size();
    };
    CHECK(length("OK") == 1024);
    CHECK(length("Call 999 now. " + std::string(400, 'x')) == 1024);
    CHECK(length(std::string(1200, 'x')) == 2048);
}

TEST_CASE("every option has its field") {
    rig r(
        "messaging_service_sid = 'MG00000000000000000000000000000002'\nstatus_callbacks = false\n"
        "plain_signs = false\ndiscard_content = true\nobfuscate_address = true\nvalidity = '1 h'\n"
        "api_base = 'http://127.0.0.1:9999/'\nper_second = 0.5\nprovider_answers_stop = false\n");
    for (auto const& m : r.mistakes) WARN(config::str(m));
    REQUIRE(r.it);
    CHECK(r.it->traits().per_second == 0.5);
    CHECK_FALSE(r.it->traits().provider_answers_stop);
    CHECK(r.it->traits().ordered);
    CHECK(r.it->traits().medium == channel_traits::medium_kind::sms);
    r.http.will_answer(201, created("accepted"));
    CHECK(r.send(message("a\xe2\x80\x93")).what == verdict::sent);
    CHECK(r.http.calls[0].url.starts_with("http://127.0.0.1:9999/2010-04-01/"));
    CHECK(form_of(r.http.calls[0]) == std::vector<std::pair<std::string, std::string>>{
                                          {"To", "+447700900123"},
                                          {"MessagingServiceSid", "MG00000000000000000000000000000002"},
                                          {"Body", "a\xe2\x80\x93"},
                                          {"ValidityPeriod", "3600"},
                                          {"ContentRetention", "discard"},
                                          {"AddressRetention", "obfuscate"}});
}

TEST_CASE("what Twilio's answers mean") {
    struct {
        unsigned status;
        std::string body;
        std::string retry_after;
        int attempt;
        verdict what;
        std::optional<std::chrono::seconds> pause;
        char const* reason;
    } const table[] = {
        {429, error(20429), "7", 1, verdict::retry, 7s, "twilio 20429"},
        {429, "", "", 1, verdict::retry, std::nullopt, "twilio http 429"},
        {429, error(20429), "999999", 1, verdict::retry, 1h, "twilio 20429"},
        {429, error(20429), "soon", 1, verdict::retry, std::nullopt, "twilio 20429"},
        {500, "<html>", "", 1, verdict::retry, std::nullopt, "twilio http 500"},
        {503, error(20503), "30", 1, verdict::retry, 30s, "twilio 20503"},
        {400, error(30001), "", 1, verdict::retry, std::nullopt, "twilio 30001"},
        {400, error(21611), "", 1, verdict::retry, std::nullopt, "twilio 21611"},
        {400, error(30008), "", 1, verdict::retry, std::nullopt, "twilio 30008"},
        {400, error(30008), "", 2, verdict::failed, std::nullopt, "twilio 30008"},
        {401, error(20003), "", 1, verdict::retry, 5min, "twilio 20003"},
        {401, "", "", 1, verdict::retry, 5min, "twilio http 401"},
        {403, error(20003), "", 1, verdict::retry, 5min, "twilio 20003"},
        {400, error(21610), "", 1, verdict::opted_out, std::nullopt, "twilio 21610"},
        {400, error(21211), "", 1, verdict::failed, std::nullopt, "twilio 21211"},
        {400, error(21408), "", 1, verdict::failed, std::nullopt, "twilio 21408"},
        {400, error(21606), "", 1, verdict::failed, std::nullopt, "twilio 21606"},
        {400, error(21617), "", 1, verdict::failed, std::nullopt, "twilio 21617"},
        {404, "not json", "", 1, verdict::failed, std::nullopt, "twilio http 404"},
        {403, "", "", 1, verdict::failed, std::nullopt, "twilio http 403"},
        {302, "", "", 1, verdict::retry, std::nullopt, "twilio http 302"},
    };
    for (auto const& row : table) {
        rig r;
        REQUIRE(r.it);
        r.http.will_answer(row.status, row.body, row.retry_after);
        auto const out = r.send(message("x", "+447700900123", row.attempt));
        INFO(row.status << " " << row.body);
        CHECK((out.what == row.what));
        CHECK((out.retry_after == row.pause));
        CHECK(out.reason == row.reason);
        CHECK(out.provider_ref.empty());
        CHECK(out.reason.find("7700900123") == std::string::npos);
    }
}

TEST_CASE("how far a broken call got decides whether it is safe to send again") {
    rig r;
    REQUIRE(r.it);
    r.http.will_fail(net::reached::nothing);
    CHECK(r.send(message("x")).what == verdict::retry);
    r.http.will_fail(net::reached::written);
    auto const doubt = r.send(message("x"));
    CHECK(doubt.what == verdict::in_doubt);
    CHECK(doubt.reason == "twilio no-answer");
}

TEST_CASE("a taken message with an odd answer is not sent twice") {
    for (auto const* body : {"", "{", "{}", R"({"sid":7})", "[]"}) {
        rig r;
        REQUIRE(r.it);
        r.http.will_answer(201, body);
        auto const out = r.send(message("x"));
        CHECK(out.what == verdict::sent);
        CHECK(out.provider_ref.empty());
        CHECK(out.reason == "twilio unreadable");
    }
}

TEST_CASE("what cannot be sent at all is said without a call") {
    rig r;
    REQUIRE(r.it);
    CHECK(r.send(message("x", "60777")).reason == "sms not-replyable");
    CHECK(r.send(message("x", "BANK")).reason == "sms not-replyable");
    CHECK(r.send(message("x", "")).what == verdict::failed);
    CHECK(r.send(message("")).reason == "sms empty");
    CHECK(r.send(message(std::string(1601, 'x'))).reason == "sms too-long");
    CHECK(r.http.calls.empty());
    r.http.will_answer(201, created());
    r.http.will_answer(201, created());
    CHECK(r.send(message(std::string(1600, 'x'))).what == verdict::sent);
    CHECK(r.send(message("x", "whatsapp:+447700900123")).what == verdict::sent);
}

TEST_CASE("while tokens are changed the one that works is used") {
    rig r("from = '+447700900456'\nauth_token_next_file = 'next'\n");
    REQUIRE(r.it);
    r.http.will_answer(401, error(20003));
    r.http.will_answer(201, created());
    CHECK(r.send(message("one")).what == verdict::sent);
    REQUIRE(r.http.calls.size() == 2);
    CHECK(r.http.calls[0].password == token);
    CHECK(r.http.calls[1].password == next_token);
    r.http.will_answer(201, created());
    CHECK(r.send(message("two")).what == verdict::sent);
    CHECK(r.http.calls[2].password == next_token);
    r.http.will_answer(401, error(20003));
    r.http.will_answer(401, error(20003));
    auto const out = r.send(message("three"));
    CHECK(out.what == verdict::retry);
    CHECK(out.retry_after == 5min);
}

TEST_CASE("settings that cannot work are told with their lines, all at once") {
    struct {
        char const* extra;
        unsigned line;
        char const* hint;
    } const table[] = {
        {"", 1, "messaging_service_sid"},
        {"from = '+447700900456'\nmessaging_service_sid = 'MG00000000000000000000000000000002'\n", 5, "not both"},
        {"from = 'not a number at all'\n", 5, "short code"},
        {"from = '07700900456'\n", 5, "short code"},
        {"messaging_service_sid = 'XX1'\n", 5, "MG"},
        {"from = '60777'\nper_second = 0\n", 6, "number from"},
        {"from = '60777'\nvalidity = '11 h'\n", 6, "10 h"},
        {"from = '60777'\nwebhook_url = 'https://a.example/x?y'\n", 6, "'?'"},
        {"from = '60777'\nwebhook_url = '/hooks/x'\n", 6, "https://"},
        {"from = '60777'\napi_base = 'ftp://x'\n", 6, "api.twilio.com"},
        {"from = '60777'\ndefault_region = '+44'\n", 6, "calling code"},
        {"from = '60777'\nauth_token_next_file = 'none'\n", 6, "cannot be opened"},
        {"from = '60777'\nform = 'x'\n", 6, "not a known key"},
    };
    for (auto const& row : table) {
        rig const r(row.extra);
        INFO(row.extra);
        REQUIRE(r.mistakes.size() == 1);
        INFO(config::str(r.mistakes[0]));
        CHECK(r.mistakes[0].line == row.line);
        CHECK(r.mistakes[0].message.find(row.hint) != std::string::npos);
    }
}
