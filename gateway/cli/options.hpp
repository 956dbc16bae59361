// SPDX-License-Identifier: Apache-2.0
// What every command that reads the configuration has in common.
#pragma once

#include "gateway/config/settings.hpp"

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace earshot::cli {

// Takes "--config FILE" or "--config=FILE" out of `args`; /etc/earshot/earshot.toml when absent. Nothing when the option
// has no value.
std::optional<std::string> take_config(std::vector<std::string>& args);

// Takes "--NAME VALUE" or "--NAME=VALUE" out of `args`. `missing`: the option was there without a value.
std::optional<std::string> take_option(std::vector<std::string>& args, std::string const& name, bool& missing);

bool take_flag(std::vector<std::string>& args, std::string const& name);

// One line for each mistake.
void print(std::vector<config::mistake> const& mistakes, std::ostream& err);

}  // namespace earshot::cli
