// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/encoded_word.hpp"

#include "adapters/email/charset.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <optional>

namespace earshot::email {
namespace {

int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

std::string decode_q(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '=' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
            out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i] == '_' ? ' ' : text[i];
        }
    }
    return out;
}

std::string decode_b(std::string_view text) {
    std::string out;
    unsigned bits = 0, have = 0;
    for (char const c : text) {
        int v = -1;
        if (c >= 'A' && c <= 'Z')
            v = c - 'A';
        else if (c >= 'a' && c <= 'z')
            v = c - 'a' + 26;
        else if (c >= '0' && c <= '9')
            v = c - '0' + 52;
        else if (c == '+')
            v = 62;
        else if (c == '/')
            v = 63;
        if (v < 0) continue;
        bits = (bits << 6 | static_cast<unsigned>(v)) & 0xFFFFFF;
        have += 6;
        if (have >= 8) {
            have -= 8;
            out += static_cast<char>(bits >> have & 0xFF);
        }
    }
    return out;
}

struct word {
    std::string_view charset;
    std::string bytes;
    std::size_t size{};  // of the whole encoded word
};

// The encoded word at the front of `text`, which starts with "=?".
std::optional<word> read_word(std::string_view text) {
    auto const head = text.substr(0, 512);  // RFC 2047 says 75; some write much more, none this much
    auto const first = head.find('?', 2);
    if (first == std::string_view::npos || first + 2 >= head.size() || head[first + 2] != '?') return {};
    auto const last = head.find("?=", first + 3);
    if (last == std::string_view::npos) return {};
    auto const text_part = head.substr(first + 3, last - first - 3);
    if (text_part.find(' ') != std::string_view::npos) return {};
    word out;
    out.charset = head.substr(2, first - 2);
    out.charset = out.charset.substr(0, out.charset.find('*'));  // RFC 2231 5: language
    char const how = head[first + 1];
    if (how == 'Q' || how == 'q')
        out.bytes = decode_q(text_part);
    else if (how == 'B' || how == 'b')
        out.bytes = decode_b(text_part);
    else
        return {};
    out.size = last + 2;
    return out;
}

}  // namespace

std::string decode_header(std::string_view value) {
    std::string out, run;  // `run`: bytes of neighbouring words of one charset: letters may be split over words
    std::string_view charset;
    auto const end_run = [&] {
        if (!run.empty()) out += to_utf8(run, charset);
        run.clear();
    };
    std::size_t at = 0;
    while (at < value.size()) {
        auto const found = value.find("=?", at);
        auto const between = value.substr(at, found == std::string_view::npos ? found : found - at);
        bool const blank = between.find_first_not_of(" \t\r\n") == std::string_view::npos;
        auto w = found == std::string_view::npos ? std::optional<word>() : read_word(value.substr(found));
        if (w && blank && !run.empty() && w->charset == charset) {
            run += w->bytes;
            at = found + w->size;
            continue;
        }
        bool const after_word = !run.empty();
        end_run();
        if (!(after_word && blank && w)) out += to_utf8(between, {});
        if (found == std::string_view::npos) break;
        if (w) {
            charset = w->charset;
            run = std::move(w->bytes);
            at = found + w->size;
        } else {
            out += "=?";
            at = found + 2;
        }
    }
    end_run();
    auto clean = presentable(out);
    std::replace_if(clean.begin(), clean.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
    return clean;
}

std::string base64_lines(std::string_view bytes) {
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += 57) {
        auto const piece = bytes.substr(at, 57);
        unsigned char line[80];
        auto const n =
            EVP_EncodeBlock(line, reinterpret_cast<unsigned char const*>(piece.data()), static_cast<int>(piece.size()));
        out.append(reinterpret_cast<char const*>(line), static_cast<std::size_t>(n)).append("\r\n");
    }
    return out;
}

std::string encode_header(std::string_view utf8) {
    bool const plain = std::all_of(utf8.begin(), utf8.end(), [](char c) { return c >= 0x20 && c < 0x7F; }) &&
                       utf8.find("=?") == std::string_view::npos;
    if (plain) return std::string(utf8);
    std::string out;
    while (!utf8.empty()) {
        auto n = std::min<std::size_t>(utf8.size(), 45);
        while (n > 1 && n < utf8.size() && (static_cast<unsigned char>(utf8[n]) & 0xC0) == 0x80) --n;
        auto coded = base64_lines(utf8.substr(0, n));
        coded.erase(std::remove_if(coded.begin(), coded.end(), [](char c) { return c == '\r' || c == '\n'; }),
                    coded.end());
        if (!out.empty()) out += "\r\n ";
        out.append("=?utf-8?B?").append(coded).append("?=");
        utf8.remove_prefix(n);
    }
    return out;
}

std::string quoted_printable(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    std::size_t column = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        if (c == '\n') {
            out += "\r\n";
            column = 0;
            continue;
        }
        if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
        auto const u = static_cast<unsigned char>(c);
        bool const at_end = i + 1 == text.size() || text[i + 1] == '\n' || text[i + 1] == '\r';
        bool const literal = (u > 0x20 && u < 0x7F && c != '=') || ((c == ' ' || c == '\t') && !at_end);
        if (column + (literal ? 1 : 3) > 75) {
            out += "=\r\n";
            column = 0;
        }
        // "From " and a lone dot at the start of a line get mangled on the way.
        bool const risky = column == 0 && (c == '.' || c == 'F');
        if (literal && !risky) {
            out += c;
            ++column;
        } else {
            out += '=', out += digits[u >> 4], out += digits[u & 15];
            column += 3;
        }
    }
    return out;
}

}  // namespace earshot::email
