// SPDX-License-Identifier: Apache-2.0
// Plays a transcript against a flow and writes what really happened, in the same form.
//
//   # comment                      medium: chat        (first line; sms when absent)
//   > text                         the person writes; "| text" goes on with the next line of the same message;
//                                  "> [photo] text" brings a file that the channel does not take, [file] one that is kept,
//                                  [program] [bomb] [broken] one that is not kept, and why;
//                                  "> [stop] text" a word that the carrier recognised
//                                  [held] one that redaction cannot vouch for;
//                                  "{Sam=[PERSON-1]}" a word that redaction covers, and what it writes instead
//   ~ text                         the same, but received before something already answered
//   @+20m                          the clock; timers that fall due fire
//   * wrote text / * wrote first text / * asked Q3 / * returned / * erase / * code known read / * code unknown / * code limited
//   < ID  or  < ID text            the gateway says (the text is compared when it is given, "\n" for a line end)
//   ! effect                       anything else that a step wants done
//   = {...}                        the end: phase, contact, memo and answers
#pragma once

#include "gateway/flow/flow.hpp"

#include <string>
#include <vector>

namespace earshot::testing {

struct played {
    std::vector<std::string> lines;  // as they should have been
    std::string problem;             // empty, or why it could not be played
};

// `expected`: lines of the file. Between any two steps the state is written out and read back.
played play(flow::script const& flow, std::vector<std::string> const& expected);

}  // namespace earshot::testing
