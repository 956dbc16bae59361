// SPDX-License-Identifier: Apache-2.0
#include "gateway/domain/private_text.hpp"

#include <cstring>

namespace earshot {

void wipe(std::string& text) noexcept {
    // resize() to the capacity never allocates, and reaches bytes left behind by a longer earlier value.
    text.resize(text.capacity());
    volatile char* p = text.data();
    for (std::size_t i = 0; i < text.size(); ++i) p[i] = 0;
    text.clear();
}

}  // namespace earshot
