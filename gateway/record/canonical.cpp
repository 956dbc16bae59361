// SPDX-License-Identifier: Apache-2.0
#include "gateway/record/canonical.hpp"

#include <boost/json.hpp>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <vector>

namespace earshot::record {
namespace {

namespace json = boost::json;

constexpr char hex_digits[] = "0123456789abcdef";

void write_string(std::string& out, std::string_view text) {
    out += '"';
    for (char const c : text) {
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\b': out += "\\b"; break;
            case '\t': out += "\\t"; break;
            case '\n': out += "\\n"; break;
            case '\f': out += "\\f"; break;
            case '\r': out += "\\r"; break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) {
                    out += "\\u00";
                    out += hex_digits[c >> 4];
                    out += hex_digits[c & 15];
                } else {
                    out += c;
                }
        }
    }
    out += '"';
}

template <class Number>
void write_number(std::string& out, Number n) {
    std::array<char, 32> text{};
    auto const end = std::to_chars(text.data(), text.data() + text.size(), n).ptr;
    out.append(text.data(), end);
}

void write(std::string& out, json::value const& v) {
    switch (v.kind()) {
        case json::kind::null: out += "null"; break;
        case json::kind::bool_: out += v.get_bool() ? "true" : "false"; break;
        case json::kind::int64: write_number(out, v.get_int64()); break;
        case json::kind::uint64: write_number(out, v.get_uint64()); break;
        case json::kind::double_: write_number(out, v.get_double()); break;
        case json::kind::string: write_string(out, v.get_string()); break;
        case json::kind::array: {
            char before = '[';
            for (auto const& item : v.get_array()) {
                out += before;
                before = ',';
                write(out, item);
            }
            if (before == '[') out += before;
            out += ']';
            break;
        }
        case json::kind::object: {
            std::vector<json::key_value_pair const*> members;
            for (auto const& m : v.get_object()) members.push_back(&m);
            std::sort(members.begin(), members.end(), [](auto const* a, auto const* b) { return a->key() < b->key(); });
            char before = '{';
            for (auto const* m : members) {
                out += before;
                before = ',';
                write_string(out, m->key());
                out += ':';
                write(out, m->value());
            }
            if (before == '{') out += before;
            out += '}';
            break;
        }
    }
}

}  // namespace

std::string canonical(json::value const& v) {
    std::string out;
    write(out, v);
    return out;
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned size = 0;
    if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
              // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): OpenSSL's byte type
              reinterpret_cast<unsigned char const*>(text.data()), text.size(), mac.data(), &size))
        throw std::runtime_error("HMAC-SHA256 is not available");
    std::string out;
    for (unsigned i = 0; i < size; ++i) {
        out += hex_digits[mac[i] >> 4];
        out += hex_digits[mac[i] & 15];
    }
    return out;
}

}  // namespace earshot::record
