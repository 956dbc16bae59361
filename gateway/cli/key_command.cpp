// SPDX-License-Identifier: Apache-2.0
#include "gateway/cli/key_command.hpp"

#include "gateway/cli/options.hpp"
#include "gateway/seal/seal.hpp"

#include <filesystem>
#include <ostream>

namespace earshot::cli {
namespace {

constexpr char help[] =
    "usage: earshot key new [--config FILE]\n\n"
    "Makes the master key and the vault key of a new installation, each in the file that the configuration names,\n"
    "readable by this user only. Never replaces a key: without the old one nothing that was sealed can be read again.\n"
    "Keep a copy of each away from the machine, and apart from each other.\n";

}  // namespace

int run_key_command(std::vector<std::string> args, std::istream&, std::ostream& out, std::ostream& err) {
    if (take_flag(args, "help")) {
        out << help;
        return 0;
    }
    auto const file = take_config(args);
    if (!file || args.size() != 1 || args.front() != "new") {
        err << help;
        return 2;
    }
    std::vector<config::mistake> mistakes;
    auto const settings = config::load_settings(*file, mistakes);
    if (!mistakes.empty()) {
        print(mistakes, err);
        return 1;
    }
    seal::initialise();
    std::error_code ec;
    for (auto const& path : {settings.keys.master_file, settings.keys.vault_file}) {
        std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ec);
        std::string why;
        if (auto made = seal::create_key_file(path, seal::system_random(), why); !made) {
            err << path << ": " << why << "\n";
            return 1;
        }
        out << "made " << path << "\n";
    }
    return 0;
}

}  // namespace earshot::cli
