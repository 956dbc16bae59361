// SPDX-License-Identifier: Apache-2.0
// Samples of one channel into Ogg Vorbis (RFC 3533, Vorbis I) without a single comment: writers of whole files name
// themselves there.
#pragma once

#include <ogg/ogg.h>
#include <vorbis/codec.h>

#include <cstddef>
#include <span>
#include <string>

namespace earshot::files {

class vorbis_writer {
public:
    // Throws refused{failed} when the encoder does not know the rate (it knows 1 to 192,000 a second).
    explicit vorbis_writer(int samples_per_second);
    ~vorbis_writer();
    vorbis_writer(vorbis_writer const&) = delete;
    vorbis_writer& operator=(vorbis_writer const&) = delete;

    void add(std::span<float const> samples);
    std::string finish();  // once, at the end
    std::size_t size() const noexcept { return out_.size(); }

private:
    void encode();
    void put(ogg_packet& packet);
    void take(ogg_page const& page);

    vorbis_info info_{};
    vorbis_comment nothing_{};
    vorbis_dsp_state state_{};
    vorbis_block block_{};
    ogg_stream_state pages_{};
    std::string out_;
};

}  // namespace earshot::files
