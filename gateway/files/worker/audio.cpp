// SPDX-License-Identifier: Apache-2.0
// Sound: decoded to samples and mixed to one channel, then written anew (vorbis_writer.hpp). The voice itself stays: the
// Desk says so.
#include "gateway/files/worker/codecs.hpp"
#include "gateway/files/worker/vorbis_writer.hpp"

#include <sndfile.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace earshot::files {
namespace {

struct memory {
    std::string_view from;
    sf_count_t at{};

    sf_count_t size() const { return static_cast<sf_count_t>(from.size()); }
};

sf_count_t length(void* m) { return static_cast<memory*>(m)->size(); }
sf_count_t tell(void* m) { return static_cast<memory*>(m)->at; }

sf_count_t seek(sf_count_t by, int whence, void* data) {
    auto& m = *static_cast<memory*>(data);
    sf_count_t const base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? m.at : m.size();
    if (by > m.size() - base || base + by < 0) return -1;
    return m.at = base + by;
}

sf_count_t read_some(void* into, sf_count_t n, void* data) {
    auto& m = *static_cast<memory*>(data);
    n = std::clamp<sf_count_t>(m.size() - m.at, 0, n);
    std::memcpy(into, m.from.data() + m.at, static_cast<std::size_t>(n));
    m.at += n;
    return n;
}

SF_VIRTUAL_IO io{length, seek, read_some, nullptr, tell};

using sound = std::unique_ptr<SNDFILE, int (*)(SNDFILE*)>;

}  // namespace

std::string clean_audio(std::string_view bytes, bounds const& within) {
    memory in{bytes};
    SF_INFO info{};
    sound const from(sf_open_virtual(&io, SFM_READ, &info, &in), sf_close);
    if (!from || info.channels < 1 || info.samplerate < 1) throw refused{file_refusal::damaged};
    if (info.channels > 8 || info.samplerate > 192'000) throw refused{file_refusal::huge};
    auto const most = static_cast<std::uint64_t>(info.samplerate) * 60 * within.minutes;
    // The header's own word; what really comes is counted below.
    if (info.frames > 0 && static_cast<std::uint64_t>(info.frames) > most && info.frames != SF_COUNT_MAX)
        throw refused{file_refusal::huge};
    vorbis_writer into(info.samplerate);
    constexpr sf_count_t block = 4096;
    std::vector<float> many(static_cast<std::size_t>(block * info.channels)), one;
    std::uint64_t frames = 0;
    for (;;) {
        auto const n = sf_readf_float(from.get(), many.data(), block);
        if (n <= 0) break;
        frames += static_cast<std::uint64_t>(n);
        if (frames > most || into.size() > wire::most_bytes) throw refused{file_refusal::huge};
        one.assign(static_cast<std::size_t>(n), 0);
        for (sf_count_t i = 0; i < n; ++i) {
            float sum = 0;
            for (int c = 0; c < info.channels; ++c) sum += many[static_cast<std::size_t>(i * info.channels + c)];
            one[static_cast<std::size_t>(i)] = sum / static_cast<float>(info.channels);
        }
        into.add(one);
    }
    if (frames == 0) throw refused{file_refusal::damaged};
    return into.finish();
}

}  // namespace earshot::files
