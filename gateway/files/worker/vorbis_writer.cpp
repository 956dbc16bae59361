// SPDX-License-Identifier: Apache-2.0
#include "gateway/files/worker/vorbis_writer.hpp"

#include "gateway/files/worker/codecs.hpp"

#include <vorbis/vorbisenc.h>

#include <algorithm>

namespace earshot::files {
namespace {

constexpr float quality = 0.3F;  // near 80 kbit/s of music, far less of speech
constexpr int serial = 1;        // of the stream: one a file, always the same

}  // namespace

vorbis_writer::vorbis_writer(int samples_per_second) {
    vorbis_info_init(&info_);
    if (vorbis_encode_init_vbr(&info_, 1, samples_per_second, quality) != 0) {
        vorbis_info_clear(&info_);
        throw refused{file_refusal::failed};
    }
    vorbis_comment_init(&nothing_);
    vorbis_analysis_init(&state_, &info_);
    vorbis_block_init(&state_, &block_);
    ogg_stream_init(&pages_, serial);
    ogg_packet head, comments, books;
    vorbis_analysis_headerout(&state_, &nothing_, &head, &comments, &books);
    for (auto* p : {&head, &comments, &books}) ogg_stream_packetin(&pages_, p);
    // Sound begins on a page of its own (Vorbis I, A.2).
    ogg_page page;
    while (ogg_stream_flush(&pages_, &page) != 0) take(page);
}

vorbis_writer::~vorbis_writer() {
    ogg_stream_clear(&pages_);
    vorbis_block_clear(&block_);
    vorbis_dsp_clear(&state_);
    vorbis_comment_clear(&nothing_);
    vorbis_info_clear(&info_);
}

void vorbis_writer::add(std::span<float const> samples) {
    float** const into = vorbis_analysis_buffer(&state_, static_cast<int>(samples.size()));
    // What is not a number, or far out of range, leads the encoder astray.
    std::transform(samples.begin(), samples.end(), into[0],
                   [](float s) { return s >= -1.0F && s <= 1.0F ? s : s > 1.0F ? 1.0F : s < -1.0F ? -1.0F : 0.0F; });
    vorbis_analysis_wrote(&state_, static_cast<int>(samples.size()));
    encode();
}

std::string vorbis_writer::finish() {
    vorbis_analysis_wrote(&state_, 0);
    encode();
    return std::move(out_);
}

void vorbis_writer::encode() {
    ogg_packet packet;
    while (vorbis_analysis_blockout(&state_, &block_) == 1) {
        vorbis_analysis(&block_, nullptr);
        vorbis_bitrate_addblock(&block_);
        while (vorbis_bitrate_flushpacket(&state_, &packet) != 0) put(packet);
    }
}

void vorbis_writer::put(ogg_packet& packet) {
    ogg_stream_packetin(&pages_, &packet);
    ogg_page page;
    while (ogg_stream_pageout(&pages_, &page) != 0) take(page);
}

void vorbis_writer::take(ogg_page const& page) {
    out_.append(reinterpret_cast<char const*>(page.header), static_cast<std::size_t>(page.header_len));
    out_.append(reinterpret_cast<char const*>(page.body), static_cast<std::size_t>(page.body_len));
}

}  // namespace earshot::files
