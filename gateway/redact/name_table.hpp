// SPDX-License-Identifier: Apache-2.0
// What is known of a word as a name: given names with how common they are, family names, dictionary words.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace earshot::redact {

// One byte a word.
struct word_facts {
    std::uint8_t bits{};

    // 0: not a given name; 1 (rare) .. 7 (one of the commonest).
    int given() const noexcept { return bits & 7; }
    bool family() const noexcept { return (bits & 8) != 0; }
    bool dictionary() const noexcept { return (bits & 16) != 0; }
    // How often people write it in lower case where it is no name: 0 .. 7.
    int common() const noexcept { return bits >> 5U; }
    bool a_name() const noexcept { return given() > 0 || family(); }
    bool ordinary() const noexcept { return dictionary() || common() >= 2; }

    static constexpr std::uint8_t pack(int given, bool family, bool dictionary, int common) noexcept {
        return static_cast<std::uint8_t>(given | (family ? 8 : 0) | (dictionary ? 16 : 0) | (common << 5));
    }
};

// A sorted table of 32-bit hashes, made by the trainer: "ENT1", count, hashes, facts.
class name_table {
public:
    // Throws std::runtime_error if the bytes are not such a table. `blob` must outlive it.
    explicit name_table(std::string_view blob);
    word_facts of(std::uint64_t hash) const noexcept;

private:
    std::uint32_t key(std::size_t i) const noexcept;
    std::string_view keys_;
    std::string_view facts_;
    std::array<std::uint32_t, 65537> starts_{};  // first entry of each upper half of a hash
};

}  // namespace earshot::redact
