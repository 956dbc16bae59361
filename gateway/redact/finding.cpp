// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/finding.hpp"

#include <array>

namespace earshot::redact {
namespace {

struct names_of_kind {
    kind what;
    std::string_view label, covered, span;
};

constexpr std::array table = std::to_array<names_of_kind>({
    {kind::card, "CARD", "card", "CREDIT_CARD"},
    {kind::iban, "IBAN", "iban", "IBAN_CODE"},
    {kind::bank, "BANK", "bank", "UK_BANK_ACCOUNT"},
    {kind::nino, "NI-NUMBER", "id", "UK_NINO"},
    {kind::nhs, "NHS-NUMBER", "id", "UK_NHS"},
    {kind::social, "SOCIAL-NUMBER", "id", "US_SSN"},
    {kind::driving, "DRIVING-LICENCE", "id", "UK_DRIVING_LICENCE"},
    {kind::passport, "PASSPORT", "id", "PASSPORT"},
    {kind::immigration, "IMMIGRATION-REF", "id", "IMMIGRATION_ID"},
    {kind::tax, "TAX-REF", "id", "UK_UTR"},
    {kind::secret, "SECRET", "id", "SECRET"},
    {kind::email, "EMAIL", "email", "EMAIL_ADDRESS"},
    {kind::phone, "PHONE", "phone", "PHONE_NUMBER"},
    {kind::url, "LINK", "url", "URL"},
    {kind::handle, "HANDLE", "handle", "HANDLE"},
    {kind::device, "DEVICE", "id", "DEVICE_ID"},
    {kind::ip, "IP", "ip", "IP_ADDRESS"},
    {kind::mac, "MAC", "ip", "MAC_ADDRESS"},
    {kind::imei, "IMEI", "id", "IMEI"},
    {kind::case_ref, "CRIME-REF", "id", "CRIME_REF"},
    {kind::id, "ID", "id", "ID"},
    {kind::number, "NUMBER", "id", "NUMBER"},
    {kind::coordinates, "LOCATION", "address", "COORDINATES"},
    {kind::words3, "LOCATION", "address", "WHAT3WORDS"},
    {kind::address, "ADDRESS", "address", "STREET_ADDRESS"},
    {kind::postcode, "POSTCODE", "postcode", "ZIP_CODE"},
    {kind::dob, "DOB", "dob", "DATE_OF_BIRTH"},
    {kind::person, "PERSON", "person", "PERSON"},
    {kind::vehicle, "VEHICLE", "vehicle", "VEHICLE"},
    {kind::school, "SCHOOL", "place", "SCHOOL"},
    {kind::employer, "EMPLOYER", "place", "EMPLOYER"},
    {kind::worship, "WORSHIP", "place", "WORSHIP"},
    {kind::age, "AGE", "age", "AGE"},
    {kind::date, "DATE", "date", "DATE_TIME"},
});

constexpr std::array role_names =
    std::to_array<std::string_view>({"unknown", "reporter", "linked", "perpetrator", "witness", "official", "place"});

constexpr bool table_is_in_order() {
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (static_cast<std::size_t>(table[i].what) != i) return false;
    }
    return true;
}
static_assert(table_is_in_order());

names_of_kind const& row(kind what) noexcept {
    return table[static_cast<std::size_t>(what)];
}

}  // namespace

std::string_view label(kind what) noexcept {
    return row(what).label;
}
std::string_view covered_name(kind what) noexcept {
    return row(what).covered;
}
std::string_view span_name(kind what) noexcept {
    return row(what).span;
}
std::string_view name(role who) noexcept {
    return role_names[static_cast<std::size_t>(who)];
}

role role_named(std::string_view text) noexcept {
    for (std::size_t i = 0; i < role_names.size(); ++i) {
        if (role_names[i] == text) return static_cast<role>(i);
    }
    return role::unknown;
}

}  // namespace earshot::redact
