// SPDX-License-Identifier: Apache-2.0
// A mark in the mail we send, by which we know it when it comes back in a loop. It is keyed: nobody else can make one
// to have a person's mail passed over.
#pragma once

#include "gateway/domain/clock.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace earshot::email {

class loop_mark {
public:
    static constexpr std::string_view field = "X-Loop-Mark";

    explicit loop_mark(std::string_view secret);  // of any length
    std::string make(random_fn const& random) const;
    bool ours(std::string_view value) const;

private:
    std::array<std::uint8_t, 32> key_;
};

}  // namespace earshot::email
