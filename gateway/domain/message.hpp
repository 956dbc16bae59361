// SPDX-License-Identifier: Apache-2.0
// What comes in, what goes out, and how far it got.
#pragma once

#include "gateway/domain/clock.hpp"
#include "gateway/domain/file.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/private_text.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace earshot {

// Evidence that the sender is who the channel says. It has no default constructor: an unverified message cannot be
// built. One factory for each kind of check, called by the code that did the check.
class proof {
public:
    enum class kind : std::uint8_t { signature, local_peer, session_token, operator_session, own_timer };
    static proof of_signature() { return proof(kind::signature); }
    static proof of_local_peer() { return proof(kind::local_peer); }
    static proof of_session_token() { return proof(kind::session_token); }
    static proof of_operator_session() { return proof(kind::operator_session); }
    kind what() const noexcept { return kind_; }

private:
    explicit proof(kind k) : kind_(k) {}
    kind kind_;
};

// One message as an adapter hands it over: verified, bounded, not yet understood.
struct inbound {
    std::string channel;     // name in the configuration
    std::string dedupe_key;  // the provider's id, unique in the channel; a repeat changes nothing
    address sender;          // canonical form: equal for one person, for the keyed lookup tag
    address reply_to;        // what send() needs to answer, in the adapter's own form
    body content;            // what read() needs to understand it, in the adapter's own form
    std::string route;       // reply token the message was sent to, or empty
    instant received{};
    proof checked;
};

// What `read()` makes of a stored inbound, later and off the network thread.
struct reading {
    enum class signal : std::uint8_t { none, stop, start, help };
    enum class nature : std::uint8_t {
        personal,   // a person wrote it: it may be answered
        automatic,  // vacation, list, loop: kept in the thread, never answered, never steps the flow
        bounce,     // our own message came back
    };
    std::string text;                  // UTF-8, the person's own words; wiped by the pipeline after use
    std::string aside;                 // quoted history or signature, kept apart, never part of an answer
    std::vector<std::string> names;    // names known from the envelope (display name), for redaction
    signal word{signal::none};         // an opt-out word that the provider recognised
    nature what{nature::personal};
    bool may_answer{true};             // false: take it, say nothing (unauthenticated mail, for one)
    unsigned files_refused{};          // attachments of a channel that takes none
    std::vector<raw_file> files;       // attachments, to be stripped before anything of them is kept
    std::vector<file_refusal> files_not_taken;  // attachments over the channel's limits, each with why
    std::optional<address> reply_to;   // a better reply address than the one known at the door
    std::string note;                  // for the operator: "hidden text dropped", "could not be read" ...
};

// A button, or a numbered line, or a slot, as the channel likes.
struct choice {
    std::string send;   // what to send back to choose it, such as "2"
    std::string label;  // what the person reads
    bool operator==(choice const&) const = default;
};

// One message to a reporter, as the adapter gets it at the last hop.
struct outbound {
    outbox_id id{};             // stable over retries: the idempotency key
    std::string channel;
    address to;
    std::string text;           // complete wording for this channel's medium
    std::string text_id;        // which text of the flow it is, "NOCODE"; empty: an operator's, or not known
    std::vector<choice> choices;
    bool several{};             // more than one choice may be sent
    bool automatic{true};       // false: a person wrote it
    message_seq seq{};          // place in the conversation
    std::string reply_token;    // where an answer may be sent (mail), else empty
    std::string return_token;   // where a bounce goes (mail), else empty
    int attempt{1};
};

// Delivery states, ranked: a state is never replaced by one of lower rank, a terminal one never at all
// (messaging-providers sheet, section 1).
enum class delivery : std::uint8_t { queued, sent, delivered, read, failed_temp, failed_perm, unknown };

int rank(delivery d) noexcept;
bool terminal(delivery d) noexcept;
char const* name(delivery d) noexcept;
std::optional<delivery> delivery_named(std::string_view text) noexcept;
// The state after a report: the new one if it outranks the old, else the old.
delivery advance(delivery now, delivery reported) noexcept;

struct send_outcome {
    enum class verdict : std::uint8_t {
        sent,       // the other side has it
        retry,      // not taken; sure that nothing was sent
        in_doubt,   // it may have been taken: the answer was lost
        failed,     // will never be taken
        opted_out,  // the person's own wish, as the provider tells it
        gone,       // the person left (a chat that is closed): keep it for their return
    };
    verdict what{verdict::sent};
    delivery state{delivery::sent};
    std::string provider_ref;                        // their id, for status reports; kept only as a keyed hash
    std::optional<std::chrono::seconds> retry_after;
    std::string reason;                              // a code fit for logs: "twilio 20429", "smtp 4xx"; no person's data
};

// A provider's word on something we sent.
struct delivery_report {
    std::string channel;
    std::string provider_ref;
    delivery state{};
    bool opted_out{};
    std::string reason;
};

}  // namespace earshot
