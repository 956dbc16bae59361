// SPDX-License-Identifier: Apache-2.0
// The question flow: loaded from TOML, linted, then moved by `step`, a pure function. No I/O, no clock, no randomness
// in here: all of it comes in with the event.
#pragma once

#include "gateway/domain/conversation.hpp"
#include "gateway/domain/result.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::flow {

// A loaded, immutable flow of one version. Opaque: its parts are in model.hpp for those inside this folder.
struct script;

struct finding {
    unsigned line{};   // in the TOML file; 0: the flow as a whole
    bool fatal{};      // a flow with a fatal finding must not be used
    std::string rule;  // "reach", "ends", "segments", "missing-text", "not-gsm7", "keyword", "reading-age", "syntax"
    std::string message;
};

struct loaded {
    std::shared_ptr<script const> flow;  // null when it cannot be used
    std::vector<finding> findings;       // of load and lint together
};

// `text`: the TOML; `file`: for messages only. Loads and lints.
loaded load(std::string_view text, std::string_view file);

std::string const& id(script const& flow) noexcept;
std::string const& version(script const& flow) noexcept;

// The flow tells a person whose address two people opened (texts GLASS, GLASS_LAW, GLASS_AGREED). Older versions of a flow,
// on which conversations still run, may have no such texts.
bool tells_of_opened_address(script const& flow) noexcept;

conversation open(script const& flow, medium how, instant at);

step_result step(script const& flow, conversation now, event const& what);

// "KEEP Sam": the words that the person wants seen although they were covered; empty when they ask for no such thing, or
// when nothing of theirs is here any more that could be uncovered. Who steps looks them up and hands them in with `said`.
std::string asks_to_keep(script const& flow, conversation const& c, std::string_view raw);

// The conversation written out and read back, for the store. Unknown members are an error: a newer build wrote them.
std::string to_json(conversation const& c);
result<conversation> from_json(std::string_view json);

// The code that a message is, if it is one ("K7M3Q-9TX4R"): what a step that follows a code will ask for.
std::string code_sent(medium how, std::string_view raw);

// The number of a deletion, from a step's fresh code: shorter than a code, so that nobody takes one for the other.
std::string receipt_from(std::string_view fresh_code);

// The last question was answered and no more are asked: the record is what it will be, and may be sealed away.
bool report_is_over(conversation const& c);
// What is left then: no words and no answers but the consents, so that the person is still treated as they asked. What
// comes later adds to the report; it never makes a new one.
conversation sealed_away(script const& flow, conversation c);
// Answers by code that came after that ("Q11: consent.contact"), for the thread; empty: none. `before`: as it was.
std::string additions(script const& flow, conversation const& c, conversation const& before);

// What a page shows for the question that waits (the no-JavaScript path, `backlog` after a reload).
say prompt(script const& flow, conversation const& c);

// Directed graph of questions and branches, Graphviz DOT.
std::string draw(script const& flow);

// Every text a person can get: id, locale, text, segments.
struct text_row {
    std::string id;
    std::string medium;
    std::string text;
    int septets{};
    int segments{};
    bool gsm7{};
};
std::vector<text_row> texts(script const& flow);

}  // namespace earshot::flow
