// SPDX-License-Identifier: Apache-2.0
// The structured document that leaves for the helpline (config/record.schema.json), and its triage. Pure.
#pragma once

#include "gateway/domain/conversation.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::record {

enum class level : std::uint8_t { standard, medium, high, immediate };
char const* name(level l) noexcept;
std::optional<level> level_named(std::string_view text) noexcept;

// Triage of version `triage_version`: a score that can be explained, and overrides that outrank it. It orders the
// queue; a person decides.
struct assessment {
    int score{};
    enum level level { level::standard };
    std::vector<std::string> overrides;  // codes: in_danger suicide child_at_risk threat_to_kill weapon_or_fire_near
    std::vector<std::string> reasons;    // plain words, one each: "Weapon: 5"
    bool incomplete{};                   // an answer that counts is missing: never auto-closed
};

inline constexpr std::string_view schema_version = "1.0.0";
inline constexpr std::string_view triage_version = "1.0.0";

assessment assess(conversation const& c);

// Facts the conversation itself does not hold.
struct context {
    std::string record_id;  // UUIDv7
    std::string ref_hash;   // keyed hash of record_id, hex; empty before the code was given. Nothing of the code
    std::string channel;    // sms | web | email: the kind, not the configured name
    std::chrono::seconds rounding{};  // times of consents are cut to this
    instant received_at{};  // already as coarse as configured
    instant updated_at{};
    std::string completeness;    // complete | partial | abandoned
    std::string contact_handle;  // opaque, only with a contact consent
    std::string contact_method;  // text | email | web
    std::string source_mac_key;  // for provenance.source_hash
};

// JSON, UTF-8, valid against the schema.
std::string make(conversation const& c, assessment const& triage, context const& about);

// The record's member `consent` alone, as the answers stand: all that is left to read of it when the record was sealed.
std::string consent_json(conversation const& c, std::chrono::seconds rounding);

// What the server itself may know of a case, for the queue and for statistics; nothing that is a person's words.
struct summary {
    std::string kind;                  // incident | tension | update
    std::vector<std::string> strands;  // coded
    std::vector<std::string> acts;
    std::string area;  // outward postcode or empty
    std::string role;  // victim | witness | third_party | professional | unknown
    std::string language;
    bool may_contact{};  // the helpline may write
};
summary summarise(conversation const& c);

}  // namespace earshot::record
