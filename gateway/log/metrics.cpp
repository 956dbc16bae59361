// SPDX-License-Identifier: Apache-2.0
#include "gateway/log/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <map>

namespace earshot::metrics {
namespace {

using prometheus::Counter;
using prometheus::Gauge;
using prometheus::Histogram;

constexpr std::array taken_names{"fresh", "repeated", "busy", "broken"};
constexpr std::array refusal_names{"signature", "malformed", "too_large",     "content_type",
                                   "peer",      "rate",      "unknown_route", "other"};
constexpr std::array verdict_names{"sent", "retry", "in_doubt", "failed", "opted_out", "gone"};
constexpr std::array code_names{"found", "unknown", "limited"};
constexpr std::array delivery_states{delivery::queued,      delivery::sent,        delivery::delivered, delivery::read,
                                     delivery::failed_temp, delivery::failed_perm, delivery::unknown};
constexpr std::array level_names{"standard", "medium", "high", "immediate"};
constexpr std::array effect_names{"say",         "file_record",    "raise_alert",       "remember_code",
                                  "follow_code", "forget_address", "forget_everything", "mute",
                                  "unmute",      "begin_again"};
static_assert(effect_names.size() == std::variant_size_v<effect>, "a new effect needs a name here");

// Seconds: from one fsync to a provider's time-out.
Histogram::BucketBoundaries const& seconds() {
    static Histogram::BucketBoundaries const bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                    0.1,    0.25,  0.5,    1,     2.5,  5,     10};
    return bounds;
}

double in_seconds(std::chrono::microseconds d) {
    return std::chrono::duration<double>(d).count();
}

struct of_channel {
    std::array<Counter*, taken_names.size()> accepted{};
    std::array<Counter*, refusal_names.size()> refused{};
    std::array<Counter*, verdict_names.size()> sent{};
};

}  // namespace

char const* name(refusal r) noexcept {
    return refusal_names[static_cast<std::size_t>(r)];
}

refusal refusal_named(std::string_view text) noexcept {
    for (std::size_t i = 0; i < refusal_names.size(); ++i)
        if (text == refusal_names[i]) return static_cast<refusal>(i);
    return refusal::other;
}

struct board::parts {
    prometheus::Registry registry;
    std::map<std::string, of_channel, std::less<>> channels;
    Histogram* accept_seconds{};
    Histogram* send_seconds{};
    Histogram* step_seconds{};
    std::array<Counter*, effect_names.size()> effects{};
    std::array<Counter*, delivery_states.size()> reports{};
    std::array<Counter*, code_names.size()> tries{};
    std::array<Gauge*, level_names.size()> waiting{};
    Gauge *pending{}, *dead{}, *journal{}, *held{}, *streams{}, *busy{}, *codes_hard{}, *stored{}, *worked{}, *glass_waiting{},
        *glass_unreviewed{}, *glass_opened{};

    Gauge* gauge(std::string const& name, std::string const& help) {
        return &prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
    }
    Histogram* histogram(std::string const& name, std::string const& help) {
        return &prometheus::BuildHistogram().Name(name).Help(help).Register(registry).Add({}, seconds());
    }
    prometheus::Family<Counter>& counters(std::string const& name, std::string const& help) {
        return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
    }

    of_channel& channel(std::string_view name) {
        auto found = channels.find(name);
        if (found == channels.end()) found = channels.find("other");
        return found->second;
    }
};

