// SPDX-License-Identifier: Apache-2.0
// The fields of Twilio's two webhooks, and the form in which a message waits in the journal. Pure.
#pragma once

#include "adapters/sms/twilio/signature.hpp"
#include "gateway/domain/message.hpp"
#include "gateway/domain/result.hpp"

#include <string>
#include <string_view>

namespace earshot::twilio {

// What we keep of an incoming message. City, state and postcode of the number are dropped here: nobody needs them.
struct incoming {
    std::string sid;  // MessageSid, or its older names
    std::string account;
    std::string from;     // as written, "whatsapp:" and all
    std::string text;     // Body, or the text of a button; repaired UTF-8
    std::string opt_out;  // STOP, START, HELP with Advanced Opt-Out, else empty
    std::string name;     // profile name of a chat app, for redaction
    unsigned files{};     // NumMedia
    bool place{};         // a location was sent (and is not kept)
};

// nullopt: `missing` names the field that must be there.
std::optional<incoming> read_incoming(fields const& form, std::string& missing);

// Text for the journal and back. Versioned by its member names: unknown ones are ignored.
std::string stored(incoming const& message, bool replyable);
result<reading> read_stored(std::string_view content);

// A status callback. nullopt as above.
struct status_report {
    std::string sid;
    std::string account;
    std::string status;
    int error{};
};
std::optional<status_report> read_status(fields const& form, std::string& missing);

// A flat JSON object of texts, numbers and truth values as fields; nullopt for anything else.
std::optional<fields> fields_of_json(std::string_view body);

}  // namespace earshot::twilio
