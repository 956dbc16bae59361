// SPDX-License-Identifier: Apache-2.0
#include "gateway/files/kinds.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace earshot::files {
namespace {

using namespace std::string_view_literals;

constexpr std::array all{kind::jpeg, kind::png, kind::webp, kind::gif, kind::heic, kind::pdf,
                         kind::docx, kind::odt, kind::wav,  kind::flac, kind::ogg, kind::mp3};

constexpr auto odt_type = "application/vnd.oasis.opendocument.text"sv;

// ISO base media (ISO/IEC 14496-12, section 4.3): size, "ftyp", major brand, version, compatible brands.
sniffed base_media(std::string_view b) noexcept {
    static constexpr std::array still{"heic"sv, "heix"sv, "heim"sv, "heis"sv, "mif1"sv, "avif"sv};
    auto const brand = b.substr(8, 4);
    if (std::find(still.begin(), still.end(), brand) != still.end()) return {kind::heic, {}};
    if (brand.starts_with("M4A") || brand.starts_with("M4B")) return {};
    return {std::nullopt, file_refusal::video};
}

sniffed packed(std::string_view b) noexcept {
    // ODF 1.2 part 3, section 3.3: the first member is "mimetype", stored, so the type stands at byte 38.
    if (b.size() > 38 && b.substr(30, 8) == "mimetype")
        return b.substr(38).starts_with(odt_type) && !b.substr(38 + odt_type.size()).starts_with("-")
                   ? sniffed{kind::odt, {}}
                   : sniffed{};
    if (b.find("word/document.xml") != std::string_view::npos) return {kind::docx, {}};
    bool const office = b.find("[Content_Types].xml") != std::string_view::npos;
    return {std::nullopt, office ? file_refusal::kind : file_refusal::archive};
}

sniffed markup(std::string_view b) {
    std::string start;
    for (char const c : b.substr(0, 1024))
        if (!std::isspace(static_cast<unsigned char>(c))) start += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    bool const runs = start.find("<svg") != std::string::npos || start.find("<html") != std::string::npos ||
                      start.find("<script") != std::string::npos || start.find("<!doctypehtml") != std::string::npos;
    return {std::nullopt, runs ? file_refusal::program : file_refusal::kind};
}

// MPEG audio, layer III: eleven bits of sync, then version, layer and rates that exist (ISO/IEC 11172-3, 2.4.2.3).
bool mpeg_audio(std::string_view b) noexcept {
    if (b.size() < 4) return false;
    auto const at = [&](std::size_t i) { return static_cast<unsigned char>(b[i]); };
    return at(0) == 0xff && (at(1) & 0xe6) == 0xe2 && (at(1) & 0x18) != 0x08 && (at(2) & 0xf0) != 0xf0 &&
           (at(2) & 0x0c) != 0x0c;
}

}  // namespace

sniffed sniff(std::string_view b) {
    static constexpr std::array archives{"Rar!"sv, "7z\xbc\xaf\x27\x1c"sv, "\x1f\x8b"sv, "BZh"sv, "\xfd" "7zXZ"sv};
    static constexpr std::array programs{"MZ"sv, "\x7f" "ELF"sv, "#!"sv, "\xca\xfe\xba\xbe"sv, "\xcf\xfa\xed\xfe"sv};
    auto const any = [&](auto const& marks) {
        return std::any_of(marks.begin(), marks.end(), [&](auto m) { return b.starts_with(m); });
    };
    if (b.starts_with("\xff\xd8\xff")) return {kind::jpeg, {}};
    if (b.starts_with("\x89PNG\r\n\x1a\n")) return {kind::png, {}};
    if (b.starts_with("GIF87a") || b.starts_with("GIF89a")) return {kind::gif, {}};
    if (b.size() >= 12 && b.starts_with("RIFF")) {
        if (b.substr(8, 4) == "WEBP") return {kind::webp, {}};
        if (b.substr(8, 4) == "WAVE") return {kind::wav, {}};
        return {std::nullopt, b.substr(8, 4) == "AVI " ? file_refusal::video : file_refusal::kind};
    }
    if (b.size() >= 12 && b.substr(4, 4) == "ftyp") return base_media(b);
    if (b.starts_with("\x1a\x45\xdf\xa3")) return {std::nullopt, file_refusal::video};
    if (b.substr(0, 1024).find("%PDF-") != std::string_view::npos) return {kind::pdf, {}};
    if (b.starts_with("PK\x03\x04")) return packed(b);
    if (b.starts_with("fLaC")) return {kind::flac, {}};
    if (b.starts_with("OggS")) return {kind::ogg, {}};
    if (b.starts_with("ID3") || mpeg_audio(b)) return {kind::mp3, {}};
    if (any(archives) || (b.size() > 262 && b.substr(257, 5) == "ustar")) return {std::nullopt, file_refusal::archive};
    if (any(programs)) return {std::nullopt, file_refusal::program};
    return markup(b);
}

char const* name(kind k) noexcept {
    switch (k) {
        case kind::jpeg: return "jpeg";
        case kind::png: return "png";
        case kind::webp: return "webp";
        case kind::gif: return "gif";
        case kind::heic: return "heic";
        case kind::pdf: return "pdf";
        case kind::docx: return "docx";
        case kind::odt: return "odt";
        case kind::wav: return "wav";
        case kind::flac: return "flac";
        case kind::ogg: return "ogg";
        case kind::mp3: return "mp3";
    }
    return "";
}

std::optional<kind> kind_named(std::string_view text) noexcept {
    for (auto const k : all)
        if (text == name(k)) return k;
    return std::nullopt;
}

char const* word_for(kind k) noexcept {
    switch (k) {
        case kind::pdf:
        case kind::docx:
        case kind::odt: return "document";
        case kind::wav:
        case kind::flac:
        case kind::ogg:
        case kind::mp3: return "recording";
        default: return "picture";
    }
}

}  // namespace earshot::files
