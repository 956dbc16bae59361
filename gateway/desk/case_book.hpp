// SPDX-License-Identifier: Apache-2.0
// What the Desk needs and may not hold itself: the keys that open a case, and the road into the journal. The app
// implements both. Every call is made on a thread of the pool, never on the net thread, and may block for up to 10 s.
#pragma once

#include "gateway/domain/conversation.hpp"
#include "gateway/domain/result.hpp"
#include "storage/store.hpp"

#include <string>
#include <vector>

namespace earshot::desk {

// A case, opened. Redacted by construction: nothing else is sealed into a case.
struct opened_case {
    std::string record_json;  // of config/record.schema.json; empty when the report is sealed
    std::string triage_json;  // {version, score, level, overrides, reasons, incomplete}; empty when it is sealed
    std::string consent_json; // what the person allowed, as it stands now (the record's member `consent`)
    std::string sealed_report;  // JWE to the helpline's keys with record, triage and messages; empty while in progress
};

// A file that came with a message, under our name for it.
struct thread_file {
    int number{};
    std::string name;   // "picture 1"
    std::string media;  // "image/jpeg"
};

// A file as it may be shown: clean bytes, or a JWE to the helpline's keys that holds them.
struct opened_file {
    std::string media;
    std::string bytes;
    bool sealed{};  // `bytes` is the JWE; `media` is inside
};

struct thread_item {
    message_seq seq{};
    std::string author;  // reporter | gateway | operator | note | system
    std::string text;
    std::string text_id;  // of the flow, when the gateway wrote it
    std::vector<choice> choices;
    bool several{};
    std::vector<covered> covers;
    std::string note;   // "a picture was refused"
    std::string aside;  // redacted quoted text or signature
    std::vector<thread_file> files;
    instant at{};
    delivery state{};
    operator_id by{};
    std::string sealed;   // JWE to the helpline's keys with everything that is said here
    bool in_report{};     // what it says is in the case's sealed report
    bool readable{true};  // false: its key is gone or it does not open; the rest stands without it
};

// Where the conversation behind a case is, as far as an operator must know to act rightly.
struct conversation_state {
    enum phase phase { phase::done };
    std::string question;  // that waits, in phase asking
    medium how{medium::sms};
    std::string locale;
    bool contact_agreed{};  // there is still somewhere to write to after the end
    bool code_given{};
    std::vector<std::string> questions;  // ids of the flow's questions that may be asked again
    // Operators' words lie back until the person has answered whether it is a good time (text C1).
    bool waiting_words{};
    // The person answered C1 with no: the flow drops whatever an operator writes.
    bool contact_refused{};
    bool muted{};  // they sent STOP before this conversation, and have not asked for us again
};

class case_book {
public:
    virtual ~case_book() = default;
    // errc::not_found: the key was destroyed (erased, withdrawn, out of retention); errc::unauthentic: it does not
    // open.
    virtual result<opened_case> open(storage::case_row const& which) = 0;
    virtual result<conversation_state> state(storage::case_row const& which) = 0;
    // Oldest first, after `after`, at most `limit`.
    virtual result<std::vector<thread_item>> thread(storage::case_row const& which, message_seq after,
                                                    std::size_t limit) = 0;
    // errc::not_found: there is none of that number, or it was destroyed.
    virtual result<opened_file> file(storage::case_row const& which, int number) = 0;
    // A note of the helpline's own, sealed like a message and never sent to anybody. It takes its place in the thread
    // when the journal is worked in: 0 is returned for "to come".
    virtual result<message_seq> add_note(storage::case_row const& which, operator_id by, std::string text,
                                         instant at) = 0;
};

// An operator's act, journalled like a message: it is worked in by the pipeline, in order, once. The same dedupe key
// again changes nothing. errc::busy: not taken, try again.
struct act_receipt {
    bool repeated{};
};

class desk_actions {
public:
    virtual ~desk_actions() = default;
    // Words to the reporter, as typed.
    virtual result<act_receipt> write(conversation_id about, operator_id by, std::string text, std::string dedupe) = 0;
    // A question of the flow, by its id.
    virtual result<act_receipt> ask(conversation_id about, operator_id by, std::string question,
                                    std::string dedupe) = 0;
    // Something that redaction missed: covered from now on, wherever it stands in the case.
    virtual result<act_receipt> mask(conversation_id about, operator_id by, std::string text, std::string dedupe) = 0;
    virtual result<act_receipt> hand_back(conversation_id about, operator_id by, std::string dedupe) = 0;
    // Tells the person that their address was opened, and why (`reason` of the request), if they may be written to.
    virtual result<act_receipt> tell_opened(conversation_id about, operator_id by, std::string reason,
                                            std::string dedupe) = 0;
    // The reporter asked for everything to be wiped (or the law did).
    virtual result<act_receipt> erase(conversation_id about, operator_id by, std::string dedupe) = 0;
    // Whoever wrote it gets no answers until then; nothing: gets them again. Nobody learns who it is. errc::not_found:
    // nothing is remembered of them any more.
    virtual result<void> silence(conversation_id about, std::optional<instant> until) = 0;
};

}  // namespace earshot::desk
