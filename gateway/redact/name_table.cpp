// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/name_table.hpp"

#include <array>
#include <cstring>
#include <stdexcept>

namespace earshot::redact {

name_table::name_table(std::string_view blob) {
    std::uint32_t count = 0;
    if (blob.size() < 8 || blob.substr(0, 4) != "ENT2") throw std::runtime_error("name table: wrong format");
    std::memcpy(&count, blob.data() + 4, 4);
    if (blob.size() != 8 + std::size_t{count} * 5 + letter_triples::count)
        throw std::runtime_error("name table: wrong length");
    keys_ = blob.substr(8, std::size_t{count} * 4);
    facts_ = blob.substr(8 + std::size_t{count} * 4, count);
    triples_ = blob.substr(8 + std::size_t{count} * 5);
    std::uint32_t i = 0;
    for (std::uint32_t half = 0; half < 65536; ++half) {
        starts_[half] = i;
        while (i < count && (key(i) >> 16U) == half) ++i;
    }
    starts_[65536] = count;
    for (int level = 3; level <= 7; ++level) {  // of two in one place the commoner stays
        for (std::uint32_t at = 0; at < count; ++at) {
            word_facts const facts{static_cast<std::uint8_t>(facts_[at]), 0};
            if (facts.common() == level) near_[key(at) >> (32U - near_bits)] = {key(at), facts.bits};
        }
    }
}

std::uint8_t name_table::likeness(std::string_view folded) const noexcept {
    constexpr std::array limits = {-12, -6, -2, 2, 7, 13};  // sixteenths of a nat for each triple
    int sum = 0;
    int count = 0;
    letter_triples::of_word(folded, [&](std::size_t place) {
        sum += static_cast<signed char>(triples_[place]);
        ++count;
    });
    std::uint8_t out = 1;
    for (int const limit : limits) out = static_cast<std::uint8_t>(out + (sum >= limit * count ? 1 : 0));
    return out;
}

std::uint32_t name_table::key(std::size_t i) const noexcept {
    std::uint32_t out = 0;
    std::memcpy(&out, keys_.data() + i * 4, 4);
    return out;
}

word_facts name_table::of(std::uint64_t hash) const noexcept {
    auto const wanted = static_cast<std::uint32_t>(hash >> 32U);
    auto const& common = near_[wanted >> (32U - near_bits)];
    if (common.key == wanted) return {common.facts, 0};
    auto const half = wanted >> 16U;
    for (auto i = starts_[half]; i < starts_[half + 1]; ++i) {
        if (key(i) == wanted) return {static_cast<std::uint8_t>(facts_[i]), 0};
    }
    return {};
}

}  // namespace earshot::redact
