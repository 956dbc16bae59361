// SPDX-License-Identifier: Apache-2.0
#include "gateway/net/http_routes.hpp"

#include "gateway/net/http_server.hpp"

#include <algorithm>
#include <stdexcept>

namespace earshot::net {
namespace {

void check_path(std::string const& path) {
    if (!path.starts_with('/')) throw std::logic_error("a route must start with '/': " + path);
}

void add_route(http_resource& to, std::string method, http_handler handler, route_options options) {
    for (auto const& known : to.routes)
        if (known->method == method) throw std::logic_error("route added twice: " + method + " " + to.path);
    to.routes.push_back(std::make_shared<http_route>(
        http_route{.method = std::move(method), .handler = std::move(handler), .options = options}));
}

}  // namespace

std::shared_ptr<http_route> http_resource::find(std::string_view method) const {
    for (auto const& route : routes)
        if (route->method == method) return route;
    if (method == "HEAD") return find("GET");
    return nullptr;
}

std::string http_resource::allow() const {
    std::string out;
    auto const add = [&out](std::string_view method) {
        if (!out.empty()) out += ", ";
        out += method;
    };
    for (auto const& route : routes) add(route->method);
    bool const get = find("GET") != nullptr;
    if (!get && socket) add("GET");
    if (get && find("HEAD")->method != "HEAD") add("HEAD");
    return out;
}

void http_routes::add(std::string method, std::string path, http_handler handler, route_options options) {
    check_path(path);
    auto& resource = exact_[path];
    resource.path = std::move(path);
    add_route(resource, std::move(method), std::move(handler), options);
}

void http_routes::add_prefix(std::string method, std::string prefix, http_handler handler, route_options options) {
    check_path(prefix);
    auto at = std::find_if(prefixes_.begin(), prefixes_.end(), [&](auto const& known) { return known.path == prefix; });
    if (at == prefixes_.end()) {
        at = std::find_if(prefixes_.begin(), prefixes_.end(),
                          [&](auto const& known) { return known.path.size() < prefix.size(); });
        at = prefixes_.insert(at, http_resource{.path = std::move(prefix), .routes = {}, .socket = {}});
    }
    add_route(*at, std::move(method), std::move(handler), options);
}

void http_routes::add_websocket(std::string path, websocket_handler handler) {
    check_path(path);
    auto& resource = exact_[path];
    if (resource.socket) throw std::logic_error("WebSocket added twice: " + path);
    resource.path = std::move(path);
    resource.socket = std::make_shared<websocket_handler>(std::move(handler));
}

http_resource const* http_routes::find(std::string_view path) const {
    if (auto const at = exact_.find(path); at != exact_.end()) return &at->second;
    for (auto const& prefix : prefixes_)
        if (path.starts_with(prefix.path)) return &prefix;
    return nullptr;
}

std::unique_ptr<http_router> make_router() {
    return std::make_unique<http_routes>();
}

}  // namespace earshot::net
