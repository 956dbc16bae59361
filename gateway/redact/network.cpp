// SPDX-License-Identifier: Apache-2.0
// IP and hardware addresses.
#include "gateway/redact/chars.hpp"
#include "gateway/redact/checks.hpp"
#include "gateway/redact/scene.hpp"

#include <algorithm>

namespace earshot::redact {
namespace {

bool hex(char c) noexcept {
    return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f');
}

void add(findings& out, std::size_t begin, std::size_t end, kind what, char const* rule) {
    finding f;
    f.begin = static_cast<std::uint32_t>(begin);
    f.end = static_cast<std::uint32_t>(end);
    f.what = what;
    f.rule = rule;
    out.push_back(std::move(f));
}

void dotted_quads(scene const& s, findings& out) {
    auto const low = s.low();
    for (std::size_t i = 0; i < s.digits.size(); ++i) {
        auto const& d = s.digits[i];
        bool const opens = d.real && (i == 0 || d.before != digit::join::glued);
        if (!opens || (d.begin > 0 && (low[d.begin - 1] == '.' || is_word(low[d.begin - 1])))) continue;
        std::size_t end = d.begin;
        int dots = 0;
        while (end < low.size() && end - d.begin < 16 && (is_digit(low[end]) || low[end] == '.')) {
            dots += low[end] == '.' ? 1 : 0;
            ++end;
        }
        if (end > d.begin && low[end - 1] == '.') {
            --end;
            --dots;
        }
        if (dots == 3 && ipv4(low.substr(d.begin, end - d.begin))) add(out, d.begin, end, kind::ip, "ip.v4");
    }
}

// Six octets with ':' or '-', or three groups of four with dots (IEEE 802; Cisco).
bool hardware(std::string_view text) {
    auto const shaped = [&](std::size_t group, std::size_t groups, char mark) {
        if (text.size() != groups * (group + 1) - 1) return false;
        for (std::size_t i = 0; i < text.size(); ++i) {
            bool const edge = i % (group + 1) == group;
            if (edge ? text[i] != mark : !hex(text[i])) return false;
        }
        return true;
    };
    return shaped(2, 6, ':') || shaped(2, 6, '-') || shaped(4, 3, '.');
}

void colon_forms(scene const& s, findings& out) {
    auto const low = s.low();
    auto const part = [](char c) { return hex(c) || c == ':' || c == '.' || c == '-'; };
    for (std::size_t i = 0; i < low.size();) {
        if (!part(low[i]) || (i > 0 && is_word(low[i - 1]))) {
            ++i;
            continue;
        }
        std::size_t end = i;
        int colons = 0;
        int marks = 0;
        while (end < low.size() && end - i < 64 && part(low[end])) {
            colons += low[end] == ':' ? 1 : 0;
            marks += hex(low[end]) ? 0 : 1;
            ++end;
        }
        std::size_t const next = std::max(end, i + 1);
        if (marks >= 2 && (end == low.size() || !is_word(low[end]))) {
            std::size_t begin = i;
            while (begin < end && (low[begin] == '.' || low[begin] == '-')) ++begin;
            while (end > begin && (low[end - 1] == '.' || low[end - 1] == '-' ||
                                   (low[end - 1] == ':' && (end - begin < 2 || low[end - 2] != ':')))) {
                --end;
            }
            auto const text = low.substr(begin, end - begin);
            bool const clock = text.size() <= 8 && text.find("::") == std::string_view::npos && colons <= 2;
            if (hardware(text))
                add(out, begin, end, kind::mac, "mac");
            else if (colons >= 2 && !clock && text.size() >= 3 && ipv6(text))
                add(out, begin, end, kind::ip, "ip.v6");
        }
        i = next;
    }
}

}  // namespace

void find_network(scene const& s, findings& out) {
    dotted_quads(s, out);
    auto const low = s.low();
    auto const marks = [&](char c) { return std::count(low.begin(), low.end(), c); };
    if (marks(':') >= 2 || marks('-') >= 5 || (!s.digits.empty() && marks('.') >= 2)) colon_forms(s, out);
}

}  // namespace earshot::redact
