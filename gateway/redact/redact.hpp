// SPDX-License-Identifier: Apache-2.0
// Covers what could tell who wrote: a pure function from text, policy and what the case already knows.
#pragma once

#include "gateway/domain/redacted_text.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::redact {

// Who will read it: design of redaction, section 2.3.
enum class level : std::uint8_t { case_worker = 1, partner = 2, statistics = 3 };

struct policy {
    enum level level { level::case_worker };
    std::vector<std::string> keep_numbers;  // helplines and short codes that are never covered ("999", "116123")
    bool incident_place{};                  // the text answers "where": a street is kept, a house number is not
};

// What redaction knows of one conversation, so that a name covered once is covered everywhere. It is stored with the
// conversation, sealed: it holds the names themselves.
struct case_knowledge {
    struct person {
        std::vector<std::string> forms;  // folded
        std::string role;                // reporter linked perpetrator witness official unknown
        int number{};                    // [PERSON-n]
    };
    std::vector<person> persons;
    std::vector<std::string> deny;  // exact strings an operator marked as missed
    std::vector<std::string> keep;  // exact strings the reporter wants kept
    int next_number{1};
    struct value {
        std::string label;  // PHONE, EMAIL ...
        int mark{};         // 16 bits of a hash: tells values apart, gives none away
        int number{};
    };
    std::vector<value> values;      // so that one phone is [PHONE-1] in every message
    std::string open_digits;        // digits at the very end of the last message, if it may go on in the next
    std::int64_t open_digits_at{};  // ms since epoch

    // What may stay when the report has left: the numbers go on, so that [PERSON-3] is nobody's name twice. Names are
    // then found again by their own shape only.
    case_knowledge without_names() const;

    std::string to_json() const;
    static case_knowledge from_json(std::string_view json);  // tolerant: unknown members are dropped
};

struct outcome {
    redacted_text text;
    std::vector<covered> covers;  // places in `text`
    bool held{};                  // something is left that looks like contact data, or a budget ran out: a person
                                  // must look; `text` is then empty
    std::string held_reason;
};

class engine {
public:
    virtual ~engine() = default;
    // Thread-safe. Never throws for any input; invalid UTF-8 becomes U+FFFD. `at_ms`: time of the message.
    // `names`: names known from outside the text (a mail's display name): the reporter's.
    virtual outcome strip(std::string_view text, policy const& how, case_knowledge& knows,
                          std::vector<std::string> const& names, std::int64_t at_ms) const = 0;
};

// The engine with its built-in lists.
std::unique_ptr<engine const> make_engine();

}  // namespace earshot::redact
