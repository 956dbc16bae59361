// SPDX-License-Identifier: Apache-2.0
#include "gateway/cli/flow_commands.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/flow/flow_fixture.hpp"

#include <map>
#include <sstream>

using namespace earshot;
using namespace earshot::testing;

namespace {

conversation full() {
    conversation c;
    c.flow = "f";
    c.flow_version = "1.2.3";
    c.locale = "cy";
    c.how = medium::mail;
    c.phase = phase::human;
    c.question = "Q3";
    c.resume_at = "Q4";
    c.asked = {"Q1", "Q2"};
    answer a;
    a.how = answered::not_sure;
    a.codes = {"strand.not_sure"};
    a.words = redact::stamp::clean("by [PERSON-1] \"ü\"");
    a.covers = {{"person", "name.list", "rule", "perpetrator", 3, 10, 0.75}};
    a.wording = "Q4.sms@f/1.2.3";
    a.at = instant(std::chrono::milliseconds(1234567));
    c.answers["Q4"] = a;
    c.misses = 1;
    c.idle_warned = c.has_case = c.contact_agreed = c.code_given = true;
    c.alerts = {"danger"};
    c.memo = {{"area", "SE15"}};
    c.opened = instant(std::chrono::milliseconds(1));
    c.last_heard = instant(std::chrono::milliseconds(2));
    c.wake_at = instant(std::chrono::milliseconds(3));
    return c;
}

}  // namespace

TEST_CASE("a conversation survives the store in every member") {
    auto const c = full();
    auto const text = flow::to_json(c);
    auto const back = flow::from_json(text);
    REQUIRE(back.has_value());
    CHECK(flow::to_json(*back) == text);
    CHECK(back->how == medium::mail);
    CHECK(back->phase == phase::human);
    CHECK(back->answers.at("Q4").how == answered::not_sure);
    CHECK(back->answers.at("Q4").words == c.answers.at("Q4").words);
    CHECK(back->answers.at("Q4").covers == c.answers.at("Q4").covers);
    CHECK(back->answers.at("Q4").at == c.answers.at("Q4").at);
    CHECK(back->wake_at == c.wake_at);
    CHECK(back->memo == c.memo);
    CHECK(back->code_given);
    auto no_timer = c;
    no_timer.wake_at.reset();
    CHECK_FALSE(flow::from_json(flow::to_json(no_timer))->wake_at);
}

TEST_CASE("what a newer build or nobody wrote is refused") {
    auto text = flow::to_json(full());
    CHECK(flow::from_json("").error() == make_error_code(errc::malformed));
    CHECK(flow::from_json("[]").has_error());
    CHECK(flow::from_json("{\"misses\":\"two\"}").has_error());
    CHECK(flow::from_json("{\"phase\":\"dreaming\"}").error() == make_error_code(errc::malformed));
    CHECK(flow::from_json("{\"mood\":1}").error() == make_error_code(errc::unsupported));
    CHECK(flow::from_json(text.substr(0, text.size() - 1)).error() == make_error_code(errc::malformed));
}

