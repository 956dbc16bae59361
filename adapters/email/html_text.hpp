// SPDX-License-Identifier: Apache-2.0
// HTML mail to plain text: what a person would have seen, with quoted history marked by "> " as in plain mail. Nothing
// is ever fetched. Time and memory grow with the length alone (html_scanner).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace earshot::email {

struct html_reading {
    std::string text;       // UTF-8, LF
    bool hidden_dropped{};  // there was text that the page hides
    std::size_t steps{};
};

html_reading html_to_text(std::string_view utf8);

// "https://example.org/?utm_source=x&id=1" -> "https://example.org/?id=1"; empty for anything but http and https.
std::string plain_link(std::string_view url);

}  // namespace earshot::email
