// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/login_proof.hpp"
#include "gateway/cli/operator_commands.hpp"
#include "gateway/seal/seal.hpp"
#include "storage/store.hpp"
#include "tests/support/catch.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace earshot;

namespace {

struct shell {
    shell() {
        REQUIRE(::mkdtemp(folder.data()) != nullptr);
        std::ofstream(folder + "/earshot.toml")
            << "[data]\ndir = '" << folder << "'\n[flow]\nfile = '/f.toml'\n[channel.x]\nkind = 'k'\n";
    }
    ~shell() { std::filesystem::remove_all(folder); }

    int run(std::vector<std::string> args, std::string typed = {}) {
        args.push_back("--config=" + folder + "/earshot.toml");
        std::istringstream in(typed);
        std::ostringstream o;
        std::ostringstream e;
        int const code = cli::run_operator_command(std::move(args), in, o, e);
        out = o.str();
        err = e.str();
        return code;
    }
    std::unique_ptr<storage::store> store() {
        storage::sqlite_options options;
        options.file = folder + "/earshot.db";
        options.ballast = 0;
        std::string why;
        auto opened = storage::open_sqlite(options, [] { return instant{}; }, why);
        INFO(why);
        REQUIRE(opened.has_value());
        return std::move(*opened);
    }

    std::string folder = (std::filesystem::temp_directory_path() / "shell-XXXXXX").string();
    std::string out;
    std::string err;
};

}  // namespace

TEST_CASE("operator command: add, list, disable") {
    shell s;
    REQUIRE(s.run({"add", "--login", "root", "--name", "Root", "--role", "admin"}) == 0);
    auto const at = s.out.find("password, shown once: ");
    REQUIRE(at != std::string::npos);
    auto const password = s.out.substr(at + 22, 23);
    REQUIRE(s.run({"add", "--login", "ann", "--role", "operator", "--password-stdin"}, "a long password\n") == 0);
    CHECK(s.out.find("password") == std::string::npos);
    REQUIRE(s.run({"list"}) == 0);
    CHECK(s.out == "ann\toperator\tann\nroot\tadmin\tRoot\n");
    CHECK(s.run({"disable", "--login", "root"}) == 1);
    CHECK(s.err.find("last one") != std::string::npos);
    CHECK(s.run({"disable", "--login", "ann"}) == 0);
    CHECK(s.run({"disable", "--login", "nobody"}) == 1);
    auto const store = s.store();
    CHECK(seal::password_fits(desk::login_proof("root", password), store->operator_by_login("root")->password));
    CHECK(store->operator_by_login("ann")->disabled);
    CHECK_FALSE(store->operator_by_login("root")->disabled);
    std::vector<std::string> actions;
    for (auto const& row : store->audit_after(0, 100)) {
        actions.push_back(row.action + " " + row.about);
        CHECK(row.detail == "command-line");
    }
    CHECK(actions == std::vector<std::string>{"operator.add root", "operator.add ann", "operator.disable ann"});
    CHECK(store->audit_intact().value());
}

TEST_CASE("operator command: mistakes have exit codes of their own") {
    shell s;
    CHECK(s.run({"remove"}) == 2);
    CHECK(s.run({}) == 2);
    CHECK(s.run({"add", "--login", "ann"}) == 2);
    CHECK(s.run({"add", "--login", "ann", "--role", "operator", "surplus"}) == 2);
    CHECK(s.run({"list", "surplus"}) == 2);
    CHECK(s.run({"disable"}) == 2);
    CHECK(s.run({"--help"}) == 0);
    CHECK(s.run({"add", "--login", "Ann Other", "--role", "operator"}) == 1);
    CHECK(s.run({"add", "--login", "ann", "--role", "chief"}) == 1);
    CHECK(s.run({"add", "--login", "ann", "--role", "operator", "--password-stdin"}, "short\n") == 1);
    CHECK(s.err.find("short") == std::string::npos);
    CHECK(s.run({"add", "--login", "ann", "--role", "operator"}) == 0);
    CHECK(s.run({"add", "--login", "ann", "--role", "operator"}) == 1);
    CHECK(s.err.find("already") != std::string::npos);
    std::filesystem::remove(s.folder + "/earshot.toml");
    CHECK(s.run({"list"}) == 1);
}

TEST_CASE("operator command: while the gateway runs it says where else to go") {
    shell s;
    auto const running = s.store();
    CHECK(s.run({"list"}) == 1);
    CHECK(s.err.find("in use by another process") != std::string::npos);
    CHECK(s.err.find("Team page") != std::string::npos);
}

TEST_CASE("operator command: confirm, for a team in which nobody else could") {
    shell s;
    REQUIRE(s.run({"add", "--login", "ann", "--role", "supervisor", "--password-stdin"}, "a long password\n") == 0);
    {
        auto const store = s.store();
        auto row = store->operator_by_login("ann").value();
        CHECK(row.made_by == operator_id{});
        row.made_by = operator_id{7};
        REQUIRE(store->update_operator(std::move(row)).has_value());
    }
    REQUIRE(s.run({"list"}) == 0);
    CHECK(s.out == "ann\tsupervisor\tann\tnot confirmed\n");
    CHECK(s.run({"confirm", "--login", "nobody"}) == 1);
    CHECK(s.run({"confirm"}) == 2);
    CHECK(s.run({"confirm", "--login", "ann"}) == 0);
    auto const store = s.store();
    CHECK(store->operator_by_login("ann")->made_by == operator_id{});
    CHECK(store->audit_after(0, 100).back().action == "operator.confirm");
}
