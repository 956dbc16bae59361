// SPDX-License-Identifier: Apache-2.0
#include "gateway/seal/key_file.hpp"

#include "tests/support/catch.hpp"

#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

using namespace earshot;

namespace {

std::string hex(std::span<std::uint8_t const> bytes) {
    std::string out;
    for (auto b : bytes) {
        out += "0123456789abcdef"[b >> 4];
        out += "0123456789abcdef"[b & 15];
    }
    return out;
}

class folder {
public:
    folder() { REQUIRE(::mkdtemp(path_.data()) != nullptr); }
    folder(folder const&) = delete;
    folder& operator=(folder const&) = delete;
    ~folder() { std::filesystem::remove_all(path_); }
    std::string file() const { return path_ + "/master.key"; }
    std::string text() const {
        std::ifstream in(file(), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    std::size_t files() const {
        auto const all = std::filesystem::directory_iterator(path_);
        return static_cast<std::size_t>(std::distance(begin(all), end(all)));
    }

private:
    std::string path_ = (std::filesystem::temp_directory_path() / "key-XXXXXX").string();
};

seal::passphrase_fn const nobody_asks = [](std::string const&) -> std::string {
    FAIL("a file in clear needs no passphrase");
    return {};
};

auto const chance = (seal::initialise(), seal::system_random());

}  // namespace

TEST_CASE("key file: made once, for its owner only") {
    folder const here;
    std::string why;
    CHECK(seal::key_file::open(here.file(), nobody_asks, why).error() == errc::not_found);
    REQUIRE(seal::key_file::create(here.file(), "", chance, why));
    struct stat about{};
    REQUIRE(::stat(here.file().c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0600);
    CHECK(about.st_size == 65);
    auto const first = seal::key_file::open(here.file(), nobody_asks, why);
    REQUIRE(first.has_value());
    CHECK(seal::key_file::create(here.file(), "", chance, why).error() == errc::conflict);
    CHECK(hex(seal::key_file::open(here.file(), nobody_asks, why)->current().bytes()) == hex(first->current().bytes()));

    SECTION("others may read it") {
        REQUIRE(::chmod(here.file().c_str(), 0640) == 0);
        CHECK(seal::key_file::open(here.file(), nobody_asks, why).error() == errc::forbidden);
        CHECK(why.find("0600") != std::string::npos);
        auto const parent = std::filesystem::path(here.file()).parent_path().string();
        REQUIRE(::setenv("CREDENTIALS_DIRECTORY", parent.c_str(), 1) == 0);
        REQUIRE(::chmod(here.file().c_str(), 0440) == 0);
        CHECK(seal::key_file::open(here.file(), nobody_asks, why).has_value());
        REQUIRE(::chmod(here.file().c_str(), 0444) == 0);
        CHECK(seal::key_file::open(here.file(), nobody_asks, why).error() == errc::forbidden);
        ::unsetenv("CREDENTIALS_DIRECTORY");
    }
    SECTION("it is not a key") {
        auto const text = GENERATE(as<std::string>{}, "", "abc\n", std::string(64, 'a'), std::string(64, 'g') + "\n",
                                   std::string(66, 'a') + "\n", std::string(64, 'a') + "\nx",
                                   std::string(64, 'a') + "\nprevious aa\n", std::string(64, 'a') + "\ntags " + std::string(64, 'a') + "\n",
                                   "earshot-key argon2id 4 67108864 aa bb\n", "earshot-key argon2id 4 99999999999999 00 00\n");
        std::ofstream(here.file(), std::ios::trunc) << text;
        auto const opened = seal::key_file::open(here.file(), [](std::string const&) { return std::string("x"); }, why);
        CHECK(opened.error() == errc::malformed);
        CHECK(why.find("aaaa") == std::string::npos);
    }
}

TEST_CASE("key file: under a passphrase") {
    folder const here;
    std::string why;
    REQUIRE(seal::key_file::create(here.file(), "correct horse", chance, why));
    CHECK(here.text().starts_with("earshot-key argon2id "));
    auto const with = [&](std::string words) {
        return seal::key_file::open(here.file(), [words](std::string const&) { return words; }, why);
    };
    auto opened = with("correct horse");
    REQUIRE(opened.has_value());
    CHECK(here.text().find(hex(opened->current().bytes())) == std::string::npos);
    CHECK(with("correct hors").error() == errc::unauthentic);
    CHECK(with("").error() == errc::unauthentic);
    CHECK(seal::key_file::open(here.file(), {}, why).error() == errc::unauthentic);

    // A change keeps it under the passphrase.
    auto const old = hex(opened->current().bytes());
    REQUIRE(opened->begin_change(chance, why));
    CHECK(here.text().starts_with("earshot-key argon2id "));
    auto const again = with("correct horse");
    REQUIRE(again.has_value());
    CHECK(again->changing());
    CHECK(hex(again->current().bytes()) != old);
}

TEST_CASE("key file: a change keeps both keys until it ends, and the tags for ever") {
    folder const here;
    std::string why;
    REQUIRE(seal::key_file::create(here.file(), "", chance, why));
    auto file = seal::key_file::open(here.file(), nobody_asks, why);
    REQUIRE(file.has_value());
    auto const first = hex(file->current().bytes());
    auto const before = file->ring();
    REQUIRE(file->begin_change(chance, why));
    CHECK(file->begin_change(chance, why).error() == errc::conflict);
    CHECK(file->changing());
    CHECK(here.text().find(first) != std::string::npos);

    auto resumed = seal::key_file::open(here.file(), nobody_asks, why);
    REQUIRE(resumed.has_value());
    CHECK(resumed->changing());
    auto const during = resumed->ring();
    REQUIRE(during->previous() != nullptr);
    CHECK(during->previous()->id == before->current()->id);
    CHECK(hex(during->previous()->conversations.bytes()) == hex(before->current()->conversations.bytes()));
    CHECK(during->current()->id != before->current()->id);
    CHECK(hex(during->codes.bytes()) == hex(before->codes.bytes()));

    REQUIRE(resumed->end_change(chance, why));
    CHECK(here.text().find(first) == std::string::npos);
    CHECK(here.files() == 1);
    auto const after = seal::key_file::open(here.file(), nobody_asks, why);
    REQUIRE(after.has_value());
    CHECK_FALSE(after->changing());
    auto const ring = after->ring();
    CHECK(ring->previous() == nullptr);
    CHECK(hex(ring->dedupe.bytes()) == hex(before->dedupe.bytes()));
    CHECK(hex(ring->sessions.bytes()) == hex(before->sessions.bytes()));
    CHECK(hex(ring->current()->journal.bytes()) == hex(during->current()->journal.bytes()));
}
