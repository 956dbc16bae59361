// SPDX-License-Identifier: Apache-2.0
#include "gateway/seal/padded_address.hpp"

#include <sodium.h>

#include <algorithm>

namespace earshot::seal {
namespace {

constexpr std::size_t step = 64;

}  // namespace

address padded(address const& plain) {
    auto const words = plain.reveal();
    std::string out((words.size() / step + 1) * step, '\0');
    std::ranges::copy(words, out.begin());
    std::size_t size = 0;
    sodium_pad(&size, reinterpret_cast<unsigned char*>(out.data()), words.size(), step, out.size());
    return address(std::move(out));
}

address unpadded(std::string text) {
    std::size_t size = 0;
    bool const filled =
        !text.empty() && text.size() % step == 0 &&
        sodium_unpad(&size, reinterpret_cast<unsigned char const*>(text.data()), text.size(), step) == 0;
    address out(filled ? text.substr(0, size) : text);
    wipe(text);
    return out;
}

}  // namespace earshot::seal
