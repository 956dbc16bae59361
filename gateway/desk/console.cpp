// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/console.hpp"

#include "gateway/desk/replies.hpp"

#include <array>

namespace earshot::desk {
namespace {

struct kind {
    std::string_view ending;
    std::string_view type;
};
constexpr std::array kinds{
    kind{".html", "text/html; charset=utf-8"},
    kind{".js", "text/javascript; charset=utf-8"},
    kind{".css", "text/css; charset=utf-8"},
    kind{".svg", "image/svg+xml"},
    kind{".png", "image/png"},
    kind{".ico", "image/x-icon"},
    kind{".woff2", "font/woff2"},
    kind{".json", "application/json"},
    kind{".webmanifest", "application/manifest+json"},
    kind{".txt", "text/plain; charset=utf-8"},
};

}  // namespace

net::http_reply console_file(asset_source const& assets, std::string_view path) {
    auto name = path.substr(1);
    auto const last = name.substr(name.rfind('/') + 1);
    if (last.find('.') == std::string_view::npos) name = "index.html";
    auto const bytes = assets ? assets(name) : std::string_view();
    if (bytes.empty()) return problem(404, "There is no such page. Go to the start page.");
    net::http_reply out;
    out.content_type = "application/octet-stream";
    for (auto const& k : kinds)
        if (name.ends_with(k.ending)) out.content_type = k.type;
    out.body = bytes;
    return out;
}

}  // namespace earshot::desk
