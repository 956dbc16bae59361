// SPDX-License-Identifier: Apache-2.0
// The frames of /chat/ws: JSON text, version 1, strict. README.md describes them for people.
#pragma once

#include "adapters/channel.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace earshot::webchat {

inline constexpr int protocol_version = 1;
// 4000 characters, each at worst a surrogate pair of \uXXXX escapes, and the frame around them.
inline constexpr std::size_t max_frame_bytes = 64 * 1024;
// Every frame of ours is a whole number of these, and so is every one of the page: their length tells little.
inline constexpr std::size_t frame_step = 1024;

struct hello {
    std::string token;     // empty: a new session
    std::int64_t after{};  // the last place the page has shown
};
struct say {
    std::string id;  // UUID: a repeat of it changes nothing
    std::string text;
};
// What is wrong with a frame: "bad_frame" or "version".
struct fault {
    std::string_view code;
};
using client_frame = std::variant<hello, say, fault>;

client_frame parse_frame(std::string_view text);

struct welcome {
    std::string token;
    std::vector<backlog_item> items;
    bool reset{};  // the page's place belongs to an exchange that is over: forget what is shown
    bool more{};   // say hello again with the last place
};

std::string to_frame(welcome const& w);
std::string item_frame(backlog_item const& item);
std::string ack_frame(std::string_view id);
std::string busy_frame(std::string_view id);
std::string echo_frame(std::string_view id, std::string_view text);
// code: bad_frame version no_hello origin too_large too_long empty not_text too_many busy
std::string error_frame(std::string_view code, std::string_view id = {});

}  // namespace earshot::webchat
