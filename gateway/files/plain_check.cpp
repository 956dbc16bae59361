// SPDX-License-Identifier: Apache-2.0
// The second look at what a worker wrote: a worker taken over by a file must not be able to pass anything along but
// pixels, samples and words. Structure only; nothing is decoded here.
#include "gateway/files/wire.hpp"

#include <algorithm>
#include <cstdint>

namespace earshot::files {
namespace {

unsigned at(std::string_view b, std::size_t i) noexcept { return static_cast<unsigned char>(b[i]); }

std::uint32_t big32(std::string_view b, std::size_t i) noexcept {
    return at(b, i) << 24 | at(b, i + 1) << 16 | at(b, i + 2) << 8 | at(b, i + 3);
}

// RFC 7845: an Ogg page's header, up to where its content starts.
constexpr std::size_t ogg_header = 27;

}  // namespace

// ITU-T T.81, annex B. Baseline as libjpeg writes it: JFIF, tables, one frame, one scan.
bool is_plain_jpeg(std::string_view b) noexcept {
    if (b.size() < 4 || at(b, 0) != 0xff || at(b, 1) != 0xd8) return false;
    std::size_t i = 2;
    for (;;) {
        if (i + 4 > b.size() || at(b, i) != 0xff) return false;
        unsigned const marker = at(b, i + 1);
        std::size_t const length = at(b, i + 2) << 8 | at(b, i + 3);
        if (length < 2 || i + 2 + length > b.size()) return false;
        // APP0 is JFIF's fourteen bytes without a thumbnail; DQT, SOF0, DHT, SOS.
        bool const jfif = marker == 0xe0 && length == 16 && b.substr(i + 4, 5) == std::string_view("JFIF\0", 5);
        if (!jfif && marker != 0xdb && marker != 0xc0 && marker != 0xc4 && marker != 0xda) return false;
        i += 2 + length;
        if (marker == 0xda) break;
    }
    // Entropy-coded data: 0xff is followed by a stuffed zero, until the end of the image, which is the end of the file.
    for (; i + 1 < b.size(); ++i) {
        if (at(b, i) != 0xff) continue;
        if (at(b, i + 1) == 0) continue;
        return at(b, i + 1) == 0xd9 && i + 2 == b.size();
    }
    return false;
}

// PNG (third edition), section 5.
bool is_plain_png(std::string_view b) noexcept {
    using namespace std::string_view_literals;
    if (!b.starts_with("\x89PNG\r\n\x1a\n"sv)) return false;
    std::size_t i = 8;
    while (i + 12 <= b.size()) {
        std::size_t const length = big32(b, i);
        auto const type = b.substr(i + 4, 4);
        if (length > b.size() - i - 12) return false;
        if (type != "IHDR" && type != "IDAT" && type != "IEND") return false;
        i += 12 + length;
        if (type == "IEND") return length == 0 && i == b.size();
    }
    return false;
}

// UTF-8 without control characters other than line feed and tab.
bool is_plain_text(std::string_view b) noexcept {
    for (std::size_t i = 0; i < b.size();) {
        unsigned const c = at(b, i);
        std::size_t const n = c < 0x80 ? 1 : c >= 0xc2 && c < 0xe0 ? 2 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;
        if (n == 0 || i + n > b.size()) return false;
        if (n == 1 && ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)) return false;
        for (std::size_t k = 1; k < n; ++k)
            if ((at(b, i + k) & 0xc0) != 0x80) return false;
        i += n;
    }
    return true;
}

namespace {

// Vorbis I, section 4.2.1 and 5: what tells who or where has a place in the second packet; ours has no comment in it.
bool has_no_comment(std::string_view packets) noexcept {
    using namespace std::string_view_literals;
    constexpr std::size_t mark = 7, most_of_vendor = 100;
    if (!packets.starts_with("\x03vorbis"sv) || packets.size() < mark + 4) return false;
    std::size_t const vendor = at(packets, mark) | at(packets, mark + 1) << 8;
    if (at(packets, mark + 2) != 0 || at(packets, mark + 3) != 0 || vendor > most_of_vendor) return false;
    return packets.substr(std::min(packets.size(), mark + 4 + vendor)).starts_with("\0\0\0\0\x01"sv);
}

}  // namespace

// RFC 3533: whole pages of one stream, nothing between or behind them; its head and its empty list of comments first.
bool is_plain_ogg(std::string_view b) noexcept {
    if (b.size() < ogg_header) return false;
    auto const serial = b.substr(14, 4);
    std::size_t i = 0;
    for (int page = 0; i < b.size(); ++page) {
        if (i + ogg_header > b.size() || b.substr(i, 4) != "OggS" || b.substr(i + 14, 4) != serial) return false;
        std::size_t const segments = at(b, i + 26);
        if (i + ogg_header + segments > b.size()) return false;
        std::size_t content = 0;
        for (std::size_t s = 0; s < segments; ++s) content += at(b, i + ogg_header + s);
        if (content > b.size() - i - ogg_header - segments) return false;
        auto const packets = b.substr(i + ogg_header + segments, content);
        if (page == 0 && (content != 30 || !packets.starts_with("\x01vorbis"))) return false;
        if (page == 1 && !has_no_comment(packets)) return false;
        i += ogg_header + segments + content;
    }
    return true;
}

}  // namespace earshot::files
