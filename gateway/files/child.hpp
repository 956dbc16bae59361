// SPDX-License-Identifier: Apache-2.0
// A child process with a pipe to its standard input and one from its standard output, and nothing else of ours.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::files {

struct child_end {
    int exit_code{-1};  // -1: it was ended by `signal`
    int signal{};       // also SIGKILL by us, at the deadline or when it said too much
    std::string said;
    bool late{};
};

// nullopt: it could not be started. Writes all of `input` while reading at most `most` bytes; whatever happens, the child
// is gone and reaped when this returns.
std::optional<child_end> run_child(std::vector<std::string> const& command, std::string_view input, std::size_t most,
                                   std::chrono::steady_clock::time_point until);

}  // namespace earshot::files
