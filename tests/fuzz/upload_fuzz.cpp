// SPDX-License-Identifier: Apache-2.0
// What a browser uploads, and how a message with files lies in the journal.
#include "adapters/webchat/multipart.hpp"
#include "adapters/webchat/words.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace earshot;
    std::string_view const bytes(reinterpret_cast<char const*>(data), size);
    std::size_t taken = 0;
    std::vector<std::string> files;
    if (auto parts = webchat::parse_multipart("multipart/form-data; boundary=b", bytes)) {
        for (auto const& [name, value] : parts->fields) taken += name.size() + value.size();
        for (auto const& f : parts->files) taken += f.size();
        files = std::move(parts->files);
    }
    webchat::parse_multipart(bytes.substr(0, 200), bytes);
    if (taken > size) std::abort();
    if (auto const read = webchat::read_body(body(std::string(bytes)))) taken = read->files.size();
    // What is written is read back.
    auto const again = webchat::read_body(webchat::make_body("words", files));
    if (!again || again->files.size() != files.size()) std::abort();
    for (std::size_t i = 0; i < files.size(); ++i)
        if (again->files[i].bytes.reveal() != files[i]) std::abort();
    return 0;
}
