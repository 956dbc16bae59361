// SPDX-License-Identifier: Apache-2.0
#include "gateway/config/file.hpp"
#include "gateway/config/secret_file.hpp"
#include "tests/support/catch.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace earshot;
namespace fs = std::filesystem;

namespace {

class folder {
public:
    folder() {
        std::string name = (fs::temp_directory_path() / "earshot-secret-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~folder() { fs::remove_all(path_); }
    std::string put(std::string const& name, std::string const& content, mode_t mode) const {
        auto const file = path_ + "/" + name;
        std::ofstream(file, std::ios::binary) << content;
        ::chmod(file.c_str(), mode);
        return file;
    }
    std::string const& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace

TEST_CASE("a secret is the first line of a guarded file") {
    folder const dir;
    std::string why;
    auto const good = config::read_secret(dir.put("a", "s3cret\r\nmore\n", 0600), config::guard::ours, why);
    REQUIRE(good);
    CHECK(good->reveal() == "s3cret");
    auto const bare = config::read_secret(dir.put("b", "bare", 0400), config::guard::ours, why);
    REQUIRE(bare);
    CHECK(bare->reveal() == "bare");
    auto const longest = config::read_secret(dir.put("c", std::string(4096, 'x'), 0600), config::guard::ours, why);
    REQUIRE(longest);
    CHECK(longest->size() == 4096);
    CHECK(why.empty());
}

TEST_CASE("a secret others can touch, or that is none, is refused without being told") {
    folder const dir;
    struct {
        std::string content;
        mode_t mode;
        char const* reason;
    } const table[] = {
        {"s3cret\n", 0640, "other users"},      {"s3cret\n", 0604, "other users"},
        {"s3cret\n", 0620, "other users"},      {"", 0600, "empty"},
        {"\nsecond\n", 0600, "empty"},          {std::string("s3cret\0x\n", 9), 0600, "NUL"},
        {std::string(4097, 'x'), 0600, "4096"}, {std::string(5000, 'x') + "\n", 0600, "4096"},
    };
    int number = 0;
    for (auto const& row : table) {
        std::string why;
        auto const file = dir.put("f" + std::to_string(number++), row.content, row.mode);
        CHECK_FALSE(config::read_secret(file, config::guard::ours, why));
        INFO(why);
        CHECK(why.find(row.reason) != std::string::npos);
        CHECK(why.find("s3cret") == std::string::npos);
    }
    std::string why;
    CHECK_FALSE(config::read_secret(dir.path(), config::guard::ours, why));
    CHECK_FALSE(why.empty());
    why.clear();
    CHECK_FALSE(config::read_secret(dir.path() + "/none", config::guard::ours, why));
    CHECK_FALSE(why.empty());
    why.clear();
    REQUIRE(::mkfifo((dir.path() + "/fifo").c_str(), 0600) == 0);
    CHECK_FALSE(config::read_secret(dir.path() + "/fifo", config::guard::ours, why));
    CHECK(why.find("regular") != std::string::npos);
}

TEST_CASE("secrets by key, by systemd credential, and never in the configuration") {
    folder const dir;
    dir.put("tok", "from-file\n", 0600);
    dir.put("open", "from-file\n", 0644);
    dir.put("channel.s.cred", "from-systemd\n", 0440);
    dir.put("channel.s.loose", "from-systemd\n", 0444);
    std::vector<config::mistake> mistakes;
    auto loaded = config::file::parse("[channel.s]\ntok_file = 'tok'\nopen_file = 'open'\nplain = 'hunter2'\n",
                                      dir.path() + "/e.toml", mistakes, dir.path());
    REQUIRE(loaded);
    auto& s = *(*loaded)->tables_of("channel").at(0).second;
    CHECK(s.secret("tok").reveal() == "from-file");
    CHECK(s.secret("cred").reveal() == "from-systemd");
    CHECK_FALSE(s.secret_if("absent"));
    CHECK(mistakes.empty());
    CHECK(s.good());

    CHECK(s.secret("absent").empty());
    CHECK(s.secret("open").empty());
    CHECK(s.secret("plain").empty());
    CHECK_FALSE(s.secret_if("loose"));
    REQUIRE(mistakes.size() == 4);
    CHECK(mistakes[0].message.find("absent_file") != std::string::npos);
    CHECK(mistakes[1].line == 3);
    CHECK(mistakes[1].message.find("chmod 600") != std::string::npos);
    CHECK(mistakes[2].line == 4);
    CHECK(mistakes[2].message.find("hunter2") == std::string::npos);
    (*loaded)->finish();
    CHECK(mistakes.size() == 4);
}
