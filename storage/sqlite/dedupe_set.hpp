// SPDX-License-Identifier: Apache-2.0
// The dedupe tags of the last days, in memory: about 34 bytes a tag. In shards, so that growing never stops the writer
// for long. Tags are keyed hashes: nobody outside can choose where they fall.
#pragma once

#include "gateway/domain/ids.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <array>
#include <cstring>
#include <vector>

namespace earshot::storage {

class dedupe_set {
public:
    // False: it was there.
    bool insert(dedupe_tag const& tag) { return shard_of(tag).insert(tag.value).second; }
    void erase(dedupe_tag const& tag) { shard_of(tag).erase(tag.value); }

    std::size_t size() const noexcept {
        std::size_t n = 0;
        for (auto const& s : shards_) n += s.size();
        return n;
    }

private:
    using bytes = std::array<std::uint8_t, 16>;
    struct hash {
        using is_avalanching = void;
        std::size_t operator()(bytes const& b) const noexcept {
            std::size_t h = 0;
            std::memcpy(&h, b.data() + 1, sizeof h);
            return h;
        }
    };
    using shard = boost::unordered_flat_set<bytes, hash>;
    shard& shard_of(dedupe_tag const& tag) { return shards_[tag.value[0] % shards_.size()]; }

    std::array<shard, 64> shards_;
};

}  // namespace earshot::storage
