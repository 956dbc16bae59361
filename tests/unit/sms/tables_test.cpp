// SPDX-License-Identifier: Apache-2.0
#include "adapters/sms/e164.hpp"
#include "adapters/sms/optout.hpp"
#include "adapters/sms/twilio/codes.hpp"
#include "adapters/sms/utf8.hpp"
#include "tests/support/catch.hpp"

using namespace earshot;
using kind = sms::party::kind;
using signal_word = reading::signal;

TEST_CASE("numbers in every way they are written") {
    struct {
        char const* raw;
        kind what;
        char const* text;
    } const table[] = {
        {"+447700900123", kind::phone, "+447700900123"},
        {"07700 900123", kind::phone, "+447700900123"},
        {"7700900123", kind::phone, "+447700900123"},
        {"+44 (0)7700 900123", kind::phone, "+447700900123"},
        {"+4407700900123", kind::phone, "+447700900123"},
        {"(+44)7700900123", kind::phone, "+447700900123"},
        {"00447700900123", kind::phone, "+447700900123"},
        {"447700900123", kind::phone, "+447700900123"},
        {"+44-7700.900/123", kind::phone, "+447700900123"},
        {"\xef\xbc\x8b\xef\xbc\x94\xef\xbc\x94"
         "7700900123",
         kind::phone, "+447700900123"},                                           // full-width +44
        {"\xe2\x80\xaa+447700900123\xe2\x80\xac", kind::phone, "+447700900123"},  // bidi embedding
        {"+44\xc2\xa0"
         "7700\xc2\xa0"
         "900123",
         kind::phone, "+447700900123"},
        {"\xd9\xa0\xd9\xa7\xd9\xa7\xd9\xa0\xd9\xa0\xd9\xa9\xd9\xa0\xd9\xa0\xd9\xa1\xd9\xa2\xd9\xa3", kind::phone,
         "+447700900123"},  // Arabic-Indic digits
        {"02079460000", kind::phone, "+442079460000"},
        {"01632960000", kind::phone, "+441632960000"},
        {"08001111", kind::invalid, "08001111"},
        {"0800111111", kind::phone, "+44800111111"},
        {"+14155550100", kind::phone, "+14155550100"},
        {"14155550100", kind::phone, "+14155550100"},
        {"0014155550100", kind::phone, "+14155550100"},
        {"60777", kind::short_code, "60777"},
        {"88 99 00", kind::short_code, "889900"},
        {"12345678", kind::short_code, "12345678"},
        {"077009001234", kind::invalid, "077009001234"},
        {"+4477009001234", kind::invalid, "+4477009001234"},
        {"+44770090012", kind::invalid, "+44770090012"},
        {"+44", kind::invalid, "+44"},
        {"+0447700900123", kind::invalid, "+0447700900123"},
        {"+1234567", kind::invalid, "+1234567"},
        {"+1234567890123456", kind::invalid, "+1234567890123456"},
        {"++447700900123", kind::invalid, "++447700900123"},
        {"44+7700900123", kind::invalid, "44+7700900123"},
        {"12", kind::invalid, "12"},
        {"", kind::invalid, ""},
        {"+", kind::invalid, "+"},
        {"HSBC", kind::name, "HSBC"},
        {"Council24", kind::name, "Council24"},
        {"someone@example.org", kind::name, "someone@example.org"},
        {"#31#", kind::invalid, "#31#"},
    };
    for (auto const& row : table) {
        INFO(row.raw);
        auto const got = sms::normalise(row.raw);
        CHECK(static_cast<int>(got.what) == static_cast<int>(row.what));
        CHECK(got.text == row.text);
        CHECK(got.replyable() == (row.what == kind::phone));
        // Once canonical, it stays so.
        if (got.replyable()) CHECK(sms::normalise(got.text).text == got.text);
    }
    CHECK(sms::normalise("0412 345 678", "61").text == "+61412345678");
    CHECK(sms::normalise(std::string(100'000, '1')).what == kind::invalid);
    CHECK(sms::split_prefix("whatsapp:+447700900123").rest == "+447700900123");
    CHECK(sms::split_prefix("+447700900123").prefix.empty());
}

TEST_CASE("only a whole message is an opt-out word") {
    struct {
        char const* text;
        signal_word means;
    } const table[] = {
        {"STOP", signal_word::stop},
        {"stop", signal_word::stop},
        {" Stop. ", signal_word::stop},
        {"\"STOP!\"", signal_word::stop},
        {"\xe2\x80\x9cstop\xe2\x80\x9d", signal_word::stop},
        {"Stop  all", signal_word::stop},
        {"STOPALL", signal_word::stop},
        {"opt\nout", signal_word::stop},
        {"Opt-Out", signal_word::stop},
        {"unsubscribe", signal_word::stop},
        {"CANCEL", signal_word::stop},
        {"end", signal_word::stop},
        {"Quit", signal_word::stop},
        {"revoke", signal_word::stop},
        {"ARR\xc3\x8aT", signal_word::stop},
        {"Stopio", signal_word::stop},
        {"START", signal_word::start},
        {"unstop", signal_word::start},
        {"OPT IN", signal_word::start},
        {"Help?", signal_word::help},
        {"info", signal_word::help},
        {"Cymorth", signal_word::help},
        {"\xe2\x80\x8bSTOP", signal_word::stop},
        {"yes", signal_word::none},
        {"please stop the noise", signal_word::none},
        {"stop it", signal_word::none},
        {"help me", signal_word::none},
        {"st op", signal_word::none},
        {"STOP\xff", signal_word::none},
        {"", signal_word::none},
        {"...", signal_word::none},
        {"1", signal_word::none},
    };
    for (auto const& row : table) {
        INFO(row.text);
        CHECK(static_cast<int>(sms::opt_out_word(row.text)) == static_cast<int>(row.means));
    }
    CHECK(sms::opt_out_word("stop" + std::string(100, ' ')) == signal_word::none);
}

TEST_CASE("broken bytes never lose a message") {
    CHECK(sms::repaired("caf\xc3\xa9") == "caf\xc3\xa9");
    CHECK(sms::repaired("a\xff"
                        "b") ==
          "a\xef\xbf\xbd"
          "b");
    CHECK(sms::repaired(std::string("a\0b", 3)) ==
          "a\xef\xbf\xbd"
          "b");
    CHECK(sms::is_utf8(sms::repaired("\xed\xa0\x80\xf0\x9f\x98")));
    CHECK(sms::is_utf8("\xf0\x9f\x98\x80"));
    CHECK_FALSE(sms::is_utf8("\xc0\x80"));
    CHECK(sms::utf16_units("a\xf0\x9f\x98\x80") == 3);
}

TEST_CASE("states and codes of Twilio") {
    struct {
        char const* status;
        int error;
        std::optional<delivery> state;
    } const table[] = {
        {"accepted", 0, delivery::queued},
        {"scheduled", 0, delivery::queued},
        {"queued", 0, delivery::queued},
        {"sending", 0, delivery::queued},
        {"sent", 0, delivery::sent},
        {"delivered", 0, delivery::delivered},
        {"read", 0, delivery::read},
        {"partially_delivered", 0, delivery::unknown},
        {"receiving", 0, std::nullopt},
        {"received", 0, std::nullopt},
        {"undelivered", 30003, delivery::failed_temp},
        {"undelivered", 30005, delivery::failed_perm},
        {"undelivered", 30008, delivery::failed_temp},
        {"failed", 30001, delivery::failed_temp},
        {"failed", 30007, delivery::failed_perm},
        {"failed", 21610, delivery::failed_perm},
        {"canceled", 0, delivery::failed_perm},
        {"something-new", 0, delivery::unknown},
    };
    for (auto const& row : table) {
        INFO(row.status << " " << row.error);
        CHECK((twilio::state_of(row.status, row.error) == row.state));
    }
    for (int const code : {20429, 30001, 21611, 30003, 30017, 30410, 63018})
        CHECK(twilio::fault_of(code) == twilio::fault::later);
    for (int const code :
         {21211, 21214, 21217, 21612, 21614, 30004, 30005, 30006, 21408, 21604, 21606, 21617, 30007, 63016, 0, 99999})
        CHECK(twilio::fault_of(code) == twilio::fault::never);
    CHECK(twilio::fault_of(21610) == twilio::fault::opted_out);
    CHECK(twilio::fault_of(30008) == twilio::fault::once_more);
    CHECK(twilio::fault_of(20003) == twilio::fault::account);
}
