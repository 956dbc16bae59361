// SPDX-License-Identifier: Apache-2.0
// What is ours in the reading of files: their kind by their first bytes, the look at a worker's answer, the words of a
// document's XML, a photo's orientation. Codecs are other people's, and have fuzzers of their own.
#include "gateway/files/kinds.hpp"
#include "gateway/files/wire.hpp"
#include "gateway/files/worker/codecs.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace earshot;

void must(bool holds) {
    if (!holds) std::abort();
}

// Refusing is fine; anything else thrown is a fault.
template <typename read>
void words_of(read const& from) {
    try {
        std::string const tidy = files::tidy_text(from());
        must(files::is_plain_text(tidy) && tidy.size() <= files::wire::most_text);
    } catch (files::refused const&) {
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const bytes(reinterpret_cast<char const*>(data), size);
    auto const seen = files::sniff(bytes);
    if (seen.what) must(files::kind_named(files::name(*seen.what)) == seen.what);
    // An answer that is let through is one that we would have written, byte for byte.
    if (auto const answer = files::wire::read(bytes)) must(files::wire::write(*answer) == bytes);
    files::is_plain_jpeg(bytes);
    files::is_plain_png(bytes);
    files::is_plain_ogg(bytes);
    int const turned = files::exif_orientation(bytes);
    must(turned >= 1 && turned <= 8);
    auto const half = bytes.size() / 2;
    words_of([&] { return files::docx_words(bytes.substr(0, half), bytes.substr(half)); });
    words_of([&] { return files::docx_words(bytes, {}); });
    words_of([&] { return files::odt_words(bytes, {}); });
    words_of([&] { return std::string(bytes); });
    return 0;
}
