// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/charset.hpp"

#include "adapters/email/smtp_command.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace earshot::email {
namespace {

// Length of the well-formed sequence at the front (Unicode table 3-7), 0 when there is none.
std::size_t sequence(std::string_view t) noexcept {
    auto const at = [&](std::size_t i) { return i < t.size() ? static_cast<unsigned char>(t[i]) : 0u; };
    auto const tail = [&](std::size_t i) { return at(i) >= 0x80 && at(i) <= 0xBF; };
    auto const a = at(0);
    if (a < 0x80) return 1;
    if (a >= 0xC2 && a <= 0xDF) return tail(1) ? 2 : 0;
    if (a >= 0xE0 && a <= 0xEF) {
        bool const second = a == 0xE0   ? at(1) >= 0xA0 && at(1) <= 0xBF
                            : a == 0xED ? at(1) >= 0x80 && at(1) <= 0x9F
                                        : tail(1);
        return second && tail(2) ? 3 : 0;
    }
    if (a >= 0xF0 && a <= 0xF4) {
        bool const second = a == 0xF0   ? at(1) >= 0x90 && at(1) <= 0xBF
                            : a == 0xF4 ? at(1) >= 0x80 && at(1) <= 0x8F
                                        : tail(1);
        return second && tail(2) && tail(3) ? 4 : 0;
    }
    return 0;
}

struct utf8_count {
    std::size_t wide{};     // well-formed sequences longer than a byte
    std::size_t invalid{};  // bytes that belong to none
};

utf8_count count(std::string_view t) noexcept {
    utf8_count out;
    while (!t.empty()) {
        auto const n = sequence(t);
        if (n == 0) ++out.invalid;
        if (n > 1) ++out.wide;
        t.remove_prefix(std::max<std::size_t>(n, 1));
    }
    return out;
}

std::string repaired(std::string_view t) {
    std::string out;
    out.reserve(t.size());
    while (!t.empty()) {
        auto const n = sequence(t);
        if (n == 0)
            out += "\xEF\xBF\xBD";
        else
            out.append(t.substr(0, n));
        t.remove_prefix(std::max<std::size_t>(n, 1));
    }
    return out;
}

std::string from_windows_1252(std::string_view bytes) {
    static constexpr std::array<char16_t, 32> high{0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
                                                   0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
    std::string out;
    out.reserve(bytes.size());
    for (char const c : bytes) {
        auto const u = static_cast<unsigned char>(c);
        if (u < 0x80)
            out += c;
        else
            append_utf8(out, u < 0xA0 ? high[u - 0x80] : u);
    }
    return out;
}

using name_pair = std::pair<std::string_view, std::string_view>;

// Label to iconv's name. "utf-8" and "windows-1252" are ours.
constexpr std::array<name_pair, 78> names{{
    {"utf-8", "utf-8"},
    {"utf8", "utf-8"},
    {"unicode-1-1-utf-8", "utf-8"},
    {"cp65001", "utf-8"},
    {"us-ascii", "windows-1252"},
    {"ascii", "windows-1252"},
    {"ansi_x3.4-1968", "windows-1252"},
    {"iso-8859-1", "windows-1252"},
    {"iso8859-1", "windows-1252"},
    {"latin1", "windows-1252"},
    {"iso_8859-1", "windows-1252"},
    {"l1", "windows-1252"},
    {"windows-1252", "windows-1252"},
    {"cp1252", "windows-1252"},
    {"x-cp1252", "windows-1252"},
    {"iso-8859-2", "ISO-8859-2"},
    {"latin2", "ISO-8859-2"},
    {"iso-8859-3", "ISO-8859-3"},
    {"iso-8859-4", "ISO-8859-4"},
    {"iso-8859-5", "ISO-8859-5"},
    {"cyrillic", "ISO-8859-5"},
    {"iso-8859-6", "ISO-8859-6"},
    {"arabic", "ISO-8859-6"},
    {"iso-8859-7", "ISO-8859-7"},
    {"greek", "ISO-8859-7"},
    {"iso-8859-8", "ISO-8859-8"},
    {"iso-8859-8-i", "ISO-8859-8"},
    {"hebrew", "ISO-8859-8"},
    {"iso-8859-9", "WINDOWS-1254"},
    {"latin5", "WINDOWS-1254"},
    {"iso-8859-10", "ISO-8859-10"},
    {"iso-8859-13", "ISO-8859-13"},
    {"iso-8859-14", "ISO-8859-14"},
    {"iso-8859-15", "ISO-8859-15"},
    {"latin9", "ISO-8859-15"},
    {"iso-8859-16", "ISO-8859-16"},
    {"windows-1250", "WINDOWS-1250"},
    {"cp1250", "WINDOWS-1250"},
    {"windows-1251", "WINDOWS-1251"},
    {"cp1251", "WINDOWS-1251"},
    {"windows-1253", "WINDOWS-1253"},
    {"cp1253", "WINDOWS-1253"},
    {"windows-1254", "WINDOWS-1254"},
    {"cp1254", "WINDOWS-1254"},
    {"windows-1255", "WINDOWS-1255"},
    {"cp1255", "WINDOWS-1255"},
    {"windows-1256", "WINDOWS-1256"},
    {"cp1256", "WINDOWS-1256"},
    {"windows-1257", "WINDOWS-1257"},
    {"cp1257", "WINDOWS-1257"},
    {"windows-1258", "WINDOWS-1258"},
    {"cp1258", "WINDOWS-1258"},
    {"windows-874", "CP874"},
    {"tis-620", "CP874"},
    {"iso-8859-11", "CP874"},
    {"koi8-r", "KOI8-R"},
    {"koi8-u", "KOI8-U"},
    {"macintosh", "MACINTOSH"},
    {"ibm866", "CP866"},
    {"cp866", "CP866"},
    {"gb2312", "GB18030"},
    {"gbk", "GB18030"},
    {"gb18030", "GB18030"},
    {"x-gbk", "GB18030"},
    {"cp936", "GB18030"},
    {"big5", "BIG5-HKSCS"},
    {"big5-hkscs", "BIG5-HKSCS"},
    {"shift_jis", "CP932"},
    {"sjis", "CP932"},
    {"windows-31j", "CP932"},
    {"iso-2022-jp", "ISO-2022-JP"},
    {"euc-jp", "EUC-JP"},
    {"euc-kr", "CP949"},
    {"ks_c_5601-1987", "CP949"},
    {"windows-949", "CP949"},
    {"utf-16le", "UTF-16LE"},
    {"utf-16be", "UTF-16BE"},
    {"utf-7", "UTF-7"},
}};

std::string_view iconv_name(std::string_view label) {
    while (!label.empty() && (label.front() == ' ' || label.front() == '"' || label.front() == '\'')) {
        label.remove_prefix(1);
    }
    while (!label.empty() && (label.back() == ' ' || label.back() == '"' || label.back() == '\'')) {
        label.remove_suffix(1);
    }
    auto const wanted = lower(label);
    if (wanted == "unicode-1-1-utf-7") return "UTF-7";
    if (wanted == "utf-16") return "UTF-16";
    for (auto const& [name, iconv] : names)
        if (wanted == name) return iconv;
    return {};
}

struct closer {
    void operator()(void* handle) const noexcept { iconv_close(handle); }
};

// Nothing when so much does not fit that the label must be wrong.
std::optional<std::string> convert(std::string_view bytes, std::string_view charset) {
    auto const handle = iconv_open("UTF-8", std::string(charset).c_str());
    if (handle == reinterpret_cast<iconv_t>(-1)) return {};
    std::unique_ptr<void, closer> const owner(handle);
    std::string copy(bytes), out;
    char* in = copy.data();
    std::size_t left = copy.size(), wrong = 0;
    std::array<char, 4096> piece{};
    while (left > 0) {
        char* to = piece.data();
        std::size_t room = piece.size();
        auto const n = iconv(handle, &in, &left, &to, &room);
        out.append(piece.data(), piece.size() - room);
        if (n != static_cast<std::size_t>(-1) || room < piece.size() / 2) continue;
        if (errno == E2BIG && room < piece.size()) continue;
        if (left == 0) break;
        out += "\xEF\xBF\xBD";
        ++in, --left;
        if (++wrong > 8 + bytes.size() / 50) return {};
    }
    return repaired(out);
}

std::string unlabelled(std::string_view bytes) {
    auto const c = count(bytes);
    // One broken sequence in a text of many good ones is damage, not another charset.
    if (c.invalid == 0) return std::string(bytes);
    return c.wide > c.invalid ? repaired(bytes) : from_windows_1252(bytes);
}

}  // namespace

void append_utf8(std::string& out, char32_t c) {
    if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = 0xFFFD;
    auto const byte = [&](char32_t b) { out += static_cast<char>(b); };
    if (c < 0x80) {
        byte(c);
    } else if (c < 0x800) {
        byte(0xC0 | c >> 6), byte(0x80 | (c & 63));
    } else if (c < 0x10000) {
        byte(0xE0 | c >> 12), byte(0x80 | (c >> 6 & 63)), byte(0x80 | (c & 63));
    } else {
        byte(0xF0 | c >> 18), byte(0x80 | (c >> 12 & 63)), byte(0x80 | (c >> 6 & 63)), byte(0x80 | (c & 63));
    }
}

bool valid_utf8(std::string_view text) noexcept {
    return count(text).invalid == 0;
}

std::string to_utf8(std::string_view bytes, std::string_view label) {
    auto const charset = iconv_name(label);
    if (charset.empty() || charset == "utf-8") return unlabelled(bytes);
    if (charset == "windows-1252") {
        // Many programs call everything Latin-1. Text that is valid UTF-8 with wide letters is not Latin-1 by chance.
        auto const c = count(bytes);
        return c.invalid == 0 ? std::string(bytes) : from_windows_1252(bytes);
    }
    auto converted = convert(bytes, charset);
    return converted ? *std::move(converted) : unlabelled(bytes);
}

std::string presentable(std::string_view t) {
    std::string out;
    out.reserve(t.size());
    for (std::size_t i = 0; i < t.size();) {
        auto const n = std::max<std::size_t>(sequence(t.substr(i)), 1);
        auto const piece = t.substr(i, n);
        auto const u = static_cast<unsigned char>(t[i]);
        i += n;
        if (n == 1) {
            if (u == '\r') {
                if (i >= t.size() || t[i] != '\n') out += '\n';
            } else if (u == '\n' || u == '\t' || (u >= 0x20 && u != 0x7F)) {
                out += t[i - 1];
            }
            continue;
        }
        bool const c1 = n == 2 && u == 0xC2 && static_cast<unsigned char>(piece[1]) < 0xA0;
        bool const bidi = (piece >= "\xE2\x80\xAA" && piece <= "\xE2\x80\xAE") ||
                          (piece >= "\xE2\x81\xA6" && piece <= "\xE2\x81\xA9");
        if (!c1 && !(n == 3 && bidi) && piece != "\xEF\xBB\xBF") out.append(piece);
    }
    return out;
}

}  // namespace earshot::email
