// SPDX-License-Identifier: Apache-2.0
#include "gateway/cli/check_command.hpp"

#include "gateway/app/helpline_keys.hpp"
#include "gateway/app/start.hpp"
#include "gateway/cli/options.hpp"
#include "gateway/files/runner.hpp"
#include "gateway/net/http_client.hpp"
#include "gateway/seal/key_file.hpp"
#include "storage/audit.hpp"

#include <boost/asio/io_context.hpp>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
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
    auto const key = seal::key_file::open(file, {}, why);
    // Under a passphrase: that is asked for at the start.
    if (key || key.error() == make_error_code(errc::unauthentic)) return;
    mistakes.push_back({file, 0, std::string("the ") + what + " key: " + why});
}

void check_helpline(std::string const& file, std::vector<config::mistake>& mistakes, std::ostream& out) {
    std::string why;
    auto const keys = read_helpline_file(file, why);
    if (!keys) return mistakes.push_back({file, 0, "keys.helpline_file: " + why});
    seal::helpline all;
    if (all.add_set(*keys, why))
        out << all.kids().size() << (all.kids().size() == 1 ? " key" : " keys") << " of the helpline in " << file
            << "\n";
}

// The same trial as at the start: without the lock no file is opened.
void check_worker(config::settings const& settings, std::vector<config::mistake>& mistakes, std::ostream& out) {
    auto const program = settings.files.worker.empty() ? files::worker_beside_us() : settings.files.worker;
    std::string why;
    if (files::runner({program, settings.files.deadline}).locks(why)) {
        out << "file worker " << program << ": locked in\n";
        return;
    }
    bool const there = ::access(program.c_str(), X_OK) == 0;
    mistakes.push_back(
        {program, 0,
         there ? "the file worker " + why +
                     ": pictures and documents would be refused. It needs seccomp: allow it in the container or use "
                     "another kernel"
               : "there is no file worker here that can be run: put earshot-file-worker beside earshot, or name it in "
                 "files.worker. Without it pictures and documents would be refused"});
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

constexpr char usage[] =
    "usage: earshot check [--config FILE]\n"
    "       earshot check --audit [--expect NUMBER:HASH] [--config FILE]\n";

std::optional<storage::audit_mark> mark_of(std::string const& text) {
    storage::audit_mark mark;
    auto const colon = text.find(':');
    auto const* const end = text.data() + std::min(colon, text.size());
    auto const [stopped, failed] = std::from_chars(text.data(), end, mark.number);
    if (colon == std::string::npos || failed != std::errc() || stopped != end || mark.number < 1) return std::nullopt;
    mark.hash = text.substr(colon + 1);
    if (mark.hash.size() != 64) return std::nullopt;
    return mark;
}

int check_audit_log(config::settings const& settings, storage::audit_mark const& mark, std::ostream& out,
                    std::ostream& err) {
    std::string why;
    auto const found = storage::check_audit(settings.data.database, mark, why);
    if (!found) {
        err << why << "\n";
        return 1;
    }
    if (!found->intact) {
        err << "the audit log is NOT intact: entry " << found->wrong_at << " does not follow from the one before\n";
        return 1;
    }
    out << found->rows << " entries, each follows from the one before\n";
    if (found->anchor.number > 0) out << "entries up to " << found->anchor.number << " ended with their time\n";
    if (found->rows > 0) out << "newest " << found->newest.number << ":" << found->newest.hash << "\n";
    if (found->expected_found) return 0;
    if (mark.number < found->anchor.number) {
        err << "entry " << mark.number << ", which was noted, ended with its time: note a newer one\n";
        return 1;
    }
    err << "the audit log is NOT the one that was noted: entry " << mark.number << " is missing or another\n";
    return 1;
}

}  // namespace

int run_check_command(std::vector<std::string> args, std::istream&, std::ostream& out, std::ostream& err) {
    if (take_flag(args, "help")) {
        out << usage
            << "\nReads the configuration, the flow, the keys and the channels as 'serve' would, tries the helpline's "
               "keys\n"
               "and the file worker, opens no listener and changes nothing. Prints every mistake with its file and "
               "line.\n"
               "Exit code 1 when there is one.\n\n"
               "--audit verifies the audit log instead, beside a running gateway too: every entry must follow from the "
               "one\n"
               "before. It prints the newest entry as NUMBER:HASH; note it somewhere else, and give it back later "
               "with\n"
               "--expect to see that the log still holds it. Exit code 1 when an entry was changed, taken out or put "
               "in.\n";
        return 0;
    }
    auto const file = take_config(args);
    bool const audit = take_flag(args, "audit");
    bool missing = false;
    auto const expected = take_option(args, "expect", missing);
    auto const mark = expected ? mark_of(*expected) : std::optional<storage::audit_mark>(storage::audit_mark{});
    if (!file || !args.empty() || missing || !mark || (expected && !audit)) {
        err << usage;
        return 2;
    }
    std::vector<config::mistake> mistakes;
    auto settings = config::load_settings(*file, mistakes);
    if (audit) return check_audit_log(settings, *mark, out, err);
    if (settings.source) {
        seal::initialise();
        check_channels(settings);
        if (!settings.flow_file.empty()) check_flow(settings.flow_file, mistakes, out);
        if (!settings.keys.master_file.empty()) check_key(settings.keys.master_file, "master", mistakes);
        if (!settings.keys.vault_file.empty()) check_key(settings.keys.vault_file, "vault", mistakes);
        if (!settings.keys.helpline_file.empty()) check_helpline(settings.keys.helpline_file, mistakes, out);
        check_worker(settings, mistakes, out);
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
