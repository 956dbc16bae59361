// SPDX-License-Identifier: Apache-2.0
// What lies sealed in the store: the shape of each blob, under which key, and its place (the associated data that ties
// it to its row). Everybody who seals or opens goes through here, so that both ends agree.
#pragma once

#include "gateway/domain/conversation.hpp"
#include "gateway/domain/file.hpp"
#include "gateway/domain/message.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/seal/helpline.hpp"
#include "gateway/seal/keyring.hpp"
#include "gateway/seal/seal.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::sealed {

// The places of sealed blobs: associated data of each.
namespace place {
std::string journal(dedupe_tag dedupe);
std::string parcel(alias who, message_seq seq);
}  // namespace place

// ---- journal: under keyring.journal, tied to the dedupe tag ----

blob close_journal_body(seal::keyring const& keys, dedupe_tag dedupe, std::string_view plain, random_fn const& random);
result<body> open_journal_body(seal::keyring const& keys, dedupe_tag dedupe, blob const& sealed);

// An operator's act on its way through the journal.
struct desk_act {
    enum class kind : std::uint8_t { write, ask, hand_back, erase, note, mask, address_opened, end };
    kind what{kind::write};
    operator_id by{};
    std::string text;  // write, note: the words; ask: the question's id; mask: what redaction missed;
                       // address_opened: why; end: the conversation's version when its time was found to be over
};
std::string to_json(desk_act const& act);
result<desk_act> desk_act_from_json(std::string_view json);

// A provider's delivery report on its way through the journal.
struct delivery_note {
    provider_tag what{};
    delivery state{};
    bool opted_out{};
};
std::string to_json(delivery_note const& note);
result<delivery_note> delivery_note_from_json(std::string_view json);

// ---- conversation: under its own key ----

struct conversation_key {
    static seal::key make(random_fn const& random);
    static blob wrap(seal::keyring const& keys, alias who, seal::key const& inner, random_fn const& random);
    // Under the master key in use, not the one before.
    static bool is_current(seal::keyring const& keys, blob const& wrapped);
    static result<seal::key> unwrap(seal::keyring const& keys, alias who, blob const& wrapped);
};

// The conversation itself with what redaction knows of it.
struct kept_state {
    std::string conversation_json;
    std::string knowledge_json;
};
blob close_state(seal::key const& k, alias who, kept_state const& state, random_fn const& random);
result<kept_state> open_state(seal::key const& k, alias who, blob const& sealed);

// A file that came with a message. Its name is ours: the sender's own may say who they are.
struct kept_file {
    int number{};       // in the conversation, from 1
    std::string name;   // "picture 1"
    file_media media{};
};

// One message of the thread, as the Desk shows it.
struct thread_text {
    std::string text;                 // redacted, or the gateway's or an operator's words; without the reporter's code
    std::string for_reporter;         // the same with the code, for their own page only; empty: as `text`
    std::string text_id;              // of the flow, when the gateway wrote it
    std::vector<choice> choices;
    bool several{};
    std::vector<covered> covers;
    std::string note;                 // "a picture was refused", "quoted text left out"
    std::string aside;                // redacted quoted text or signature
    instant at{};                     // to the millisecond, which the row's own time is not; 0: not known
    std::vector<kept_file> files;
};
blob close_text(seal::key const& k, alias who, message_seq seq, thread_text const& text, random_fn const& random);
result<thread_text> open_text(seal::key const& k, alias who, message_seq seq, blob const& sealed);

// The file itself, base64 in padded JSON: {"v":1,"number":...,"media":"image/jpeg","data":"..."}.
struct file_content {
    int number{};
    file_media media{};
    std::string bytes;
};
blob close_file(seal::key const& k, alias who, file_content const& file, random_fn const& random);
result<file_content> open_file(seal::key const& k, alias who, int number, blob const& sealed);

blob close_record(seal::key const& k, case_id id, std::string_view json, random_fn const& random);
result<std::string> open_record(seal::key const& k, case_id id, blob const& sealed);
blob close_triage(seal::key const& k, case_id id, std::string_view json, random_fn const& random);
result<std::string> open_triage(seal::key const& k, case_id id, blob const& sealed);

// ---- for the helpline only: a JWE to its public keys, padded JSON; see seal/helpline.hpp ----

struct placed_text {
    message_seq seq{};
    std::string author;
    instant at{};
    thread_text text;
};
// {"v":1,"case":...,"record":{...},"triage":{...},"messages":[{"seq","author","at","text",...}]}, place "report:<case>".
result<blob> close_report(seal::helpline const& to, case_id id, std::string_view record_json, std::string_view triage_json,
                          std::vector<placed_text> const& thread);
// One later message: {"v":1,"case":...,"seq":...,"text":...}, place "message:<case>:<seq>".
result<blob> close_message(seal::helpline const& to, case_id id, placed_text const& message);

// A file, as close_file() above writes it; place "file:<case>:<number>".
result<blob> close_file(seal::helpline const& to, case_id id, file_content const& file);

// What the reporter's own page must still show, under the conversation's key.
blob close_copy(seal::key const& k, alias who, message_seq seq, thread_text const& text, random_fn const& random);
result<thread_text> open_copy(seal::key const& k, alias who, message_seq seq, blob const& sealed);

// ---- outbox: under keyring.outbox, because it must outlive an erased conversation ----

struct parcel {
    std::string text;
    std::vector<choice> choices;
    bool several{};
    std::string reply_token;
    std::string return_token;
    std::string text_id{};  // of the flow, when the gateway wrote it
};
blob close_parcel(seal::keyring const& keys, alias who, message_seq seq, parcel const& p, random_fn const& random);
result<parcel> open_parcel(seal::keyring const& keys, alias who, message_seq seq, blob const& sealed);

}  // namespace earshot::sealed
