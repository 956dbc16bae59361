// SPDX-License-Identifier: Apache-2.0
#include "gateway/net/http_client.hpp"

namespace earshot::net {
namespace {

bool letter_or_digit(unsigned char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// RFC 5321 4.1.2 Dot-string, with atext of RFC 5322 3.2.3 and UTF8-non-ascii of RFC 6531 3.3.
bool local_part(std::string_view text) noexcept {
    if (text.empty() || text.size() > 64) return false;
    bool at_start = true;
    for (unsigned char const c : text) {
        if (c == '.') {
            if (at_start) return false;
            at_start = true;
            continue;
        }
        if (!letter_or_digit(c) && c < 0x80 &&
            std::string_view("!#$%&'*+-/=?^_`{|}~").find(static_cast<char>(c)) == std::string_view::npos)
            return false;
        at_start = false;
    }
    return !at_start;
}

bool label(std::string_view text) noexcept {
    if (text.empty() || text.size() > 63 || text.front() == '-' || text.back() == '-') return false;
    for (unsigned char const c : text)
        if (!letter_or_digit(c) && c != '-' && c < 0x80) return false;
    return true;
}

bool domain(std::string_view text) noexcept {
    for (;;) {
        auto const dot = text.find('.');
        if (!label(text.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        text.remove_prefix(dot + 1);
    }
}

// RFC 3629: what is not ASCII must be well-formed UTF-8, and no control characters of C1 either.
bool utf8(std::string_view text) noexcept {
    for (std::size_t i = 0; i < text.size();) {
        auto const lead = static_cast<unsigned char>(text[i]);
        std::size_t const more = lead < 0x80   ? 0
                                 : lead < 0xC2 ? 9
                                 : lead < 0xE0 ? 1
                                 : lead < 0xF0 ? 2
                                 : lead < 0xF5 ? 3
                                               : 9;
        if (i + more >= text.size()) return false;
        char32_t point = more == 0 ? lead : lead & (0x3Fu >> more);
        for (std::size_t k = 1; k <= more; ++k) {
            auto const next = static_cast<unsigned char>(text[i + k]);
            if ((next & 0xC0) != 0x80) return false;
            point = point << 6 | (next & 0x3Fu);
        }
        bool const overlong = (more == 2 && point < 0x800) || (more == 3 && point < 0x10000);
        bool const surrogate = point >= 0xD800 && point < 0xE000;
        bool const control = point < 0x20 || (point >= 0x7F && point < 0xA0);
        if (overlong || surrogate || control || point > 0x10FFFF) return false;
        i += more + 1;
    }
    return true;
}

}  // namespace

bool is_mailbox(std::string_view text) noexcept {
    if (text.size() > 254 || !utf8(text)) return false;
    auto const at = text.find('@');
    return at != std::string_view::npos && local_part(text.substr(0, at)) && domain(text.substr(at + 1));
}

}  // namespace earshot::net
