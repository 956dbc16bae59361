// SPDX-License-Identifier: Apache-2.0
#include "gateway/pipeline/case_filing.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace earshot {
namespace {

namespace json = boost::json;

std::string joined(std::vector<std::string> const& parts) {
    std::string out;
    for (auto const& p : parts) {
        if (!out.empty()) out += ',';
        out += p;
    }
    return out;
}

std::string with_alerts(std::string standing, std::vector<std::string> const& more) {
    for (auto const& kind : more) {
        if (("," + standing + ",").find("," + kind + ",") != std::string::npos) continue;
        if (!standing.empty()) standing += ',';
        standing += kind;
    }
    return standing;
}

std::string reference(seal::keyring const& keys, std::string const& record_id) {
    return opaque_id<struct reference_tag>{seal::tag(keys.records, {"reference", record_id})}.str();
}

// RFC 9562, section 5.7: 48 bits of Unix milliseconds, then random. Internal only: it never leaves with the record's
// reader in a place where time matters, so the time in it is the rounded one.
std::string uuid_v7(instant at, random_fn const& random) {
    std::array<std::uint8_t, 16> b{};
    random(b);
    auto ms = static_cast<std::uint64_t>(at.time_since_epoch().count());
    for (std::size_t i = 6; i-- > 0; ms >>= 8) b[i] = static_cast<std::uint8_t>(ms & 0xff);
    b[6] = static_cast<std::uint8_t>((b[6] & 0x0f) | 0x70);
    b[8] = static_cast<std::uint8_t>((b[8] & 0x3f) | 0x80);
    auto const digits = opaque_id<struct uuid_tag>{b}.str();
    return digits.substr(0, 8) + "-" + digits.substr(8, 4) + "-" + digits.substr(12, 4) + "-" + digits.substr(16, 4) +
           "-" + digits.substr(20);
}

char const* channel_kind(medium m) noexcept {
    switch (m) {
        case medium::sms: return "sms";
        case medium::chat: return "web";
        case medium::mail: return "email";
    }
    return "web";
}

char const* contact_method(medium m) noexcept {
    switch (m) {
        case medium::sms: return "text";
        case medium::chat: return "web";
        case medium::mail: return "email";
    }
    return "web";
}

}  // namespace

namespace {

// Somebody who wrote again waits again: a closed case that gets news goes back to the queue.
void wait_again(storage::case_row& row) {
    if (row.status != "closed") return;
    row.status = "waiting";
    row.outcome.clear();
    row.claimed_by = {};
    row.lease_until.reset();
}

}  // namespace

std::chrono::seconds review_target(record::level l) noexcept {
    using namespace std::chrono_literals;
    switch (l) {
        case record::level::immediate: return 2min;
        case record::level::high: return 30min;
        case record::level::medium: return 4h;
        case record::level::standard: return 48h;
    }
    return 48h;
}

// Rounded up, as far as the time that the level leaves bears it: the queue shows it without opening the case.
instant case_filing::target_of(record::level l, instant at) const {
    auto const step = std::min<std::chrono::milliseconds>(rounding_, review_target(l) / 2).count();
    auto const exact = (at + review_target(l)).time_since_epoch().count();
    return step <= 0 ? at + review_target(l) : instant(std::chrono::milliseconds((exact + step - 1) / step * step));
}

// The record has left and stays as it is: the case shows that there is more, and whether it is worse.
void case_filing::add_to(
    open_conversation const& c,
    storage::step_commit& into,
    storage::case_row row,
    std::vector<std::string> const& alerts,
    instant rounded,
    instant at
) const {
    auto const had = record::level_named(row.level).value_or(record::level::standard);
    auto const level = std::max(had, record::assess(c.state).level);
    row.level = record::name(level);
    row.alerts = with_alerts(row.alerts, alerts);
    row.may_contact = record::summarise(c.state).may_contact;
    row.unread = true;
    row.updated = rounded;
    auto const target = target_of(level, at);
    row.target = row.target ? std::min(*row.target, target) : target;
    wait_again(row);
    into.events.push_back("case.updated");
    into.event_case = row.id;
    into.opened_case = std::move(row);
}

void case_filing::file(
    open_conversation& c,
    storage::step_commit& into,
    std::optional<storage::case_row> const& before,
    std::string const& completeness,
    std::vector<std::string> const& alerts,
    instant at
) const {
    auto const rounded = [this](instant t) { return coarse(t, rounding_); };

    if (c.sealed()) {
        if (before) add_to(c, into, *before, alerts, rounded(at), at);
        return;
    }
    auto const triage = record::assess(c.state);
    auto const facts = record::summarise(c.state);

    storage::case_row row;
    if (before) {
        row = *before;
    } else {
        random_(row.id.value);
        row.status = "waiting";
        row.opened = rounded(at);
    }
    row.conversation = c.row.id;
    // The machine never lowers a level, and what a person set stands until the answers themselves get worse.
    auto const had = before ? record::level_named(before->level) : std::nullopt;
    bool const worse = !before || triage.score > before->score || !alerts.empty();
    auto const level = !had ? triage.level : worse ? std::max(*had, triage.level) : *had;
    row.level = record::name(level);
    row.score = triage.score;
    row.kind = facts.kind;
    row.channel_kind = channel_kind(c.state.how);
    row.language = facts.language;
    row.area = facts.area;
    row.strands = joined(facts.strands);
    row.completeness = completeness;
    row.alerts = with_alerts(before ? before->alerts : std::string(), alerts);
    row.may_contact = facts.may_contact;
    row.unread = true;
    row.updated = rounded(at);
    row.target = target_of(level, at);
    if (before && before->target && *before->target < *row.target) row.target = before->target;
    wait_again(row);

    auto& record_id = c.state.memo["record_id"];
    if (record_id.empty()) record_id = uuid_v7(rounded(at), random_);

    record::context about;
    about.record_id = record_id;
    // Not of the code: nothing that is passed on may serve to try codes.
    if (c.state.code_given) about.ref_hash = reference(keys_, record_id);
    about.channel = channel_kind(c.state.how);
    about.rounding = rounding_;
    about.received_at = rounded(c.state.opened);
    about.updated_at = rounded(at);
    about.completeness = completeness;
    if (c.state.contact_agreed) {
        about.contact_handle = row.id.str();
        about.contact_method = contact_method(c.state.how);
    }
    auto const mac_key = keys_.records.bytes();
    about.source_mac_key.assign(mac_key.begin(), mac_key.end());
    row.sealed_record = sealed::close_record(c.key, row.id, record::make(c.state, triage, about), random_);
    wipe(about.source_mac_key);

    json::array overrides(triage.overrides.begin(), triage.overrides.end());
    json::array reasons(triage.reasons.begin(), triage.reasons.end());
    json::object explained{{"version", record::triage_version}, {"score", triage.score},
                           {"level", record::name(triage.level)}, {"overrides", std::move(overrides)},
                           {"reasons", std::move(reasons)},       {"incomplete", triage.incomplete}};
    row.sealed_triage = sealed::close_triage(c.key, row.id, json::serialize(explained), random_);

    c.row.filed_as = row.id;
    c.state.has_case = true;
    into.events.push_back(before ? "case.updated" : "case.opened");
    into.event_case = row.id;
    into.opened_case = std::move(row);
}

}  // namespace earshot
