// SPDX-License-Identifier: Apache-2.0
// What an operator of the service may set for the web chat. Every text of a page is in the strings, not here.
#pragma once

#include "gateway/config/section.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::webchat {

// What a browser offers to choose from; what a file really is, its bytes say later.
inline constexpr std::string_view accepted_files =
    "image/jpeg,image/png,image/webp,image/gif,image/heic,image/heif,application/pdf,.docx,.odt,audio/wav,audio/x-wav,"
    "audio/flac,audio/ogg,audio/mpeg,.heic,.opus";

struct chat_settings {
    std::string name{"web-chat"};            // the channel's name
    std::vector<std::string> origins;        // where our own pages are served: public_url and, say, an onion address
    std::vector<std::string> embed_origins;  // sites that may show the widget
    std::string exit_to{"https://www.bbc.co.uk/weather"};
    std::string locale{"en"};
    std::string strings_dir;   // further <locale>.json files
    std::string service_name;  // shown on top of each page; neutral
    std::string text_number;   // "text us instead", as shown
    std::string call_number;
    std::string privacy_url;
    std::size_t max_sockets{5000};
    std::chrono::milliseconds form_wait{5000};  // how long a page request waits for the answer
    std::size_t files{3};                       // in one message of a plain page; 0: none are taken, in the chat neither
    std::size_t file_bytes{10 * 1024 * 1024};   // of one of them
    std::size_t uploads{8};                     // read at a time; each holds its bytes in memory
};

// Mistakes are reported to the section. `public_url`: as in channel_services.
chat_settings read_settings(config::section& from, std::string const& name, std::string const& public_url);

// Scheme, host and port of a URL, lower case; empty when it is not http(s)://host[:port]/...
std::string origin_of(std::string_view url);
// http or https and nothing that could leave an attribute, a header or a policy.
bool is_plain_url(std::string_view url) noexcept;

}  // namespace earshot::webchat
