// SPDX-License-Identifier: Apache-2.0
// Reading a packed document's members out of memory, within bounds.
#pragma once

#include "gateway/files/worker/codecs.hpp"

#include <optional>
#include <string>
#include <string_view>

struct zip;

namespace earshot::files {

class packed {
public:
    packed(std::string_view bytes, bounds const& within);
    ~packed();
    packed(packed const&) = delete;
    packed& operator=(packed const&) = delete;

    // nullopt: there is none of that name. What a member claims to be is not believed: unpacking stops at the bound.
    std::optional<std::string> read(char const* name);

private:
    ::zip* zip_{};
    std::size_t size_;
    bounds within_;
    std::uint64_t unpacked_{};
};

}  // namespace earshot::files
