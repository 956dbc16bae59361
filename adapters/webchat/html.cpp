// SPDX-License-Identifier: Apache-2.0
#include "adapters/webchat/html.hpp"

#include <stdexcept>

namespace earshot::webchat {
namespace {

std::string const& need(values const& from, std::string_view name) {
    auto const found = from.find(name);
    if (found == from.end()) throw std::logic_error("a page asks for \"" + std::string(name) + "\", which nobody gave");
    return found->second;
}

}  // namespace

std::string escape(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for (char const c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            case '`': out += "&#96;"; break;
            default: out += c;
        }
    }
    return out;
}

std::string paragraphs(std::string_view text) {
    std::string const safe = escape(text);
    std::string out;
    for (char const c : safe) {
        if (c == '\n') out += "<br>";
        out += c;
    }
    return out;
}

std::string fill(std::string_view page, values const& v, values const& strings) {
    std::string out;
    while (!page.empty()) {
        auto const open = page.find("{{");
        out += page.substr(0, open);
        if (open == std::string_view::npos) break;
        auto const close = page.find("}}", open);
        if (close == std::string_view::npos) throw std::logic_error("a page has {{ without }}");
        auto const tag = page.substr(open + 2, close - open - 2);
        page.remove_prefix(close + 2);
        if (tag.starts_with("t:")) {
            out += escape(need(strings, tag.substr(2)));
        } else if (tag.starts_with('&')) {
            out += need(v, tag.substr(1));
        } else if (tag.starts_with('?')) {
            std::string const end = "{{/" + std::string(tag.substr(1)) + "}}";
            auto const stop = page.find(end);
            if (stop == std::string_view::npos) throw std::logic_error("a page has no " + end);
            if (!need(v, tag.substr(1)).empty()) out += fill(page.substr(0, stop), v, strings);
            page.remove_prefix(stop + end.size());
        } else {
            out += escape(need(v, tag));
        }
    }
    return out;
}

}  // namespace earshot::webchat
