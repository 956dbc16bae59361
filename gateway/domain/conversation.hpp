// SPDX-License-Identifier: Apache-2.0
// The exchange with one alias: where it is in the flow and what it holds. Plain data; `flow::step` is the only thing
// that moves it. It holds no raw words: free text arrives here already redacted.
#pragma once

#include "gateway/domain/clock.hpp"
#include "gateway/domain/message.hpp"
#include "gateway/domain/redacted_text.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace earshot {

// How questions are worded and answered: numbered text, buttons, or one list with answer slots.
enum class medium : std::uint8_t { sms, chat, mail };

enum class phase : std::uint8_t {
    fresh,    // nothing asked yet
    asking,   // waits for an answer to `question`
    danger,   // EM or SUIC was sent: the flow waits, an alert is up
    human,    // an operator has taken over, or the person asked for one: the bot is quiet
    done,     // END was sent; more may be added
    stopped,  // STOP: nothing more is sent
    erased,   // DELETE, or nothing worth keeping
};

// Three different facts that an empty answer can mean (handbook, section 4).
enum class answered : std::uint8_t { given, skipped, not_sure, not_asked };

struct answer {
    answered how{answered::given};
    std::vector<std::string> codes;  // of the flow's option codes, such as "act.threat", in the order of the options
    redacted_text words;             // free text, or what could not be understood (kept, never argued about)
    std::vector<covered> covers;     // what redaction covered in `words`
    std::string wording;             // id and version of the text that was asked: consent must name it
    instant at{};
};

// In the memo of a conversation whose person sent STOP before it began, and has not asked for us again.
inline constexpr char muted_memo[] = "muted";

struct conversation {
    std::string flow;          // flow id
    std::string flow_version;  // a running conversation stays on its version
    std::string locale{"en"};
    medium how{medium::sms};
    enum phase phase{phase::fresh};
    std::string question;                    // id of the question that waits, in phase asking
    std::string resume_at;                   // where to go on after danger or a human
    std::vector<std::string> asked;          // questions asked so far, in order: BACK walks it
    std::map<std::string, answer> answers;   // by question id
    int misses{};                            // answers in a row that did not fit `question`
    bool idle_warned{};
    bool has_case{};                         // a record was filed for it
    bool contact_agreed{};                   // the address is kept after the end
    bool code_given{};                       // the reporter has their code
    std::vector<std::string> alerts;         // kinds raised so far: danger suicide child weapon help
    std::map<std::string, std::string> memo; // small facts of the flow itself (role branch, tension, repeat marks)
    instant opened{};
    instant last_heard{};
    std::optional<instant> wake_at;          // next timer, if any
};

// ---- what happens to a conversation ----

// A covered word that the person wants seen: what stands for it in clean text, and the word.
struct word_to_keep {
    std::string shown;  // "[PERSON-1]"
    redacted_text word;
};

struct said {  // the person wrote
    std::string raw;               // for understanding digits, words and codes; must not be kept
    redacted_text clean;           // for keeping
    std::vector<covered> covers;
    reading::signal word{reading::signal::none};
    unsigned files_refused{};                  // by a channel that takes none
    unsigned files_kept{};
    std::vector<file_refusal> files_not_kept;  // each with why
    std::optional<word_to_keep> keep;  // they asked for one (flow::asks_to_keep), and it was found
    bool held{};                   // redaction could not vouch for it: `clean` is empty, and what was written is not kept
    bool late{};                   // received before something already answered
};
struct timer_fired {};
struct operator_wrote { redacted_text text; bool first{}; };  // `first`: C1 goes before an operator's first text
struct operator_asked { std::string question; };              // ask a question of the flow again
struct operator_returned {};                                  // hand back to the flow
struct address_opened {
    std::string reason;
};                                                            // by two people, as break-glass; a code of the Desk
struct erase_requested { std::string receipt; };              // by code or by an administrator; receipt may be empty
// The answer to `follow_code`. Known: it happens to the conversation that the code leads to, whose reporter is now here
// (maybe on another channel): say its news and go on where it was. Unknown: it happens to the one that sent the code.
struct code_looked_up {
    bool known{};
    std::string news;  // received | read | shared | closed ...: a code of the flow's texts, never a story
    bool limited{};    // not looked up: too many were tried lately
};

using occurrence = std::variant<said, timer_fired, operator_wrote, operator_asked, operator_returned, erase_requested,
                                code_looked_up, address_opened>;

struct event {
    occurrence what;
    instant at{};
    // A code to hand out if this step needs one (10 symbols, Crockford base32, shown 5-5): randomness is an argument.
    std::string fresh_code;
};

// ---- what a step wants done, in this order ----

struct say {
    std::string text_id;         // "Q3", "EM", "END"; for tests and metrics
    std::string text;            // complete wording
    std::vector<choice> choices;
    bool several{};
    bool by_person{};            // an operator's words
};
// The record as it stands is to be filed (first time: a case; later: an update of it).
struct file_record { std::string completeness; };  // complete | partial
// Somebody must look now. kind: danger suicide child help returned (they wrote to a report that is over) corrected (the
// same, and it puts right what they had said)
struct raise_alert { std::string kind; };
struct remember_code { std::string code; };      // the code now leads to this conversation (kept only as a keyed hash)
// The person sent what looks like a code: the pipeline looks it up; `text_id` is said when nobody has it.
struct follow_code { std::string code; };
struct forget_address {};                        // session over, no contact agreed
// Destroy the key, then the rows; tell sinks to withdraw. `receipt`: a random number that stands in the audit log and is
// told to who asked; empty when there is nobody to tell (an abandoned session).
struct forget_everything { std::string receipt; };
struct mute {};                                  // STOP: no further text to this address
struct unmute {};
struct begin_again {};                           // NEW: this event opens a new conversation with a new alias

using effect = std::variant<say, file_record, raise_alert, remember_code, follow_code, forget_address,
                            forget_everything, mute, unmute, begin_again>;

struct step_result {
    conversation next;
    std::vector<effect> effects;
};

}  // namespace earshot
