// SPDX-License-Identifier: Apache-2.0
// `earshot redact`: texts in, texts as an operator would see them out.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace earshot::cli {

// Reads JSON lines {"id", "text"} and writes, in the same order, {"id", "text", "spans"}; a span counts Unicode code
// points of the text as it came in. A text that must be held has an empty text and "held": the reason.
// Options: --level 1|2|3, --place (every text answers "where"), --help. Returns 0, 1 if a line was no such object
// (it is named on `err`, the others are done), 2 for wrong use.
int run_redact_command(std::vector<std::string> args, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace earshot::cli
