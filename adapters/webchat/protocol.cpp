// SPDX-License-Identifier: Apache-2.0
#include "adapters/webchat/protocol.hpp"

#include "adapters/webchat/words.hpp"
#include "gateway/net/padding.hpp"

#include <boost/json.hpp>

#include <initializer_list>

namespace earshot::webchat {
namespace {

namespace json = boost::json;

json::string_view view(std::string_view s) {
    return {s.data(), s.size()};
}

std::string frame_of(json::value const& content) {
    return net::filled_with_blanks(json::serialize(content), frame_step);
}

// Exactly these members, no more and no fewer.
bool members(json::object const& o, std::initializer_list<std::string_view> names) {
    if (o.size() != names.size()) return false;
    for (auto name : names)
        if (!o.contains(view(name))) return false;
    return true;
}

std::string text_of(json::value const& v) {
    auto const& s = v.get_string();
    return {s.data(), s.size()};
}

client_frame parse_hello(json::object const& o) {
    auto const* const v = o.if_contains("v");
    if (v == nullptr || !v->is_int64()) return fault{"bad_frame"};
    if (v->get_int64() != protocol_version) return fault{"version"};
    auto const* const token = o.if_contains("token");
    bool const named = token != nullptr;
    if (named ? !members(o, {"type", "v", "token", "after"}) : !members(o, {"type", "v", "after"}))
        return fault{"bad_frame"};
    hello h;
    if (named) {
        if (!token->is_string()) return fault{"bad_frame"};
        h.token = text_of(*token);
        if (!is_token(h.token)) return fault{"bad_frame"};
    }
    auto const& after = o.at("after");
    if (!after.is_int64() || after.get_int64() < 0) return fault{"bad_frame"};
    h.after = after.get_int64();
    return h;
}

client_frame parse_say(json::object const& o) {
    if (!members(o, {"type", "id", "text"})) return fault{"bad_frame"};
    if (!o.at("id").is_string() || !o.at("text").is_string()) return fault{"bad_frame"};
    say s{text_of(o.at("id")), text_of(o.at("text"))};
    if (!is_uuid(s.id)) return fault{"bad_frame"};
    return s;
}

json::object to_json(backlog_item const& item) {
    json::array choices;
    for (auto const& c : item.choices) choices.push_back({{"send", c.send}, {"label", c.label}});
    char const* const from = item.from_reporter ? "you" : item.by_person ? "person" : "service";
    json::object o;
    o["type"] = "item";
    o["seq"] = item.seq.value;
    o["from"] = from;
    o["text"] = item.text;
    o["choices"] = std::move(choices);
    o["several"] = item.several;
    o["at"] = item.at.time_since_epoch().count();
    return o;
}

}  // namespace

client_frame parse_frame(std::string_view text) {
    json::parse_options strict;
    strict.max_depth = 2;
    boost::system::error_code ec;
    auto const value = json::parse(view(text), ec, {}, strict);
    if (ec || !value.is_object()) return fault{"bad_frame"};
    auto const& o = value.get_object();
    auto const* const type = o.if_contains("type");
    if (type == nullptr || !type->is_string()) return fault{"bad_frame"};
    if (type->get_string() == "hello") return parse_hello(o);
    if (type->get_string() == "say") return parse_say(o);
    return fault{"bad_frame"};
}

std::string to_frame(welcome const& w) {
    json::array items;
    for (auto const& item : w.items) items.push_back(to_json(item));
    json::object o;
    o["type"] = "welcome";
    o["v"] = protocol_version;
    o["token"] = w.token;
    o["items"] = std::move(items);
    o["reset"] = w.reset;
    o["more"] = w.more;
    return frame_of(o);
}

std::string item_frame(backlog_item const& item) {
    return frame_of(to_json(item));
}

std::string ack_frame(std::string_view id) {
    return frame_of(json::object{{"type", "ack"}, {"id", view(id)}});
}

std::string busy_frame(std::string_view id) {
    return frame_of(json::object{{"type", "busy"}, {"id", view(id)}});
}

std::string echo_frame(std::string_view id, std::string_view text) {
    return frame_of(json::object{{"type", "echo"}, {"id", view(id)}, {"text", view(text)}});
}

std::string error_frame(std::string_view code, std::string_view id) {
    json::object o{{"type", "error"}, {"code", view(code)}};
    if (!id.empty()) o["id"] = view(id);
    return frame_of(o);
}

}  // namespace earshot::webchat
