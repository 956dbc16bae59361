// SPDX-License-Identifier: Apache-2.0
#include "gateway/cli/serve_command.hpp"

#include "gateway/app/app.hpp"
#include "gateway/cli/options.hpp"
#include "gateway/cli/passphrase.hpp"
#include "gateway/cli/private_memory.hpp"

#include <csignal>
#include <ostream>

namespace earshot::cli {

int run_serve_command(std::vector<std::string> args, std::istream&, std::ostream& out, std::ostream& err) {
    if (take_flag(args, "help")) {
        out << "usage: earshot serve [--config FILE] [--passphrase-fd N]\n\n"
               "Runs the gateway until SIGTERM or SIGINT. SIGHUP reloads the question flow; a flow that fails lint is\n"
               "refused and the one in use stays. Logs are JSON lines on standard error.\n\n"
               "Key files under a passphrase: it is asked for on the terminal, or is the first line of descriptor N.\n";
        return 0;
    }
    auto const file = take_config(args);
    auto const passphrase = take_passphrase(args, err);
    if (!file || !passphrase || !args.empty()) {
        err << "usage: earshot serve [--config FILE] [--passphrase-fd N]\n";
        return 2;
    }
    keep_memory_private();
    // A peer that closes early is an error code where it is written to, not a signal.
    std::signal(SIGPIPE, SIG_IGN);
    std::vector<config::mistake> mistakes;
    auto settings = config::load_settings(*file, mistakes);
    if (!mistakes.empty()) {
        print(mistakes, err);
        return 1;
    }
    auto const level = log::level_named(settings.log.level).value_or(log::level::info);
    log::logger logger(level, [] { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); });
    auto gateway = app::build(std::move(settings), logger, *passphrase, mistakes);
    if (!gateway || !mistakes.empty()) {
        print(mistakes, err);
        return 1;
    }
    return gateway->run();
}

}  // namespace earshot::cli
