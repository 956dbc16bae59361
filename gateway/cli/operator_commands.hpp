// SPDX-License-Identifier: Apache-2.0
// Operators of the Desk from the shell: the first one of a new installation, and help when nobody can sign in.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace earshot::cli {

int run_operator_command(std::vector<std::string> args, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace earshot::cli
