// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/record/schema_check.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <regex>
#include <set>

namespace json = boost::json;

namespace {

class checker {
public:
    explicit checker(json::value const& root) : root_(root) {}
    std::vector<std::string> findings;

    bool check(json::value const& schema, json::value const& v, std::string const& at) {
        auto const before = findings.size();
        for (auto const& [keyword, rule] : schema.as_object()) one(keyword, rule, schema.as_object(), v, at);
        return findings.size() == before;
    }

private:
    bool holds(json::value const& schema, json::value const& v) {
        checker quiet(root_);
        return quiet.check(schema, v, "");
    }
    void fail(std::string const& at, std::string const& why) { findings.push_back(at + ": " + why); }

    static bool is_type(std::string_view type, json::value const& v) {
        if (type == "object") return v.is_object();
        if (type == "array") return v.is_array();
        if (type == "string") return v.is_string();
        if (type == "boolean") return v.is_bool();
        if (type == "null") return v.is_null();
        if (type == "integer") return v.is_int64() || v.is_uint64();
        return type == "number" && v.is_number();
    }
    static std::size_t length(json::string const& s) {
        return static_cast<std::size_t>(std::count_if(s.begin(), s.end(), [](char c) { return (c & 0xC0) != 0x80; }));
    }

    void one(std::string_view k, json::value const& rule, json::object const& all, json::value const& v,
             std::string const& at) {
        static std::set<std::string_view> const notes{"$schema", "$id",  "title", "description",
                                                      "$defs",   "then", "else"};
        if (notes.contains(k)) return;
        if (k == "$ref") {
            auto const path = std::string(rule.as_string()).substr(1);
            check(root_.at_pointer(path), v, at);
        } else if (k == "type") {
            if (!is_type(rule.as_string(), v)) fail(at, "is not of type " + std::string(rule.as_string()));
        } else if (k == "const") {
            if (v != rule) fail(at, "is not the constant");
        } else if (k == "enum") {
            auto const& list = rule.as_array();
            if (std::find(list.begin(), list.end(), v) == list.end()) fail(at, "is not listed: " + json::serialize(v));
        } else if (k == "oneOf") {
            auto const n = std::count_if(rule.as_array().begin(), rule.as_array().end(),
                                         [&](auto const& s) { return holds(s, v); });
            if (n != 1) fail(at, "fits " + std::to_string(n) + " of oneOf");
        } else if (k == "allOf") {
            for (auto const& s : rule.as_array()) check(s, v, at);
        } else if (k == "not") {
            if (holds(rule, v)) fail(at, "fits what it must not");
        } else if (k == "if") {
            auto const* next = all.if_contains(holds(rule, v) ? "then" : "else");
            if (next) check(*next, v, at);
        } else if (k == "required") {
            if (!v.is_object()) return;
            for (auto const& name : rule.as_array())
                if (!v.as_object().contains(name.as_string())) fail(at, "lacks " + std::string(name.as_string()));
        } else if (k == "properties") {
            if (!v.is_object()) return;
            for (auto const& [name, s] : rule.as_object())
                if (auto const* member = v.as_object().if_contains(name))
                    check(s, *member, at + "/" + std::string(name));
        } else if (k == "additionalProperties") {
            if (!v.is_object()) return;
            for (auto const& [name, member] : v.as_object())
                if (!all.at("properties").as_object().contains(name)) fail(at, "has an extra " + std::string(name));
        } else if (k == "items") {
            if (!v.is_array()) return;
            for (std::size_t i = 0; i < v.as_array().size(); ++i)
                check(rule, v.as_array()[i], at + "/" + std::to_string(i));
        } else if (k == "uniqueItems") {
            if (!v.is_array()) return;
            for (auto a = v.as_array().begin(); a != v.as_array().end(); ++a)
                if (std::find(a + 1, v.as_array().end(), *a) != v.as_array().end()) fail(at, "has an item twice");
        } else if (k == "minItems" || k == "maxItems") {
            auto const n = v.is_array() ? static_cast<std::int64_t>(v.as_array().size()) : rule.as_int64();
            if (k == "minItems" ? n < rule.as_int64() : n > rule.as_int64()) fail(at, "has the wrong number of items");
        } else if (k == "minProperties") {
            if (v.is_object() && static_cast<std::int64_t>(v.as_object().size()) < rule.as_int64())
                fail(at, "is empty");
        } else if (k == "minLength" || k == "maxLength") {
            auto const n = v.is_string() ? static_cast<std::int64_t>(length(v.as_string())) : rule.as_int64();
            if (k == "minLength" ? n < rule.as_int64() : n > rule.as_int64()) fail(at, "has the wrong length");
        } else if (k == "minimum" || k == "maximum") {
            auto const n = v.is_number() ? v.to_number<double>() : rule.to_number<double>();
            if (k == "minimum" ? n < rule.to_number<double>() : n > rule.to_number<double>())
                fail(at, "is out of range");
        } else if (k == "pattern") {
            if (!v.is_string()) return;
            std::regex const re{std::string(rule.as_string())};
            if (!std::regex_search(std::string(v.as_string()), re)) fail(at, "breaks its pattern");
        } else {
            fail(at, "the schema uses a keyword this check does not know: " + std::string(k));
        }
    }

    json::value const& root_;
};

}  // namespace

std::vector<std::string> against_schema(json::value const& schema, json::value const& document) {
    checker c(schema);
    c.check(schema, document, "");
    return c.findings;
}
