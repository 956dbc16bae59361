// SPDX-License-Identifier: Apache-2.0
// argv -> one command. Exit codes: 0 done, 1 it failed, 2 wrong use.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace earshot::cli {

int run_command_line(std::vector<std::string> args, std::istream& in, std::ostream& out, std::ostream& err);

// "earshot 0.1.0" and the libraries it runs on.
std::string version_text();

}  // namespace earshot::cli
