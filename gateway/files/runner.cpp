// SPDX-License-Identifier: Apache-2.0
#include "gateway/files/runner.hpp"

#include "gateway/files/child.hpp"
#include "gateway/files/kinds.hpp"

#include <signal.h>

#include <filesystem>

namespace earshot::files {
namespace {

constexpr std::chrono::seconds trial{10};

}  // namespace

std::string worker_beside_us() {
    std::error_code ec;
    auto const self = std::filesystem::read_symlink("/proc/self/exe", ec);
    return ec ? std::string("earshot-file-worker") : (self.parent_path() / "earshot-file-worker").string();
}

cleaned runner::clean(std::string_view raw) const {
    auto const what = sniff(raw);
    if (!what.what) return {{}, what.why};
    auto const end = run_child({options_.worker, name(*what.what)}, raw, wire::most_bytes,
                               std::chrono::steady_clock::now() + options_.deadline);
    if (!end || end->exit_code != 0) return {{}, file_refusal::failed};
    auto answer = wire::read(end->said);
    if (!answer) return {{}, file_refusal::failed};
    return std::move(*answer);
}

bool runner::locks(std::string& why) const {
    for (auto const* forbidden : {"file", "network", "program", "process"}) {
        auto const end = run_child({options_.worker, "--try", forbidden}, {}, 1024, std::chrono::steady_clock::now() + trial);
        if (!end) {
            why = "cannot be started: " + options_.worker;
            return false;
        }
        if (end->signal != SIGSYS) {
            why = std::string("is not locked in by this kernel (") + forbidden + ")";
            return false;
        }
    }
    return true;
}

}  // namespace earshot::files