board::board(std::vector<std::string> const& channels) : parts_(std::make_unique<parts>()) {
    auto& p = *parts_;
    auto& accepted = p.counters("earshot_accepted_total", "Messages brought to the door, by outcome");
    auto& refused = p.counters("earshot_refused_total", "Requests a channel turned away, by reason");
    auto& sent = p.counters("earshot_sent_total", "Attempts to send to a reporter, by verdict");
    auto names = channels;
    names.emplace_back("other");
    for (auto const& channel : names) {
        auto& row = p.channels[channel];
        for (std::size_t i = 0; i < taken_names.size(); ++i)
            row.accepted[i] = &accepted.Add({{"channel", channel}, {"result", taken_names[i]}});
        for (std::size_t i = 0; i < refusal_names.size(); ++i)
            row.refused[i] = &refused.Add({{"channel", channel}, {"reason", refusal_names[i]}});
        for (std::size_t i = 0; i < verdict_names.size(); ++i)
            row.sent[i] = &sent.Add({{"channel", channel}, {"verdict", verdict_names[i]}});
    }
    p.accept_seconds = p.histogram("earshot_accept_seconds", "From the door to the disk");
    p.step_seconds = p.histogram("earshot_step_seconds", "One step of a conversation, with its transaction");
    p.send_seconds = p.histogram("earshot_send_seconds", "One attempt to send");
    auto& effects = p.counters("earshot_effects_total", "What the flow wanted done");
    for (std::size_t i = 0; i < effect_names.size(); ++i) p.effects[i] = &effects.Add({{"kind", effect_names[i]}});
    auto& reports = p.counters("earshot_delivery_reports_total", "Providers' words on what was sent");
    for (std::size_t i = 0; i < delivery_states.size(); ++i)
        p.reports[i] = &reports.Add({{"state", earshot::name(delivery_states[i])}});
    auto& tries = p.counters("earshot_codes_total", "Codes that people sent, by what became of them");
    for (std::size_t i = 0; i < code_names.size(); ++i) p.tries[i] = &tries.Add({{"result", code_names[i]}});
    auto& waiting = prometheus::BuildGauge()
                        .Name("earshot_cases_waiting")
                        .Help("Cases nobody has claimed, by level")
                        .Register(p.registry);
    for (std::size_t i = 0; i < level_names.size(); ++i) p.waiting[i] = &waiting.Add({{"level", level_names[i]}});
    p.pending = p.gauge("earshot_outbox_pending", "Items still to be sent");
    p.dead = p.gauge("earshot_outbox_dead", "Items given up: somebody must look");
    p.journal = p.gauge("earshot_journal_depth", "Messages accepted and not yet worked in");
    p.held = p.gauge("earshot_held", "Records kept back until a person looks");
    p.streams = p.gauge("earshot_event_streams", "Consoles that listen for events");
    p.busy = p.gauge("earshot_store_busy", "1 while the store takes nothing");
    p.codes_hard = p.gauge("earshot_codes_hardened", "1 when every code that was handed out lies under its slow hash");
    p.stored = p.gauge("earshot_store_accepted", "Messages accepted since the database was made");
    p.glass_waiting = p.gauge("earshot_break_glass_waiting", "Requests to open an address that wait");
    p.glass_unreviewed =
        p.gauge("earshot_break_glass_unreviewed", "Addresses opened that no third person has looked at");
    p.glass_opened = p.gauge("earshot_break_glass_opened", "Addresses opened, as far as remembered");
    p.worked = p.gauge("earshot_store_worked", "Of those: worked in");
}

board::~board() = default;

void board::accepted(std::string_view channel, taken how, std::chrono::microseconds until_durable) {
    parts_->channel(channel).accepted[static_cast<std::size_t>(how)]->Increment();
    parts_->accept_seconds->Observe(in_seconds(until_durable));
}
void board::refused(std::string_view channel, refusal why) {
    parts_->channel(channel).refused[static_cast<std::size_t>(why)]->Increment();
}
void board::stepped(std::chrono::microseconds took) {
    parts_->step_seconds->Observe(in_seconds(took));
}
void board::did(effect const& what) {
    parts_->effects[what.index()]->Increment();
}
void board::sent(std::string_view channel, send_outcome::verdict how, std::chrono::microseconds took) {
    parts_->channel(channel).sent[static_cast<std::size_t>(how)]->Increment();
    parts_->send_seconds->Observe(in_seconds(took));
}
void board::reported(delivery state) {
    parts_->reports[static_cast<std::size_t>(state)]->Increment();
}

void board::tried(code_try how) {
    parts_->tries[static_cast<std::size_t>(how)]->Increment();
}

void board::outbox_pending(std::size_t count) {
    parts_->pending->Set(static_cast<double>(count));
}
void board::outbox_dead(std::size_t count) {
    parts_->dead->Set(static_cast<double>(count));
}
void board::cases_waiting(case_level level, std::size_t count) {
    parts_->waiting[static_cast<std::size_t>(level)]->Set(static_cast<double>(count));
}
void board::journal_depth(std::size_t count) {
    parts_->journal->Set(static_cast<double>(count));
}
void board::held(std::size_t count) {
    parts_->held->Set(static_cast<double>(count));
}
void board::event_streams(std::size_t count) {
    parts_->streams->Set(static_cast<double>(count));
}
void board::break_glass(std::size_t waiting, std::size_t unreviewed, std::size_t opened) {
    parts_->glass_waiting->Set(static_cast<double>(waiting));
    parts_->glass_unreviewed->Set(static_cast<double>(unreviewed));
    parts_->glass_opened->Set(static_cast<double>(opened));
}
void board::stored(std::size_t accepted, std::size_t worked) {
    parts_->stored->Set(static_cast<double>(accepted));
    parts_->worked->Set(static_cast<double>(worked));
}
void board::codes_hardened(bool all) {
    parts_->codes_hard->Set(all ? 1 : 0);
}
void board::store_busy(bool yes) {
    parts_->busy->Set(yes ? 1 : 0);
}

std::string board::text() const {
    return prometheus::TextSerializer().Serialize(parts_->registry.Collect());
}

}  // namespace earshot::metrics
