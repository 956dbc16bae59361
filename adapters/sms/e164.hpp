// SPDX-License-Identifier: Apache-2.0
// Phone numbers in one canonical form (ITU-T E.164), so that one person is one sender whatever the provider writes.
// Shape only, never validity: the numbers of drama ranges and of new ranges must work.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace earshot::sms {

struct party {
    enum class kind : std::uint8_t {
        phone,       // "+" and 8 to 15 digits: can be answered
        short_code,  // 3 to 8 digits: kept as written, cannot be answered
        name,        // alphanumeric sender: kept as written, cannot be answered
        invalid,     // none of these: kept as written, cannot be answered
    };
    kind what{kind::invalid};
    std::string text;

    bool replyable() const noexcept { return what == kind::phone; }
};

// `calling_code`: of numbers written without their country. A channel prefix ("whatsapp:") must be gone already, see
// split_prefix.
party normalise(std::string_view raw, std::string_view calling_code = "44");

// "whatsapp:+447700900123" -> prefix "whatsapp:", rest "+447700900123". No prefix: empty.
struct prefixed {
    std::string_view prefix;
    std::string_view rest;
};
prefixed split_prefix(std::string_view raw) noexcept;

}  // namespace earshot::sms
