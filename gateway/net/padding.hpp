// SPDX-License-Identifier: Apache-2.0
// Who watches the line sees no words, but how long they are. TLS does not hide it (RFC 8446, appendix E.3), so what
// leaves is filled up to whole steps: blanks behind JSON and HTML, a header in calls to others.
#pragma once

#include <cstddef>
#include <string>

namespace earshot::net {

// How much is missing until `size` is a whole number of steps, at least one.
constexpr std::size_t missing_to(std::size_t step, std::size_t size) noexcept {
    auto const whole = size == 0 ? step : (size + step - 1) / step * step;
    return whole - size;
}

inline std::string filled_with_blanks(std::string text, std::size_t step) {
    text.append(missing_to(step, text.size()), ' ');
    return text;
}

}  // namespace earshot::net
