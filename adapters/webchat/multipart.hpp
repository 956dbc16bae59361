// SPDX-License-Identifier: Apache-2.0
// What a page with a file field sends: multipart/form-data (RFC 7578). Names and types of files are not looked at.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earshot::webchat {

struct form_parts {
    std::vector<std::pair<std::string, std::string>> fields;  // name and value, in order
    std::vector<std::string> files;                           // those with bytes in them, in order
};

// nullopt: not such a body, or more than 100 parts.
std::optional<form_parts> parse_multipart(std::string_view content_type, std::string_view body);

}  // namespace earshot::webchat
