// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace earshot::cli {

int run_backup_command(std::vector<std::string> args, std::istream& in, std::ostream& out, std::ostream& err);
int run_restore_command(std::vector<std::string> args, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace earshot::cli
