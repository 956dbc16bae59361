// SPDX-License-Identifier: Apache-2.0
#include "adapters/webchat/site.hpp"

#include "gateway/net/padding.hpp"

namespace earshot::webchat {
namespace {

constexpr std::size_t page_step = 4096;  // so that its length does not tell which question it asks

// A dot of one colour: a tab shows nothing that tells what the page is.
constexpr std::string_view favicon =
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Ccircle cx='4' cy='4' r='3' "
    "fill='%23888'/%3E%3C/svg%3E";

std::string language_links(std::map<std::string, values, std::less<>> const& all, std::string_view here) {
    if (all.size() < 2) return {};
    std::string out;
    for (auto const& [tag, strings] : all) {
        std::string const name = escape(strings.at("language"));
        std::string const attributes = "lang=\"" + escape(tag) + "\" dir=\"" + escape(strings.at("dir")) + "\"";
        if (tag == here)
            out += "<li><span aria-current=\"true\" " + attributes + ">" + name + "</span></li>";
        else
            out += "<li><a class=\"govuk-link\" href=\"/?lang=" + escape(tag) + "\" hreflang=\"" + escape(tag) + "\" " +
                   attributes + ">" + name + "</a></li>";
    }
    return out;
}

// A telephone number as a link target: digits and a leading plus.
std::string dialled(std::string_view shown) {
    std::string out;
    for (char const c : shown)
        if ((c >= '0' && c <= '9') || (c == '+' && out.empty())) out += c;
    return out;
}

}  // namespace

site::site(chat_settings const& settings, asset_source assets, std::vector<std::string>& mistakes)
    : settings_(settings),
      assets_(std::move(assets)),
      locales_(assets_("en.json"), settings.locale, settings.strings_dir, mistakes) {}

values const& site::strings_for(net::http_request const& request) const {
    return locales_.choose(request.query_value("lang").value_or(std::string()), request.header("accept-language"));
}

std::string site::policy(bool embedded) const {
    std::string connect;
    for (auto const& origin : settings_.origins)
        connect += " ws" + origin.substr(4);  // "'self'" covers ws: only lately
    std::string ancestors = " 'none'";
    if (embedded) {
        ancestors = " 'self'";
        for (auto const& origin : settings_.embed_origins) ancestors += " " + origin;
    }
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'" +
           connect + "; base-uri 'none'; form-action 'self'; frame-ancestors" + ancestors;
}

void site::keep_private(net::http_reply& reply, bool embedded) const {
    auto& h = reply.headers;
    h.emplace_back("Content-Security-Policy", policy(embedded));
    h.emplace_back("Cache-Control", "no-store");
    h.emplace_back("Referrer-Policy", "no-referrer");
    h.emplace_back("X-Content-Type-Options", "nosniff");
    h.emplace_back("Permissions-Policy",
                   "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), "
                   "browsing-topics=()");
    if (embedded) return;
    h.emplace_back("X-Frame-Options", "DENY");
    h.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
    h.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
}

net::http_reply site::page(std::string_view name, values v, values const& strings, unsigned status) const {
    bool const embedded = v.contains("embed") && !v.at("embed").empty();
    v.try_emplace("embed", "");
    v.try_emplace("error", "");
    v.try_emplace("script", "page.js");
    v["home"] = embedded ? "" : "1";
    v["title"] = strings.at(std::string(name) + ".title");
    v["favicon"] = std::string(favicon);
    v["service_name"] = settings_.service_name;
    v["privacy_url"] = settings_.privacy_url;
    v["text_number"] = settings_.text_number;
    v["text_dial"] = dialled(settings_.text_number);
    v["call_number"] = settings_.call_number;
    v["call_dial"] = dialled(settings_.call_number);
    v["lang"] = strings.at("lang");
    v["dir"] = strings.at("dir");
    v["languages"] = language_links(locales_.all(), strings.at("lang"));
    v["body"] = fill(assets_(std::string(name) + ".html"), v, strings);
    net::http_reply reply;
    reply.status = status;
    reply.content_type = "text/html; charset=utf-8";
    reply.body = net::filled_with_blanks(fill(assets_("layout.html"), v, strings), page_step);
    reply.headers.emplace_back("Content-Language", strings.at("lang"));
    keep_private(reply, embedded);
    return reply;
}

net::http_reply site::start(net::http_request const& request) const {
    return page("start", {}, strings_for(request));
}

net::http_reply site::safety(net::http_request const& request) const {
    return page("safety", {}, strings_for(request));
}

net::http_reply site::chat(net::http_request const& request) const {
    auto const& strings = strings_for(request);
    values v;
    v["embed"] = request.query_value("embed").value_or(std::string()) == "1" ? "1" : "";
    v["script"] = "chat.js";
    v["script_strings"] = locale_strings::for_script(strings);
    v["file_bytes"] = settings_.files > 0 ? std::to_string(settings_.file_bytes) : "";
    v["file_accept"] = std::string(accepted_files);
    return page("chat", std::move(v), strings);
}

net::http_reply site::leave() const {
    net::http_reply reply;
    reply.status = 303;
    reply.headers.emplace_back("Location", settings_.exit_to);
    // Not "cache": nothing of ours is in it (no-store), and emptying a big one can hold up the way out for seconds.
    reply.headers.emplace_back("Clear-Site-Data", "\"cookies\", \"storage\"");
    keep_private(reply, false);
    return reply;
}

net::http_reply site::asset(std::string_view name, std::string_view content_type) const {
    net::http_reply reply;
    auto const bytes = assets_(name);
    reply.status = bytes.empty() ? 404 : 200;
    reply.content_type = content_type;
    reply.body = bytes;
    // Not stored either: a style sheet in the cache of a shared computer tells that somebody was here.
    reply.headers.emplace_back("Cache-Control", "no-store");
    reply.headers.emplace_back("X-Content-Type-Options", "nosniff");
    reply.headers.emplace_back("Cross-Origin-Resource-Policy", name == "widget.js" ? "cross-origin" : "same-origin");
    return reply;
}

}  // namespace earshot::webchat
