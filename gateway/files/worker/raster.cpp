// SPDX-License-Identifier: Apache-2.0
#include "gateway/files/worker/codecs.hpp"

#include <algorithm>

namespace earshot::files {

void check_size(std::uint64_t width, std::uint64_t height, bounds const& within) {
    if (width == 0 || height == 0) throw refused{file_refusal::damaged};
    if (width > within.side || height > within.side || width * height > within.pixels) throw refused{file_refusal::huge};
}

// The mean of the pixels under each new one. Also blurs the sensor's own pattern, which tells cameras apart.
raster shrink(raster from, std::uint32_t longest) {
    auto const side = std::max(from.width, from.height);
    if (side <= longest) return from;
    auto const scaled = [&](std::uint32_t n) {
        return std::max<std::uint32_t>(1, static_cast<std::uint32_t>(std::uint64_t{n} * longest / side));
    };
    raster to{scaled(from.width), scaled(from.height), from.channels, {}};
    to.samples.resize(std::size_t{to.width} * to.height * to.channels);
    auto const edge = [](std::uint32_t i, std::uint32_t n, std::uint32_t of) {
        return static_cast<std::uint32_t>(std::uint64_t{i} * of / n);
    };
    std::size_t out = 0;
    for (std::uint32_t y = 0; y < to.height; ++y) {
        auto const y0 = edge(y, to.height, from.height), y1 = edge(y + 1, to.height, from.height);
        for (std::uint32_t x = 0; x < to.width; ++x) {
            auto const x0 = edge(x, to.width, from.width), x1 = edge(x + 1, to.width, from.width);
            std::uint64_t sum[4]{};
            for (auto v = y0; v < y1; ++v) {
                auto const* p = from.samples.data() + (std::size_t{v} * from.width + x0) * from.channels;
                for (auto u = x0; u < x1; ++u)
                    for (std::uint32_t c = 0; c < from.channels; ++c) sum[c] += *p++;
            }
            std::uint64_t const n = std::uint64_t{y1 - y0} * (x1 - x0);
            for (std::uint32_t c = 0; c < from.channels; ++c) to.samples[out++] = static_cast<std::uint8_t>(sum[c] / n);
        }
    }
    return to;
}

raster turn(raster from, int orientation) {
    if (orientation < 2 || orientation > 8) return from;
    bool const sideways = orientation >= 5;
    raster to{sideways ? from.height : from.width, sideways ? from.width : from.height, from.channels, {}};
    to.samples.resize(from.samples.size());
    auto const w = from.width, h = from.height;
    for (std::uint32_t y = 0; y < to.height; ++y)
        for (std::uint32_t x = 0; x < to.width; ++x) {
            std::uint32_t u = x, v = y;
            switch (orientation) {
                case 2: u = w - 1 - x; break;
                case 3: u = w - 1 - x; v = h - 1 - y; break;
                case 4: v = h - 1 - y; break;
                case 5: u = y; v = x; break;
                case 6: u = y; v = h - 1 - x; break;
                case 7: u = w - 1 - y; v = h - 1 - x; break;
                default: u = w - 1 - y; v = x; break;  // 8
            }
            auto const* p = from.samples.data() + (std::size_t{v} * w + u) * from.channels;
            std::copy_n(p, from.channels, to.samples.data() + (std::size_t{y} * to.width + x) * to.channels);
        }
    return to;
}

int exif_orientation(std::string_view e) noexcept {
    if (e.size() < 8) return 1;
    bool const little = e.starts_with("II");
    if (!little && !e.starts_with("MM")) return 1;
    auto const number = [&](std::size_t at, std::size_t bytes) -> std::uint32_t {
        std::uint32_t v = 0;
        for (std::size_t i = 0; i < bytes; ++i) {
            auto const b = static_cast<unsigned char>(e[at + (little ? bytes - 1 - i : i)]);
            v = v << 8 | b;
        }
        return v;
    };
    std::size_t const first = number(4, 4);
    if (first > e.size() - 2) return 1;
    std::size_t const entries = number(first, 2);
    for (std::size_t i = 0; i < entries; ++i) {
        std::size_t const at = first + 2 + i * 12;
        if (at + 12 > e.size()) return 1;
        if (number(at, 2) != 0x0112) continue;
        auto const value = number(at + 8, 2);
        return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    return 1;
}

}  // namespace earshot::files
