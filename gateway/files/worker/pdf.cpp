// SPDX-License-Identifier: Apache-2.0
// PDF: the words of its pages, which the gateway then redacts like any others; a page without words (a scan, a photo)
// becomes a picture. A page with words is not drawn: its picture would show names that the words no longer hold.
#include "gateway/files/worker/codecs.hpp"

#include <poppler-document.h>
#include <poppler-image.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>

#include <iconv.h>

#include <algorithm>
#include <memory>

namespace earshot::files {
namespace {

constexpr double dots = 150;            // to the inch
constexpr double points = 72;           // PDF's unit, to the inch
constexpr std::size_t few_words = 12;   // letters: a page number or a stamp is no text

std::string utf8(poppler::ustring const& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char32_t c = text[i];
        if (c == 0xfeff) continue;
        if (c >= 0xd800 && c < 0xdc00 && i + 1 < text.size() && text[i + 1] >= 0xdc00 && text[i + 1] < 0xe000)
            c = 0x10000 + ((c - 0xd800) << 10) + (text[++i] - 0xdc00u);
        if (c >= 0xd800 && c < 0xe000) c = 0xfffd;
        auto const put = [&](char32_t b) { out += static_cast<char>(static_cast<unsigned char>(b)); };
        if (c < 0x80) put(c);
        else if (c < 0x800) put(0xc0 | c >> 6), put(0x80 | (c & 63));
        else if (c < 0x10000) put(0xe0 | c >> 12), put(0x80 | (c >> 6 & 63)), put(0x80 | (c & 63));
        else put(0xf0 | c >> 18), put(0x80 | (c >> 12 & 63)), put(0x80 | (c >> 6 & 63)), put(0x80 | (c & 63));
    }
    return out;
}

std::size_t letters(std::string const& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) > 0x20;
    }));
}

raster draw(poppler::page const& page, bounds const& within) {
    auto const size = page.page_rect(poppler::crop_box);
    // A huge page is drawn coarser, so that it keeps within the side that is kept anyway.
    auto const longest = std::max({size.width(), size.height(), 1.0});
    auto const fine = std::min(dots, points * within.kept_side / longest);
    if (fine < 1) throw refused{file_refusal::huge};
    poppler::page_renderer renderer;
    renderer.set_image_format(poppler::image::format_rgb24);
    renderer.set_render_hints(poppler::page_renderer::antialiasing);  // and no annotations
    auto const image = renderer.render_page(&page, fine, fine);
    if (!image.is_valid() || image.width() <= 0 || image.height() <= 0) throw refused{file_refusal::damaged};
    raster out{static_cast<std::uint32_t>(image.width()), static_cast<std::uint32_t>(image.height()), 3, {}};
    auto const line = std::size_t{out.width} * 3;
    out.samples.resize(line * out.height);
    auto const* from = reinterpret_cast<std::uint8_t const*>(image.const_data());
    for (std::size_t y = 0; y < out.height; ++y)
        std::copy_n(from + y * static_cast<std::size_t>(image.bytes_per_row()), line, out.samples.data() + y * line);
    return out;
}

}  // namespace

// Poppler converts text with iconv, whose tables are files: they stay loaded while a converter is open.
void warm_up_pdf() {
    static iconv_t const kept[] = {::iconv_open("UTF-16", "UTF-8"), ::iconv_open("UTF-8", "UTF-16")};
    static_cast<void>(kept);
    poppler::ustring::from_utf8("a").to_utf8();
}

cleaned clean_pdf(std::string_view bytes, bounds const& within) {
    std::unique_ptr<poppler::document> const document(
        poppler::document::load_from_raw_data(bytes.data(), static_cast<int>(bytes.size())));
    if (!document) throw refused{file_refusal::damaged};
    if (document->is_locked()) throw refused{file_refusal::locked};
    int const pages = document->pages();
    if (pages > within.pages) throw refused{file_refusal::huge};
    cleaned out;
    std::string words;
    for (int i = 0; i < pages; ++i) {
        std::unique_ptr<poppler::page> const page(document->create_page(i));
        if (!page) continue;
        auto text = utf8(page->text(poppler::rectf(), poppler::page::physical_layout));
        if (letters(text) >= few_words) {
            words += text + "\n\n";
            if (words.size() > 4 * wire::most_text) break;
        } else if (out.parts.size() < within.page_pictures) {
            auto const picture = shrink(draw(*page, within), within.kept_side);
            auto const& s = picture.samples;
            // An empty page says nothing.
            if (std::adjacent_find(s.begin(), s.end(), std::not_equal_to<>()) == s.end()) continue;
            out.parts.push_back({file_media::jpeg, write_jpeg(picture)});
        }
    }
    words = tidy_text(std::move(words));
    if (!words.empty()) out.parts.insert(out.parts.begin(), clean_part{file_media::text, std::move(words)});
    if (out.parts.empty()) throw refused{file_refusal::damaged};
    return out;
}

}  // namespace earshot::files
