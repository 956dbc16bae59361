// SPDX-License-Identifier: Apache-2.0
#include "gateway/cli/check_command.hpp"

#include "gateway/app/start.hpp"
#include "gateway/cli/options.hpp"
#include "gateway/net/http_client.hpp"

#include <boost/asio/io_context.hpp>

#include <fstream>
#include <iterator>
#include <ostream>

namespace earshot::cli {
namespace {

void check_flow(std::string const& file, std::vector<config::mistake>& mistakes, std::ostream& out) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        mistakes.push_back({file, 0, "the flow cannot be read: flow.file must name a flow, such as flows/hate-incident.toml"});
        return;
    }
    std::string const text(std::istreambuf_iterator<char>(in), {});
    auto const loaded = flow::load(text, file);
    for (auto const& f : loaded.findings)
        if (f.fatal) mistakes.push_back({file, f.line, f.rule + ": " + f.message});
    if (loaded.flow) out << "flow " << flow::id(*loaded.flow) << " " << flow::version(*loaded.flow) << "\n";
}

void check_key(std::string const& file, char const* what, std::vector<config::mistake>& mistakes) {
    std::string why;
    if (!seal::load_key_file(file, why)) mistakes.push_back({file, 0, std::string("the ") + what + " key: " + why});
}

// Makes the channels as `serve` would, without listening: each reads and checks its own keys.
void check_channels(config::settings& settings) {
    boost::asio::io_context io{1};
    auto http = net::make_http_client(io.get_executor());
    auto routes = net::make_router();
    channel_services const services{io.get_executor(),
                                    *routes,
                                    *http,
                                    [] { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); },
                                    seal::system_random(),
                                    settings.public_side.url};
    std::map<std::string, std::unique_ptr<channel>> made;
    make_channels(settings, services, made);
    if (settings.source) settings.source->finish();
}

}  // namespace

int run_check_command(std::vector<std::string> args, std::istream&, std::ostream& out, std::ostream& err) {
    if (take_flag(args, "help")) {
        out << "usage: earshot check [--config FILE]\n\n"
               "Reads the configuration, the flow, the keys and the channels as 'serve' would, opens no listener and\n"
               "changes nothing. Prints every mistake with its file and line. Exit code 1 when there is one.\n";
        return 0;
    }
    auto const file = take_config(args);
    if (!file || !args.empty()) {
        err << "usage: earshot check [--config FILE]\n";
        return 2;
    }
    std::vector<config::mistake> mistakes;
    auto settings = config::load_settings(*file, mistakes);
    if (settings.source) {
        seal::initialise();
        check_channels(settings);
        if (!settings.flow_file.empty()) check_flow(settings.flow_file, mistakes, out);
        if (!settings.keys.master_file.empty()) check_key(settings.keys.master_file, "master", mistakes);
        if (!settings.keys.vault_file.empty()) check_key(settings.keys.vault_file, "vault", mistakes);
    }
    print(mistakes, err);
    if (mistakes.empty()) {
        out << settings.channels.size() << " channels\n" << "no mistakes found\n";
        return 0;
    }
    err << mistakes.size() << (mistakes.size() == 1 ? " mistake\n" : " mistakes\n");
    return 1;
}

}  // namespace earshot::cli
