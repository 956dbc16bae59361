// SPDX-License-Identifier: Apache-2.0
// `earshot redact` by itself, for scoring without the whole gateway.
#include "gateway/cli/redact_command.hpp"

#include <iostream>

int main(int argc, char** argv) {
    std::ios::sync_with_stdio(false);
    return earshot::cli::run_redact_command({argv + 1, argv + argc}, std::cin, std::cout, std::cerr);
}