TEST_CASE("the texts are the handbook's, word for word, and each fits one message") {
    std::map<std::string, std::string> const handbook{
        {"Q1",
         "Report hate by text. No name needed. Staff do not see your number. Is it safe to text now? 1 Yes 2 No, in "
         "danger 3 Not now. In danger call 999. STOP ends."},
        {"EM",
         "Call 999 now. Can't speak? Stay on the line and press 55. If you joined 999 text, text 999. We can't send "
         "police. When you are safe, reply 1."},
        {"M1",
         "You choose who we tell. We only act without you if a life or a child is in danger. Send 0 to skip, BACK to "
         "change, STOP to end. Now 11 short questions."},
        {"Q3",
         "What happened? Send all that fit, like 2 3. 1 Hit or hurt 2 Threats 3 Bad words 4 Things broken 5 Fire 6 "
         "Online or phone 7 Followed or bullied 8 Weapon 9 Other"},
        {"Q11",
         "What do you want? Send all that fit. 1 Just keep a record 2 Helpline can text me 3 Tell police, not my "
         "number 4 Police can contact me 5 Tell the council 0 Later"},
        {"END",
         "Thank you. This was not your fault. Your code: K7M3Q-9TX4R. Keep it safe. Text it to add more, get news or "
         "delete. Helpline 24h 0800 138 1625. Danger: 999"},
        {"SUIC",
         "Thank you for telling us. You matter. Talk now, free, any time: Samaritans 116 123 or text SHOUT to 85258. "
         "If your life is in danger call 999."},
        {"C1", "Hi. You said we could text. Is now a good time? 1 Yes 2 Later (tell us when) 3 No more texts, please."},
        {"STOPPED",
         "We have stopped. We will not text you again. Send DELETE to wipe what you told us, or GO to start again. In "
         "danger? Call 999."},
        {"DEL",
         // The handbook's words, shortened for the receipt.
         "Your answers are wiped. If we passed them on, we have asked others to wipe them too. Receipt: K7M3Q-9TX4R. Delete "
         "these texts if you need to."},
        {"NOU",
         "Sorry, we did not get that. Send just the number or numbers that fit, like 2 or 2 3. Send 0 to skip. Send "
         "HELP for a person. In danger? Call 999."},
        {"IDLE",
         "Are you OK? Reply 1 to go on. If not, we save what you sent in 1 hour as a record with no number. Send "
         "DELETE to wipe it. In danger? Call 999."},
    };
    auto const l = flow::load(shipped_text(), "hate-incident.toml");
    REQUIRE(l.flow);
    std::size_t seen = 0;
    for (auto const& t : flow::texts(*l.flow)) {
        if (t.medium != "sms" || t.id.starts_with("MAIL_")) continue;
        INFO(t.id);
        CHECK(t.gsm7);
        CHECK(t.segments == 1);
        if (auto const h = handbook.find(t.id); h != handbook.end()) {
            CHECK(t.text == h->second);
            ++seen;
        }
    }
    CHECK(seen == handbook.size());
}

TEST_CASE("the commands for those who write questions") {
    auto const run = [](std::vector<std::string> args, std::string const& input = {}) {
        std::istringstream in(input);
        std::ostringstream out;
        std::ostringstream err;
        int const code = cli::run_flow_command(std::move(args), in, out, err);
        return std::tuple(code, out.str(), err.str());
    };
    auto const file = shipped_file();
    CHECK(std::get<0>(run({})) == 2);
    CHECK(std::get<0>(run({"lint"})) == 2);
    CHECK(std::get<0>(run({"lint", "/nonexistent.toml"})) == 2);
    CHECK(std::get<0>(run({"try", file, "--medium", "pigeon"})) == 2);
    CHECK(std::get<0>(run({"lint", file})) == 0);
    CHECK(std::get<0>(run({"lint", std::string(EARSHOT_SOURCE_DIR) + "/CMakeLists.txt"})) == 1);
    CHECK(std::get<1>(run({"lint", "--json", file})).find("\"usable\":true") != std::string::npos);
    auto const [code, shown, errors] = run({"try", file}, "hi\n1\n1\n2\n@+20m\n");
    CHECK(code == 0);
    CHECK(shown.find("< Q1 (154 septets, 1 part)") != std::string::npos);
    CHECK(shown.find("< IDLE") != std::string::npos);
    CHECK(std::get<1>(run({"try", file, "--medium", "chat"}, "hi\n")).find("[2] No, in danger") != std::string::npos);
    CHECK(std::get<1>(run({"draw", file})).find("\"Q7\" -> \"Q8w\"") != std::string::npos);
    CHECK(std::get<1>(run({"strings", file})).find("EM\tsms\t") != std::string::npos);
}
