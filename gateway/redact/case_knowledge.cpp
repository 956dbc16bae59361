// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/redact.hpp"

#include <boost/json.hpp>

namespace earshot::redact {
namespace {

namespace json = boost::json;

json::array strings(std::vector<std::string> const& list) {
    json::array out;
    for (auto const& s : list) out.emplace_back(s);
    return out;
}

std::vector<std::string> strings(json::object const& from, char const* name) {
    std::vector<std::string> out;
    auto const* list = from.if_contains(name);
    if (list == nullptr || !list->is_array()) return out;
    for (auto const& item : list->get_array()) {
        if (item.is_string()) out.emplace_back(item.get_string());
    }
    return out;
}

std::string text(json::object const& from, char const* name) {
    auto const* v = from.if_contains(name);
    return v != nullptr && v->is_string() ? std::string(v->get_string()) : std::string();
}

std::int64_t number(json::object const& from, char const* name, std::int64_t otherwise) {
    auto const* v = from.if_contains(name);
    return v != nullptr && v->is_int64() ? v->get_int64() : otherwise;
}

template <class Each>
void objects(json::object const& from, char const* name, Each each) {
    auto const* list = from.if_contains(name);
    if (list == nullptr || !list->is_array()) return;
    for (auto const& item : list->get_array()) {
        if (item.is_object()) each(item.get_object());
    }
}

}  // namespace

case_knowledge case_knowledge::without_names() const {
    case_knowledge out;
    out.next_number = next_number;
    out.values = values;
    return out;
}

std::string case_knowledge::to_json() const {
    json::array people;
    for (auto const& p : persons) {
        people.push_back(json::object{{"forms", strings(p.forms)}, {"role", p.role}, {"number", p.number}});
    }
    json::array numbered;
    for (auto const& v : values) {
        numbered.push_back(json::object{{"label", v.label}, {"mark", v.mark}, {"number", v.number}});
    }
    return json::serialize(json::object{{"persons", std::move(people)},
                                        {"deny", strings(deny)},
                                        {"keep", strings(keep)},
                                        {"next_number", next_number},
                                        {"values", std::move(numbered)},
                                        {"open_digits", open_digits},
                                        {"open_digits_at", open_digits_at}});
}

case_knowledge case_knowledge::from_json(std::string_view source) {
    case_knowledge out;
    boost::system::error_code failed;
    auto const parsed = json::parse(source, failed);
    if (failed || !parsed.is_object()) return out;
    auto const& o = parsed.get_object();
    objects(o, "persons", [&](json::object const& p) {
        out.persons.push_back({strings(p, "forms"), text(p, "role"), static_cast<int>(number(p, "number", 0))});
    });
    objects(o, "values", [&](json::object const& v) {
        out.values.push_back(
            {text(v, "label"), static_cast<int>(number(v, "mark", 0)), static_cast<int>(number(v, "number", 0))});
    });
    out.deny = strings(o, "deny");
    out.keep = strings(o, "keep");
    out.next_number = static_cast<int>(number(o, "next_number", 1));
    out.open_digits = text(o, "open_digits");
    out.open_digits_at = number(o, "open_digits_at", 0);
    return out;
}

}  // namespace earshot::redact
