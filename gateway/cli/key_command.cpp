// SPDX-License-Identifier: Apache-2.0
#include "gateway/cli/key_command.hpp"

#include "gateway/app/control.hpp"
#include "gateway/app/key_change.hpp"
#include "gateway/app/start.hpp"
#include "gateway/cli/ask_gateway.hpp"
#include "gateway/cli/options.hpp"
#include "gateway/cli/passphrase.hpp"
#include "gateway/cli/private_memory.hpp"
#include "gateway/seal/key_file.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <thread>

namespace earshot::cli {
namespace {

using namespace std::chrono_literals;

constexpr char help[] =
    "usage: earshot key new [--passphrase] [--passphrase-fd N] [--config FILE]\n"
    "       earshot key rotate [--passphrase-fd N] [--config FILE]\n\n"
    "new makes the master key and the vault key of a new installation, each in the file that the configuration names,\n"
    "readable by this user only. Never replaces a key: without the old one nothing that was sealed can be read again.\n"
    "Keep a copy of each away from the machine, and apart from each other. With --passphrase or --passphrase-fd both lie\n"
    "under a passphrase (Argon2id), which 'serve' then asks for.\n\n"
    "rotate makes a fresh master key and moves everything over to it, while the gateway runs or is stopped. It may be\n"
    "interrupted at any point: both keys are in the file until nothing needs the old one, which is then destroyed. Take a\n"
    "copy of the file afterwards, and destroy the copies of the old one. The vault's key stays as it is.\n";

constexpr std::chrono::milliseconds one_answer{20'000};

instant now() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

int make_keys(config::settings const& settings, std::string passphrase, std::ostream& out, std::ostream& err) {
    std::error_code ec;
    int code = 0;
    for (auto const& path : {settings.keys.master_file, settings.keys.vault_file}) {
        std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ec);
        std::string why;
        if (auto made = seal::key_file::create(path, passphrase, seal::system_random(), why); !made) {
            err << path << ": " << why << "\n";
            code = 1;
            break;
        }
        out << "made " << path << "\n";
    }
    wipe(passphrase);
    return code;
}

// Beside the running gateway: it does the work, this tells how far it is.
int rotate_online(config::settings const& settings, std::ostream& out, std::ostream& err) {
    auto const begun = ask_gateway(settings, "/key/rotate", "{}", one_answer, err);
    if (!begun) return 1;
    if (begun->status == 409) {
        out << "a change is under way already\n";
    } else if (begun->status != 202) {
        err << "not begun: " << error_of(*begun) << "\n";
        return 1;
    }
    for (;;) {
        auto const state = ask_gateway(settings, "/key/state", "{}", one_answer, err);
        if (!state) {
            err << "the change goes on when the gateway runs again\n";
            return 1;
        }
        boost::system::error_code failed;
        auto const seen = boost::json::parse(state->body, failed);
        if (state->status == 200 && !failed && !seen.at("changing").as_bool()) {
            out << "moved " << seen.at("moved").to_number<std::int64_t>() << "; the old key is destroyed\n";
            return 0;
        }
        std::this_thread::sleep_for(1s);
    }
}

int rotate_offline(config::settings const& settings, seal::passphrase_fn const& passphrase, std::ostream& out,
                   std::ostream& err) {
    auto const wrong = [&err](std::string const& text) { err << text << "\n"; };
    auto data = open_data(settings, now, seal::system_random(), passphrase, wrong);
    if (!data) return 1;
    // Nobody else is at work: there is nothing to wait for.
    auto later = std::chrono::steady_clock::now();
    key_change change({*data->store, *data->keys, *data->master, seal::system_random(), now, [&later] { return later; }});
    std::string why;
    if (change.under_way()) out << "a change is under way already: going on\n";
    else if (auto begun = change.begin(why); !begun) {
        err << "not begun: " << (why.empty() ? begun.error().message() : why) << "\n";
        return 1;
    }
    while (change.under_way()) {
        auto const more = change.step(why);
        if (!more) {
            err << "broken off: " << (why.empty() ? more.error().message() : why) << "; run this again\n";
            return 1;
        }
        if (!*more) later += key_change::settled_after;
    }
    out << "moved " << change.moved() << "; the old key is destroyed\n";
    data->store->close();
    return 0;
}

}  // namespace

int run_key_command(std::vector<std::string> args, std::istream&, std::ostream& out, std::ostream& err) {
    if (take_flag(args, "help")) {
        out << help;
        return 0;
    }
    bool const from_fd = std::ranges::any_of(args, [](auto const& a) { return a.starts_with("--passphrase-fd"); });
    auto const passphrase = take_passphrase(args, err);
    bool const guarded = take_flag(args, "passphrase") || from_fd;
    auto const file = take_config(args);
    bool const fits = args.size() == 1 && (args.front() == "new" || args.front() == "rotate");
    if (!file || !passphrase || !fits) {
        err << help;
        return 2;
    }
    keep_memory_private();
    std::vector<config::mistake> mistakes;
    auto const settings = config::load_settings(*file, mistakes);
    if (!mistakes.empty()) {
        print(mistakes, err);
        return 1;
    }
    seal::initialise();
    if (args.front() == "new") {
        auto words = guarded ? (*passphrase)("the new keys") : std::string();
        if (guarded && words.empty()) {
            err << "no passphrase was given\n";
            return 1;
        }
        return make_keys(settings, std::move(words), out, err);
    }
    std::error_code unknown;
    bool const running = std::filesystem::exists(control_socket(settings.data.dir), unknown) && gateway_answers(settings);
    return running ? rotate_online(settings, out, err) : rotate_offline(settings, *passphrase, out, err);
}

}  // namespace earshot::cli
