// SPDX-License-Identifier: Apache-2.0
// The reporter's pages as HTTP replies: templates, words, assets, and the headers that keep a page private.
#pragma once

#include "adapters/webchat/chat_settings.hpp"
#include "adapters/webchat/html.hpp"
#include "adapters/webchat/locale_strings.hpp"
#include "gateway/net/http.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::webchat {

// A file of the build by name, empty when unknown: "start.html", "en.json", "chat.js".
using asset_source = std::function<std::string_view(std::string_view)>;

// What was embedded when this program was built.
std::string_view built_in_asset(std::string_view name);

class site {
public:
    site(chat_settings const& settings, asset_source assets, std::vector<std::string>& mistakes);

    values const& strings_for(net::http_request const& request) const;
    values const& strings_named(std::string_view locale) const { return locales_.choose(locale, {}); }

    // Whole page around the template <name>.html; `v` adds to what every page has. Title: the string "<name>.title".
    net::http_reply page(std::string_view name, values v, values const& strings, unsigned status = 200) const;

    net::http_reply start(net::http_request const& request) const;
    net::http_reply safety(net::http_request const& request) const;
    net::http_reply chat(net::http_request const& request) const;
    // Clears what the browser holds of us, then on to an everyday site.
    net::http_reply leave() const;
    // Scripts and styles. widget.js may be loaded by the sites that embed it.
    net::http_reply asset(std::string_view name, std::string_view content_type) const;

private:
    std::string policy(bool embedded) const;
    void keep_private(net::http_reply& reply, bool embedded) const;

    chat_settings settings_;
    asset_source assets_;
    locale_strings locales_;
};

}  // namespace earshot::webchat
