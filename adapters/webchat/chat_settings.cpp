// SPDX-License-Identifier: Apache-2.0
#include "adapters/webchat/chat_settings.hpp"

#include <algorithm>

namespace earshot::webchat {
namespace {

bool host_symbol(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
}

std::size_t scheme_length(std::string_view url) noexcept {
    if (url.starts_with("https://")) return 8;
    if (url.starts_with("http://")) return 7;
    return 0;
}

std::vector<std::string> origins(config::section& from, std::string_view key) {
    auto out = from.texts_or(key, {});
    for (auto const& o : out)
        if (o.empty() || origin_of(o) != o)
            from.wrong(key, "\"" + o + "\" is not an origin such as https://www.example.org (lower case, no path)");
    return out;
}

}  // namespace

std::string origin_of(std::string_view url) {
    std::size_t const scheme = scheme_length(url);
    if (scheme == 0) return {};
    auto const end = std::min(url.find('/', scheme), url.size());
    std::string out(url.substr(0, end));
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (end == scheme || !std::all_of(out.begin() + static_cast<std::ptrdiff_t>(scheme), out.end(), host_symbol))
        return {};
    return out;
}

bool is_plain_url(std::string_view url) noexcept {
    std::size_t const scheme = scheme_length(url);
    if (scheme == 0 || url.size() == scheme || url.size() > 500) return false;
    return std::all_of(url.begin(), url.end(), [](char c) {
        return c > 0x20 && c < 0x7f && c != '"' && c != '\'' && c != '<' && c != '>' && c != ';' && c != ',' &&
               c != '\\';
    });
}

chat_settings read_settings(config::section& from, std::string const& name, std::string const& public_url) {
    chat_settings s;
    s.name = name;
    std::string const own = origin_of(public_url);
    if (own.empty()) from.wrong("kind", "the web chat needs public_url, such as https://report.example.org");
    s.origins = origins(from, "origins");
    s.origins.insert(s.origins.begin(), own);
    s.embed_origins = origins(from, "embed_origins");
    s.exit_to = from.text_or("exit_to", s.exit_to);
    if (!is_plain_url(s.exit_to)) from.wrong("exit_to", "it must be an http or https URL of an everyday site");
    s.locale = from.text_or("locale", s.locale);
    s.strings_dir = from.path_or("strings_dir", "");
    s.service_name = from.text_or("service_name", "Start page");
    s.text_number = from.text_or("text_number", "");
    s.call_number = from.text_or("call_number", "");
    s.privacy_url = from.text_or("privacy_url", "");
    if (!s.privacy_url.empty() && !is_plain_url(s.privacy_url))
        from.wrong("privacy_url", "it must be an http or https URL");
    s.max_sockets = static_cast<std::size_t>(from.integer_or("max_sockets", 5000, 1, 1'000'000));
    auto const wait = from.duration_or("form_wait", std::chrono::seconds(5));
    if (wait > std::chrono::seconds(10)) from.wrong("form_wait", "at most \"10 s\": a page request ends after 20 s");
    s.form_wait = wait;
    s.files = static_cast<std::size_t>(from.integer_or("files", 3, 0, 8));
    s.file_bytes = static_cast<std::size_t>(from.integer_or("file_size_mb", 10, 1, 50)) * 1024 * 1024;
    s.uploads = static_cast<std::size_t>(from.integer_or("uploads", 8, 1, 100));
    return s;
}

}  // namespace earshot::webchat
