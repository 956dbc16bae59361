// SPDX-License-Identifier: Apache-2.0
// A reply as bytes. Private to net.
#pragma once

#include "gateway/net/http.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace earshot::net {

struct head_facts {
    bool keep_alive{};
    bool http_1_0{};
    bool bodiless{};                    // 204, 304: no length
    std::optional<std::size_t> length;  // nullopt: chunked, or until close for HTTP/1.0
    std::string_view extra;             // headers of every reply, as lines
    std::string_view date;              // complete line, or empty
};

// False when a header of the reply holds a control character: then nothing may be sent.
bool append_head(std::string& out, http_reply const& reply, head_facts facts);

// What the server itself says with an error: one line that tells what to do.
std::string_view advice(unsigned status) noexcept;

}  // namespace earshot::net
