// SPDX-License-Identifier: Apache-2.0
#include "gateway/log/metrics.hpp"

#include "tests/support/catch.hpp"

using namespace earshot;
using namespace std::chrono_literals;

namespace {

bool holds(std::string const& text, std::string const& line) {
    return text.find(line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("counters start at zero so that their absence is an alarm") {
    metrics::board const b({"sms", "chat"});
    auto const text = b.text();
    CHECK(holds(text, "earshot_accepted_total{channel=\"sms\",result=\"fresh\"} 0"));
    CHECK(holds(text, "earshot_refused_total{channel=\"chat\",reason=\"signature\"} 0"));
    CHECK(holds(text, "earshot_cases_waiting{level=\"immediate\"} 0"));
}

TEST_CASE("everything that is told is shown") {
    metrics::board b({"sms"});
    b.accepted("sms", metrics::taken::fresh, 700us);
    b.accepted("sms", metrics::taken::repeated, 700us);
    b.refused("sms", metrics::refusal_named("content_type"));
    b.refused("sms", metrics::refusal_named("made up"));
    b.stepped(3ms);
    b.did(effect(file_record{}));
    b.did(effect(begin_again{}));
    b.sent("sms", send_outcome::verdict::in_doubt, 2s);
    b.reported(delivery::failed_temp);
    b.outbox_pending(4);
    b.outbox_dead(1);
    b.cases_waiting(metrics::case_level::high, 2);
    b.journal_depth(9);
    b.held(1);
    b.event_streams(3);
    b.stored(9, 5);
    b.store_busy(true);
    b.codes_hardened(true);
    auto const text = b.text();
    for (auto const* line : {
             "earshot_accepted_total{channel=\"sms\",result=\"fresh\"} 1",
             "earshot_accepted_total{channel=\"sms\",result=\"repeated\"} 1",
             "earshot_refused_total{channel=\"sms\",reason=\"content_type\"} 1",
             "earshot_refused_total{channel=\"sms\",reason=\"other\"} 1",
             "earshot_accept_seconds_count 2",
             "earshot_step_seconds_count 1",
             "earshot_effects_total{kind=\"file_record\"} 1",
             "earshot_effects_total{kind=\"begin_again\"} 1",
             "earshot_sent_total{channel=\"sms\",verdict=\"in_doubt\"} 1",
             "earshot_delivery_reports_total{state=\"failed_temp\"} 1",
             "earshot_outbox_pending 4",
             "earshot_outbox_dead 1",
             "earshot_cases_waiting{level=\"high\"} 2",
             "earshot_journal_depth 9",
             "earshot_held 1",
             "earshot_event_streams 3",
             "earshot_store_accepted 9",
             "earshot_store_worked 5",
             "earshot_store_busy 1", "earshot_codes_hardened 1",
         }) {
        INFO(line);
        CHECK(holds(text, line));
    }
}

TEST_CASE("a label that is not configured is folded into other") {
    metrics::board b({"sms"});
    b.refused("+447700900123", metrics::refusal::signature);
    auto const text = b.text();
    CHECK(text.find("447700900123") == std::string::npos);
    CHECK(holds(text, "earshot_refused_total{channel=\"other\",reason=\"signature\"} 1"));
}
