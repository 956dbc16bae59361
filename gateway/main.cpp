// SPDX-License-Identifier: Apache-2.0
#include "gateway/cli/command_line.hpp"

#include <iostream>
#include <string>
#include <vector>

int main(int argc, char** argv) {
    return earshot::cli::run_command_line(std::vector<std::string>(argv + 1, argv + argc), std::cin, std::cout, std::cerr);
}
