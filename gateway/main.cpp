// SPDX-License-Identifier: Apache-2.0
#include "gateway/cli/command_line.hpp"

#include <cstring>
#include <iostream>
#include <string>
#include <vector>

int main(int argc, char** argv) {
    std::vector<std::string> args(argv + 1, argv + argc);
    // A code on the command line is a person's password: the list of processes must not show it.
    if (argc > 2 && args.front() == "erase")
        for (int i = 2; i < argc; ++i) std::memset(argv[i], 'x', std::strlen(argv[i]));
    return earshot::cli::run_command_line(std::move(args), std::cin, std::cout, std::cerr);
}
