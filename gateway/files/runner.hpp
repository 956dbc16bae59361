// SPDX-License-Identifier: Apache-2.0
// One worker process for one file: started, fed, listened to, and ended at its deadline. Blocks; for a thread that may.
#pragma once

#include "gateway/files/wire.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace earshot::files {

struct runner_options {
    std::string worker;                          // path of earshot-file-worker
    std::chrono::milliseconds deadline{20'000};  // from start to answer; then the worker is killed
};

// Beside the program that runs now: "<its folder>/earshot-file-worker".
std::string worker_beside_us();

class runner {
public:
    explicit runner(runner_options options) : options_(std::move(options)) {}

    // Never throws for what a file does: a worker that crashes, hangs, is killed or says what it must not say is
    // `file_refusal::failed`.
    cleaned clean(std::string_view raw) const;

    // Makes workers do what they must not, and looks whether they die of it. False, with the reason in `why`, when the
    // worker is missing or this kernel does not lock it: then no file may be taken.
    bool locks(std::string& why) const;

private:
    runner_options options_;
};

}  // namespace earshot::files
