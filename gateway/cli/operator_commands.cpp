// SPDX-License-Identifier: Apache-2.0
#include "gateway/cli/operator_commands.hpp"

#include "gateway/cli/options.hpp"
#include "gateway/desk/accounts.hpp"
#include "gateway/seal/seal.hpp"

#include <istream>
#include <memory>
#include <ostream>

namespace earshot::cli {
namespace {

constexpr char help[] =
    "usage: earshot operator add --login L --name NAME --role operator|supervisor|admin [--password-stdin]\n"
    "       earshot operator list\n"
    "       earshot operator disable --login L\n"
    "       earshot operator confirm --login L   this account is that person's, although one administrator made or "
    "reset it\n"
    "       each with [--config FILE]\n\n"
    "Without --password-stdin a password is made and printed once. The gateway must not be running: while it is, use "
    "the\n"
    "Desk's Team page.\n";

instant now() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

std::unique_ptr<storage::store> open_store(std::string const& config_file, std::ostream& err) {
    std::vector<config::mistake> mistakes;
    auto const settings = config::load_settings(config_file, mistakes);
    if (!mistakes.empty()) {
        print(mistakes, err);
        return nullptr;
    }
    storage::sqlite_options options;
    options.file = settings.data.database;
    std::string why;
    auto store = storage::open_sqlite(options, now, why);
    if (store) return std::move(*store);
    err << "the database cannot be opened: " << why
        << "\nIf the gateway is running, use the Desk's Team page instead, or stop the gateway.\n";
    return nullptr;
}

// Before the act: what cannot be written down is not done.
bool audit(storage::store& store, std::string action, std::string login, std::ostream& err) {
    storage::audit_row row;
    row.at = now();
    row.action = std::move(action);
    row.about = std::move(login);
    row.detail = "command-line";
    auto const written = store.audit(std::move(row));
    if (!written) err << "nothing was changed: the audit log cannot be written: " << written.error().message() << "\n";
    return written.has_value();
}

int add(storage::store& store, std::vector<std::string> args, std::istream& in, std::ostream& out, std::ostream& err) {
    bool missing = false;
    auto const login = take_option(args, "login", missing);
    auto const name = take_option(args, "name", missing);
    auto const role = take_option(args, "role", missing);
    bool const from_stdin = take_flag(args, "password-stdin");
    if (!login || !role || !args.empty()) {
        err << help;
        return 2;
    }
    std::string password;
    if (from_stdin) std::getline(in, password);
    else password = desk::make_password(seal::system_random());

    if (desk::is_login(*login) && !audit(store, "operator.add", *login, err)) return 1;
    auto const made = desk::add_account(store, *login, name.value_or(*login), *role, password, now());
    if (!made) {
        if (made.error() == make_error_code(errc::conflict)) err << "there is already an operator '" << *login << "'\n";
        else if (!desk::is_login(*login)) err << "a login is 2 to 64 of a-z, 0-9, '.', '-', '_', '@', and begins with a letter or digit\n";
        else if (!desk::is_role(*role)) err << "the role is operator, supervisor or admin\n";
        else if (password.size() < desk::shortest_password) err << "the password needs at least " << desk::shortest_password << " characters\n";
        else err << "not added: " << made.error().message() << "\n";
        wipe(password);
        if (desk::is_login(*login)) audit(store, "operator.add.failed", *login, err);
        return 1;
    }
    out << "added " << *role << " " << *login << "\n";
    if (!from_stdin) out << "password, shown once: " << password << "\n";
    wipe(password);
    return 0;
}

int list(storage::store& store, std::ostream& out) {
    for (auto const& o : store.operators())
        out << o.login << "\t" << o.role << "\t" << o.display << (o.disabled ? "\tdisabled" : "")
            << (o.made_by.value != 0 ? "\tnot confirmed" : "") << "\n";
    return 0;
}

// --login, and nothing else. `code`: what to end with when there is nobody.
std::optional<storage::operator_row> named(storage::store& store, std::vector<std::string> args, std::ostream& err,
                                           int& code) {
    bool missing = false;
    auto const login = take_option(args, "login", missing);
    if (!login || !args.empty()) {
        err << help;
        code = 2;
        return std::nullopt;
    }
    auto who = store.operator_by_login(*login);
    if (!who) err << "there is no operator '" << *login << "'\n";
    code = 1;
    return who;
}

int disable(storage::store& store, std::vector<std::string> args, std::ostream& out, std::ostream& err) {
    int code = 0;
    auto who = named(store, std::move(args), err, code);
    if (!who) return code;
    auto const login = who->login;
    if (desk::is_last_admin(store, who->id)) {
        err << "'" << login << "' is the last one who can manage operators: add another admin first\n";
        return 1;
    }
    if (!audit(store, "operator.disable", login, err)) return 1;
    who->disabled = true;
    auto const id = who->id;
    auto changed = store.update_operator(std::move(*who));
    if (changed) changed = store.end_sessions_of(id);
    if (changed) changed = store.drop_key_copies(id);
    if (!changed) {
        err << "not disabled: " << changed.error().message() << "\n";
        return 1;
    }
    out << "disabled " << login << "\n";
    return 0;
}

int confirm(storage::store& store, std::vector<std::string> args, std::ostream& out, std::ostream& err) {
    int code = 0;
    auto who = named(store, std::move(args), err, code);
    if (!who) return code;
    auto const login = who->login;
    if (!audit(store, "operator.confirm", login, err)) return 1;
    who->made_by = {};
    if (auto const changed = store.update_operator(std::move(*who)); !changed) {
        err << "not confirmed: " << changed.error().message() << "\n";
        return 1;
    }
    out << "confirmed " << login << "\n";
    return 0;
}

}  // namespace

int run_operator_command(std::vector<std::string> args, std::istream& in, std::ostream& out, std::ostream& err) {
    if (take_flag(args, "help")) {
        out << help;
        return 0;
    }
    auto const file = take_config(args);
    if (!file || args.empty()) {
        err << help;
        return 2;
    }
    auto const what = args.front();
    args.erase(args.begin());
    if (what != "add" && what != "list" && what != "disable" && what != "confirm") {
        err << "earshot operator: there is no '" << what << "'\n" << help;
        return 2;
    }
    if (what == "list" && !args.empty()) {
        err << help;
        return 2;
    }
    seal::initialise();
    auto store = open_store(*file, err);
    if (!store) return 1;
    int code = 0;
    if (what == "add") code = add(*store, std::move(args), in, out, err);
    else if (what == "list") code = list(*store, out);
    else if (what == "confirm")
        code = confirm(*store, std::move(args), out, err);
    else code = disable(*store, std::move(args), out, err);
    store->close();
    return code;
}

}  // namespace earshot::cli
