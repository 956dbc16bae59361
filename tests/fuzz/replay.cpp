// SPDX-License-Identifier: Apache-2.0
// Gives every file of the folders named on the command line to a fuzz target, and every head of it.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

int main(int argc, char** argv) {
    int files = 0;
    for (int i = 1; i < argc; ++i) {
        for (auto const& entry : std::filesystem::directory_iterator(argv[i])) {
            std::ifstream in(entry.path(), std::ios::binary);
            std::string const bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
            for (std::size_t size = 0; size <= bytes.size(); ++size) {
                LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(bytes.data()), size);
            }
            ++files;
        }
    }
    std::printf("%d files\n", files);
    return files > 0 ? 0 : 1;
}
