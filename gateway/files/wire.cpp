// SPDX-License-Identifier: Apache-2.0
#include "gateway/files/wire.hpp"

#include <array>
#include <cstdint>

namespace earshot::files::wire {
namespace {

constexpr std::array all_media{file_media::jpeg, file_media::png, file_media::text, file_media::ogg};
constexpr std::array all_refusals{file_refusal::kind,  file_refusal::archive, file_refusal::program,
                                  file_refusal::video, file_refusal::large,   file_refusal::many,
                                  file_refusal::huge,  file_refusal::damaged, file_refusal::locked,
                                  file_refusal::failed};

char letter(file_media m) noexcept {
    switch (m) {
        case file_media::jpeg: return 'J';
        case file_media::png: return 'P';
        case file_media::text: return 'T';
        case file_media::ogg: return 'O';
    }
    return '?';
}

std::optional<file_media> media_of(char c) noexcept {
    for (auto const m : all_media)
        if (letter(m) == c) return m;
    return std::nullopt;
}

void put(std::string& out, char type, std::string_view bytes) {
    out += type;
    auto n = static_cast<std::uint32_t>(bytes.size());
    for (int i = 0; i < 4; ++i, n >>= 8) out += static_cast<char>(n & 0xff);
    out += bytes;
}

bool is_what_it_says(clean_part const& p) noexcept {
    switch (p.media) {
        case file_media::jpeg: return is_plain_jpeg(p.bytes);
        case file_media::png: return is_plain_png(p.bytes);
        case file_media::text: return p.bytes.size() <= most_text && is_plain_text(p.bytes);
        case file_media::ogg: return is_plain_ogg(p.bytes);
    }
    return false;
}

}  // namespace

std::string write(cleaned const& answer) {
    std::string out;
    if (answer.refused) put(out, 'R', name(*answer.refused));
    else
        for (auto const& p : answer.parts) put(out, letter(p.media), p.bytes);
    put(out, 'E', {});
    return out;
}

std::optional<cleaned> read(std::string_view bytes) {
    cleaned out;
    if (bytes.size() > most_bytes) return std::nullopt;
    for (;;) {
        if (bytes.size() < 5) return std::nullopt;
        std::uint32_t length = 0;
        for (std::size_t i = 0; i < 4; ++i)
            length |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[1 + i])) << (8 * i);
        char const type = bytes[0];
        bytes.remove_prefix(5);
        if (length > bytes.size()) return std::nullopt;
        auto const content = bytes.substr(0, length);
        bytes.remove_prefix(length);
        if (type == 'E') {
            if (length > 0) return std::nullopt;
            break;
        }
        if (out.refused) return std::nullopt;
        if (type == 'R') {
            for (auto const why : all_refusals)
                if (content == name(why)) out.refused = why;
            if (!out.refused || !out.parts.empty()) return std::nullopt;
            continue;
        }
        auto const media = media_of(type);
        if (!media || out.parts.size() >= most_parts) return std::nullopt;
        clean_part part{*media, std::string(content)};
        if (!is_what_it_says(part)) return std::nullopt;
        out.parts.push_back(std::move(part));
    }
    if (!bytes.empty() || (!out.refused && out.parts.empty())) return std::nullopt;
    return out;
}

}  // namespace earshot::files::wire
