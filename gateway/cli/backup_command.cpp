// SPDX-License-Identifier: Apache-2.0
#include "gateway/cli/backup_command.hpp"

#include "gateway/app/backup.hpp"
#include "gateway/app/start.hpp"
#include "gateway/cli/ask_gateway.hpp"
#include "gateway/cli/options.hpp"
#include "gateway/cli/passphrase.hpp"
#include "gateway/cli/private_memory.hpp"

#include <boost/json.hpp>

#include <filesystem>
#include <ostream>

namespace earshot::cli {
namespace {

constexpr char backup_help[] =
    "usage: earshot backup FOLDER --keys FOLDER [--passphrase-fd N] [--config FILE]\n\n"
    "Writes one sealed file with the database into FOLDER, and replaces the small folder of --keys, which alone opens\n"
    "it, together with the master key. The gateway may run. Do it daily, and keep both apart from each other.\n\n"
    "Keep only the newest keys folder, where nothing keeps old versions: what was erased is not in it any more, and that\n"
    "is what makes older backups forget. A backup ends after retention.backup. After 'key rotate' make one at once: the\n"
    "older ones opened only with the old master key.\n";
constexpr char restore_help[] =
    "usage: earshot restore FILE --keys FOLDER [--replace] [--passphrase-fd N] [--config FILE]\n\n"
    "Puts a backup into the data folder of a gateway that is not running. FILE is what 'backup' wrote; the master key and\n"
    "the vault key must be in their places. What was erased since stays erased, as far as the keys folder and the\n"
    "database that is there know. Nothing that was answered is sent again. --replace: over the database that is there.\n";

constexpr std::chrono::milliseconds longest_wait{600'000};

instant now() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

int failed(std::string const& what, std::string const& why, boost::system::error_code code, std::ostream& err) {
    err << what << ": " << (why.empty() ? code.message() : why) << "\n";
    return 1;
}

void tell(std::string const& content, std::int64_t conversations, std::int64_t expired, bool older_lost, std::ostream& out) {
    out << "wrote " << content << ", " << conversations << " conversations\n";
    if (expired > 0) out << expired << " older backups have ended\n";
    if (older_lost) out << "older backups lay under another master key and do not open with these keys\n";
}

int online(config::settings const& settings, std::string const& content, std::string const& keys, std::ostream& out,
           std::ostream& err) {
    auto body = boost::json::serialize(boost::json::object{{"content", content}, {"keys", keys}});
    auto const answer = ask_gateway(settings, "/backup", std::move(body), longest_wait, err);
    if (!answer) return 1;
    if (answer->status != 200) {
        err << "no backup was made: " << error_of(*answer) << "\n";
        return 1;
    }
    auto const made = boost::json::parse(answer->body);
    tell(made.at("content").as_string().c_str(), made.at("conversations").to_number<std::int64_t>(),
         made.at("expired").to_number<std::int64_t>(), made.at("older_lost").as_bool(), out);
    return 0;
}

struct arguments {
    std::string what;
    std::string keys;
    seal::passphrase_fn passphrase;
    config::settings settings;
};

// Nothing: `code` says how to end.
std::optional<arguments> read(std::vector<std::string> args, char const* help, int& code, std::ostream& err) {
    auto const file = take_config(args);
    auto passphrase = take_passphrase(args, err);
    bool missing = false;
    auto const keys = take_option(args, "keys", missing);
    if (!file || !passphrase || !keys || missing || args.size() != 1) {
        err << help;
        code = 2;
        return std::nullopt;
    }
    std::vector<config::mistake> mistakes;
    arguments all{std::filesystem::absolute(args.front()).string(), std::filesystem::absolute(*keys).string(),
                  std::move(*passphrase), config::load_settings(*file, mistakes)};
    if (mistakes.empty()) return all;
    print(mistakes, err);
    code = 1;
    return std::nullopt;
}

}  // namespace

int run_backup_command(std::vector<std::string> args, std::istream&, std::ostream& out, std::ostream& err) {
    if (take_flag(args, "help")) {
        out << backup_help;
        return 0;
    }
    int code = 0;
    auto const given = read(std::move(args), backup_help, code, err);
    if (!given) return code;
    keep_memory_private();
    if (gateway_answers(given->settings)) return online(given->settings, given->what, given->keys, out, err);
    auto const wrong = [&err](std::string const& text) { err << text << "\n"; };
    auto data = open_data(given->settings, now, seal::system_random(), given->passphrase, wrong);
    if (!data) return 1;
    std::string why;
    auto const under = backup_key(data->master->current());
    backup_order const order{given->what, given->keys, given->settings.data.dir, given->settings.retention.backup};
    auto const made = make_backup(*data->store, *data->addresses, under, order, now(), seal::system_random(), why);
    data->store->close();
    if (!made) return failed("no backup was made", why, made.error(), err);
    tell(made->content, static_cast<std::int64_t>(made->conversations), static_cast<std::int64_t>(made->expired),
         made->older_lost, out);
    return 0;
}

int run_restore_command(std::vector<std::string> args, std::istream&, std::ostream& out, std::ostream& err) {
    if (take_flag(args, "help")) {
        out << restore_help;
        return 0;
    }
    bool const replace = take_flag(args, "replace");
    int code = 0;
    auto const given = read(std::move(args), restore_help, code, err);
    if (!given) return code;
    keep_memory_private();
    if (gateway_answers(given->settings)) {
        err << "the gateway runs: stop it first\n";
        return 1;
    }
    seal::initialise();
    std::string why;
    auto const master = seal::key_file::open(given->settings.keys.master_file, given->passphrase, why);
    if (!master) return failed("the master key cannot be used", why, master.error(), err);
    auto const addresses = seal::key_file::open(given->settings.keys.vault_file, given->passphrase, why);
    if (!addresses) return failed("the vault key cannot be used", why, addresses.error(), err);
    auto const under = backup_key(master->current());
    restore_order const order{given->what, given->keys, given->settings.data.database, given->settings.data.vault, replace};
    auto const done = restore_backup(under, addresses->current(), order, seal::system_random(), why);
    if (!done) return failed("nothing was restored", why, done.error(), err);
    out << "restored " << done->opened << " conversations; " << done->erased << " were erased since and stay so\n";
    if (!done->ledger_read)
        out << "what was erased after the newest backup is not known here: ask the helpline for such requests\n";
    return 0;
}

}  // namespace earshot::cli
