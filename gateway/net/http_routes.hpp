// SPDX-License-Identifier: Apache-2.0
// Where a request goes. Private to net: others see http_router.
#pragma once

#include "gateway/net/http.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace earshot::net {

struct http_route {
    std::string method;
    http_handler handler;
    route_options options;
    std::size_t under_way{};
};

// All methods of one path or prefix.
struct http_resource {
    std::string path;
    std::vector<std::shared_ptr<http_route>> routes;
    std::shared_ptr<websocket_handler> socket;

    // GET also answers HEAD, unless HEAD has its own.
    std::shared_ptr<http_route> find(std::string_view method) const;
    std::string allow() const;
};

class http_routes final : public http_router {
public:
    // Throws std::logic_error for a path without '/', or a method that the path already has: both are bugs.
    void add(std::string method, std::string path, http_handler handler, route_options options) override;
    void add_prefix(std::string method, std::string prefix, http_handler handler, route_options options) override;
    void add_websocket(std::string path, websocket_handler handler) override;

    // Null: no such path. Valid until the next change.
    http_resource const* find(std::string_view path) const;

private:
    struct text_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };
    std::unordered_map<std::string, http_resource, text_hash, std::equal_to<>> exact_;
    std::vector<http_resource> prefixes_;  // longest first
};

}  // namespace earshot::net
