// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/body.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace earshot::desk {
namespace {

namespace json = boost::json;

bool is_json(std::string_view type) {
    type = type.substr(0, type.find(';'));
    while (!type.empty() && type.back() == ' ') type.remove_suffix(1);
    std::string lower(type);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower == "application/json";
}

std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

or_reply<body> body::of(net::http_request const& request) {
    body out;
    if (request.body.empty()) return out;
    if (!is_json(request.header("content-type")))
        return problem(415, "Send JSON, with the header Content-Type: application/json.");
    json::parse_options how;
    how.max_depth = 8;
    boost::system::error_code ec;
    auto parsed = json::parse(request.body, ec, {}, how);
    if (ec || !parsed.is_object()) return problem(400, "The body must be one JSON object in UTF-8.");
    out.members_ = std::move(parsed.as_object());
    return out;
}

json::value const* body::take(std::string_view name, bool needed) {
    asked_.emplace(name);
    auto const* v = members_.if_contains(name);
    if (v && v->is_null()) v = nullptr;
    if (!v && needed) complain(name, "is missing");
    return v;
}

void body::complain(std::string_view name, std::string_view what) {
    if (first_wrong_.empty()) first_wrong_ = "\"" + std::string(name) + "\" " + std::string(what) + ".";
}

std::string body::text(std::string_view name, std::size_t least, std::size_t most) {
    if (!take(name, true)) return {};
    return maybe_text(name, least, most).value_or(std::string());
}

std::optional<std::string> body::maybe_text(std::string_view name, std::size_t least, std::size_t most) {
    auto const* v = take(name, false);
    if (!v) return std::nullopt;
    if (!v->is_string()) {
        complain(name, "must be text");
        return std::nullopt;
    }
    std::string text(v->get_string());
    auto const length = code_points(text);
    bool const blank =
        std::all_of(text.begin(), text.end(), [](unsigned char c) { return c == ' ' || c == '\n' || c == '\t'; });
    bool const control = std::any_of(text.begin(), text.end(),
                                     [](unsigned char c) { return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7F; });
    if (control)
        complain(name, "holds characters that cannot be shown");
    else if (least > 0 && blank)
        complain(name, "must not be empty");
    else if (length < least)
        complain(name, "must have at least " + std::to_string(least) + " characters");
    else if (length > most)
        complain(name, "may have at most " + std::to_string(most) + " characters");
    return text;
}

std::int64_t body::integer(std::string_view name) {
    if (!take(name, true)) return 0;
    return maybe_integer(name).value_or(0);
}

std::optional<std::int64_t> body::maybe_integer(std::string_view name) {
    auto const* v = take(name, false);
    if (!v) return std::nullopt;
    if (v->is_int64()) return v->get_int64();
    complain(name, "must be a whole number");
    return std::nullopt;
}

std::optional<bool> body::maybe_flag(std::string_view name) {
    auto const* v = take(name, false);
    if (!v) return std::nullopt;
    if (v->is_bool()) return v->get_bool();
    complain(name, "must be true or false");
    return std::nullopt;
}

std::optional<std::set<std::string>> body::maybe_texts(std::string_view name, std::size_t most) {
    auto const* v = take(name, false);
    if (!v) return std::nullopt;
    std::set<std::string> out;
    bool fits = v->is_array() && v->get_array().size() <= most;
    if (fits) {
        for (auto const& one : v->get_array()) {
            fits = fits && one.is_string() && one.get_string().size() <= 40;
            if (fits) out.emplace(one.get_string());
        }
    }
    if (!fits) complain(name, "must be a list of at most " + std::to_string(most) + " short texts");
    return out;
}

std::optional<net::http_reply> body::wrong() const {
    for (auto const& m : members_)
        if (!asked_.contains(std::string_view(m.key())))
            return problem(400, "\"" + std::string(m.key()).substr(0, 60) + "\" is not known here. Leave it out.");
    if (!first_wrong_.empty()) return problem(400, first_wrong_);
    return std::nullopt;
}

std::optional<std::int64_t> whole(std::string_view text) {
    std::int64_t value = 0;
    auto const [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

}  // namespace earshot::desk
