// SPDX-License-Identifier: Apache-2.0
#include "gateway/seal/sealed_file.hpp"

#include "tests/support/catch.hpp"

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>

using namespace earshot;

namespace {

std::string content(std::string const& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("sealed file: of any size comes back whole, and no other does") {
    seal::initialise();
    auto const random = seal::system_random();
    std::string folder = (std::filesystem::temp_directory_path() / "sealed-XXXXXX").string();
    REQUIRE(::mkdtemp(folder.data()) != nullptr);
    auto const size = GENERATE(std::size_t{0}, std::size_t{1}, std::size_t{65535}, std::size_t{65536}, std::size_t{65537},
                               std::size_t{200000});
    std::string plain(size, 'x');
    for (std::size_t i = 0; i < size; ++i) plain[i] = static_cast<char>(i * 7);
    std::ofstream(folder + "/plain", std::ios::binary) << plain;
    auto const k = seal::key::generate(random);
    std::string why;
    REQUIRE(seal::seal_file(k, folder + "/plain", folder + "/sealed", why));
    CHECK(seal::seal_file(k, folder + "/plain", folder + "/sealed", why).error() == errc::unavailable);
    REQUIRE(seal::open_file(k, folder + "/sealed", folder + "/again", why));
    CHECK(content(folder + "/again") == plain);

    CHECK(seal::open_file(seal::key::generate(random), folder + "/sealed", folder + "/other", why).error() ==
          errc::unauthentic);
    CHECK_FALSE(std::filesystem::exists(folder + "/other"));
    auto const sealed = content(folder + "/sealed");
    auto const changed = GENERATE(as<std::string>{}, "cut", "flipped", "longer");
    auto bytes = sealed;
    if (changed == "cut") bytes.resize(sealed.size() > 65600 ? 24 + 65553 : sealed.size() - 1);
    if (changed == "flipped") bytes[sealed.size() / 2] = static_cast<char>(bytes[sealed.size() / 2] ^ 1);
    if (changed == "longer") bytes += "more";
    std::ofstream(folder + "/changed", std::ios::binary) << bytes;
    CHECK(seal::open_file(k, folder + "/changed", folder + "/other", why).error() == errc::unauthentic);
    CHECK_FALSE(std::filesystem::exists(folder + "/other"));
    std::filesystem::remove_all(folder);
}
