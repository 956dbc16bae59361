// SPDX-License-Identifier: Apache-2.0
#include "gateway/cli/command_line.hpp"

#include "gateway/cli/backup_command.hpp"
#include "gateway/cli/check_command.hpp"
#include "gateway/cli/erase_command.hpp"
#include "gateway/cli/flow_commands.hpp"
#include "gateway/cli/key_command.hpp"
#include "gateway/cli/operator_commands.hpp"
#include "gateway/cli/redact_command.hpp"
#include "gateway/cli/serve_command.hpp"

#include <algorithm>
#include <ostream>

namespace earshot::cli {
namespace {

using words = std::vector<std::string>;

struct command {
    char const* name;
    int (*run)(words args, std::istream& in, std::ostream& out, std::ostream& err);
    char const* summary;
};

constexpr command commands[] = {
    {"serve", run_serve_command, "run the gateway"},
    {"check", run_check_command, "find every mistake in a configuration, with its line"},
    {"flow", run_flow_command, "lint, try, draw or list the texts of a question flow"},
    {"redact", run_redact_command, "cover what identifies people in JSON lines"},
    {"operator", run_operator_command, "add, list or disable operators of the Desk"},
    {"erase", run_erase_command, "wipe what a person reported, by its code"},
    {"key", run_key_command, "make the keys of a new installation, or change the master key"},
    {"backup", run_backup_command, "write a backup that forgets what is erased later"},
    {"restore", run_restore_command, "put a backup back"},
};

void usage(std::ostream& out) {
    out << "Earshot, an anonymous reporting gateway.\n\n"
           "usage: earshot COMMAND [OPTIONS]\n\n";
    for (auto const& c : commands) {
        std::string name = c.name;
        name.resize(10, ' ');
        out << "  " << name << c.summary << "\n";
    }
    out << "\n  earshot COMMAND --help   what a command takes\n"
           "  earshot --version        this build\n\n"
           "Exit codes: 0 done, 1 it failed, 2 wrong use.\n";
}

}  // namespace

std::string version_text() { return std::string("earshot ") + EARSHOT_VERSION + "\n"; }

int run_command_line(words args, std::istream& in, std::ostream& out, std::ostream& err) {
    if (args.empty()) {
        usage(err);
        return 2;
    }
    auto const first = args.front();
    if (first == "--help" || first == "-h" || first == "help") {
        usage(out);
        return 0;
    }
    if (first == "--version") {
        out << version_text();
        return 0;
    }
    auto const* found = std::ranges::find_if(commands, [&](command const& c) { return first == c.name; });
    if (found == std::end(commands)) {
        err << "earshot: there is no command '" << first << "'\n\n";
        usage(err);
        return 2;
    }
    args.erase(args.begin());
    return found->run(std::move(args), in, out, err);
}

}  // namespace earshot::cli
