// SPDX-License-Identifier: Apache-2.0
#include "gateway/config/settings.hpp"

#include "tests/support/catch.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace earshot;
using namespace std::chrono_literals;

namespace {

struct written {
    explicit written(std::string const& text) {
        std::string name = (std::filesystem::temp_directory_path() / "earshot-settings-XXXXXX").string();
        int const fd = ::mkstemp(name.data());
        REQUIRE(fd >= 0);
        ::close(fd);
        path = name;
        std::ofstream(path) << text;
    }
    ~written() { std::filesystem::remove(path); }
    std::string path;
};

std::string const smallest = "[data]\ndir = '/var/lib/earshot'\n[flow]\nfile = '/f.toml'\n[channel.x]\nkind = 'k'\n";

}  // namespace

TEST_CASE("the smallest configuration takes every default") {
    written const file(smallest);
    std::vector<config::mistake> mistakes;
    auto const s = config::load_settings(file.path, mistakes, "");
    REQUIRE(mistakes.empty());
    CHECK(s.data.database == "/var/lib/earshot/earshot.db");
    CHECK(s.keys.master_file == "/var/lib/earshot/master.key");
    CHECK(s.keys.vault_file == "/var/lib/earshot/vault.key");
    CHECK(s.public_side.listen == "127.0.0.1:8080");
    CHECK(s.public_side.url == "http://127.0.0.1:8080");
    CHECK(s.desk.at.listen == "127.0.0.1:8081");
    CHECK(s.desk.secure_cookie);
    CHECK(s.desk.lease == 10min);
    CHECK(s.ops.listen == "127.0.0.1:9464");
    CHECK(s.log.level == "info");
    CHECK(s.flow_file == "/f.toml");
    CHECK(s.retention.stop_tag == 24h);
    CHECK(s.record.time_rounding == 15min);
    CHECK(s.limits.store_waiting == 4096);
    CHECK(s.limits.spare_disk == 16u << 20);
    REQUIRE(s.channels.size() == 1);
    CHECK(s.channels[0].first == "x");
    CHECK(s.channels[0].second->text("kind") == "k");
    s.source->finish();
    CHECK(mistakes.empty());
}

TEST_CASE("settings that contradict each other or cannot work are told with their lines") {
    struct {
        char const* text;
        unsigned line;
        char const* hint;
    } const table[] = {
        {"[public]\nlisten = '8080'\n", 8, "HOST:PORT"},
        {"[public]\nlisten = '::1:8080'\n", 8, "HOST:PORT"},
        {"[public]\nlisten = '127.0.0.1:65536'\n", 8, "HOST:PORT"},
        {"[public]\nlisten = 'unix:run/x'\n", 8, "HOST:PORT"},
        {"[public]\nurl = 'https://a.example/'\n", 8, "no path"},
        {"[public]\nurl = 'ftp://a.example'\n", 8, "http"},
        {"[public]\ntls_certificate = 'c.pem'\n", 7, "tls_key"},
        {"[desk]\nurl = 'https://d.example'\nsecure_cookie = false\n", 9, "https"},
        {"[desk]\nlease = '0 s'\n", 8, "longer"},
        {"[log]\nlevel = 'loud'\n", 8, "debug"},
        {"[retention]\nstop_tag = '24'\n", 8, "unit"},
        {"[record]\ntime_rounding = '2 d'\n", 8, "24 h"},
        {"[keys]\nmaster_file = '/k'\nvault_file = '/k'\n", 9, "another"},
        {"[limits]\nstore_waiting = 1\n", 8, "64"},
        {"[dsek]\nlease = '1 min'\n", 7, "not a known table"},
        {"[public]\nlisen = 'x'\n", 8, "not a known key"},
    };
    for (auto const& row : table) {
        written const file(smallest + row.text);
        std::vector<config::mistake> mistakes;
        auto const s = config::load_settings(file.path, mistakes, "");
        INFO(row.text);
        REQUIRE(mistakes.size() == 1);
        INFO(config::str(mistakes[0]));
        CHECK(mistakes[0].line == row.line);
        CHECK(mistakes[0].message.find(row.hint) != std::string::npos);
    }
}

TEST_CASE("listeners take IPv6 and UNIX sockets") {
    written const file(smallest +
                       "[public]\nlisten = '[::1]:0'\nurl = 'https://report.example.org:8443'\n"
                       "[ops]\nlisten = 'unix:/run/earshot/ops'\n");
    std::vector<config::mistake> mistakes;
    auto const s = config::load_settings(file.path, mistakes, "");
    CHECK(mistakes.empty());
    CHECK(s.public_side.url == "https://report.example.org:8443");
    CHECK(s.ops.listen == "unix:/run/earshot/ops");
}

TEST_CASE("what must be there is asked for all at once") {
    written const file("[log]\nlevel = 'info'\n");
    std::vector<config::mistake> mistakes;
    auto const s = config::load_settings(file.path, mistakes, "");
    CHECK(mistakes.size() == 3);  // data.dir, flow.file, a channel
}

TEST_CASE("keys come from systemd when it hands them over") {
    std::string name = (std::filesystem::temp_directory_path() / "earshot-cred-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    std::ofstream(name + "/keys.master") << "k\n";
    written const file(smallest);
    std::vector<config::mistake> mistakes;
    auto const s = config::load_settings(file.path, mistakes, name);
    CHECK(s.keys.master_file == name + "/keys.master");
    CHECK(s.keys.vault_file == "/var/lib/earshot/vault.key");
    std::filesystem::remove_all(name);
}

TEST_CASE("the example configuration is valid") {
    std::vector<config::mistake> mistakes;
    auto const s = config::load_settings(EARSHOT_SOURCE_DIR "/config/earshot.example.toml", mistakes, "");
    for (auto const& m : mistakes) WARN(config::str(m));
    CHECK(mistakes.empty());
    REQUIRE(s.channels.size() == 3);
    CHECK(s.channels[0].second->text("kind") == "twilio");
}
