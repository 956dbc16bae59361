// SPDX-License-Identifier: Apache-2.0
// What the scanners find, before it is decided who it belongs to and what happens to it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace earshot::redact {

// In the order of harm if it leaks: where two findings overlap, the earlier kind names the cover.
enum class kind : std::uint8_t {
    card,
    iban,
    bank,
    nino,
    nhs,
    social,
    driving,
    passport,
    immigration,
    tax,
    secret,
    email,
    phone,
    url,
    handle,
    device,
    ip,
    mac,
    imei,
    case_ref,
    id,
    number,
    coordinates,
    words3,
    address,
    postcode,
    dob,
    person,
    vehicle,
    school,
    employer,
    worship,
    age,
    date,
};

enum class role : std::uint8_t { unknown, reporter, linked, perpetrator, witness, official, place };

struct finding {
    std::uint32_t begin{};  // bytes of the shadow
    std::uint32_t end{};
    kind what{kind::id};
    role who{role::unknown};
    char const* rule = "";  // stable id; points to a literal
    float confidence{1.0F};
    bool model{};          // found by the name tagger, not by a rule
    bool keep{};           // stays visible, marked
    std::string detail;    // what the placeholder says besides its kind: "25-34", "son", "LS1"
    std::uint32_t core{};  // address: end of the house number, counted from `begin`; 0: none
    int number{};          // of the person, once it is known
};

// The placeholder's word: PHONE in [PHONE-1].
std::string_view label(kind what) noexcept;
// As in `covered::kind`.
std::string_view covered_name(kind what) noexcept;
// As in the annotated sets that redaction is scored on: PHONE_NUMBER.
std::string_view span_name(kind what) noexcept;
std::string_view name(role who) noexcept;
role role_named(std::string_view text) noexcept;

}  // namespace earshot::redact
