// SPDX-License-Identifier: Apache-2.0
// `earshot flow lint|try|draw|strings`: for the people who write the questions.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace earshot::cli {

// lint [--json] FILE                        what is wrong with a flow
// try FILE [--medium sms|chat|mail]         answer it yourself: a line of `in` is a message; "@+20m" moves the clock
// draw FILE [--svg]                         Graphviz DOT, or SVG made by the program `dot`
// strings FILE                              every text as TSV: id, medium, septets, segments, alphabet, text
// Returns the exit code: 0 fine, 1 the flow is not, 2 the command was not understood or the file not read.
int run_flow_command(std::vector<std::string> args, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace earshot::cli
