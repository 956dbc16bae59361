// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace earshot::email {

// "eacute" -> U+00E9. Case counts.
std::optional<char32_t> named_character(std::string_view name) noexcept;

}  // namespace earshot::email
