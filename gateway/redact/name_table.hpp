// SPDX-License-Identifier: Apache-2.0
// What is known of a word as a name: given names with how common they are, family names, dictionary words.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace earshot::redact {

struct word_facts {
    std::uint8_t bits{};
    // How much its letters look like those of names: 1 (like other words) .. 7; 0 if that was not asked.
    std::uint8_t likeness{};

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

// Three letters in a row, or the edge of a word: how much oftener in names than in other words, in sixteenths of a nat.
namespace letter_triples {
inline constexpr std::size_t letters = 28;  // edge, a..z, any other
inline constexpr std::size_t count = letters * letters * letters;
constexpr std::size_t index(char c) noexcept {
    return c >= 'a' && c <= 'z' ? static_cast<std::size_t>(c - 'a' + 1) : std::size_t{27};
}
// Calls each(place) for every triple of the folded word.
template <class Each>
void of_word(std::string_view folded, Each each) {
    std::size_t before = 0;
    std::size_t here = 0;
    for (char c : folded) {
        if (c == '\'') continue;
        auto const next = index(c);
        each((before * letters + here) * letters + next);
        before = here;
        here = next;
    }
    each((before * letters + here) * letters);
}
}  // namespace letter_triples

// A sorted table of 32-bit hashes, made by the trainer: "ENT2", count, hashes, facts, triples.
class name_table {
public:
    // Throws std::runtime_error if the bytes are not such a table. `blob` must outlive it.
    explicit name_table(std::string_view blob);
    word_facts of(std::uint64_t hash) const noexcept;
    // Says that of(hash) will be asked soon.
    void fetch(std::uint64_t hash) const noexcept {
        __builtin_prefetch(&near_[hash >> (64U - near_bits)]);
        __builtin_prefetch(&starts_[hash >> 48U]);
    }
    // The same a little later, when the first part is there.
    void fetch_entry(std::uint64_t hash) const noexcept {
        auto const first = starts_[hash >> 48U];
        __builtin_prefetch(keys_.data() + first * std::size_t{4});
        __builtin_prefetch(facts_.data() + first);
    }
    // 1 .. 7 for Latin letters.
    std::uint8_t likeness(std::string_view folded) const noexcept;

private:
    std::uint32_t key(std::size_t i) const noexcept;
    std::string_view keys_;
    std::string_view facts_;
    std::string_view triples_;
    // The commonest words again, in a table small enough to stay near: most words of a text are among them.
    struct near_word {
        std::uint32_t key{};
        std::uint8_t facts{};
    };
    static constexpr std::size_t near_bits = 13;
    std::array<near_word, std::size_t{1} << near_bits> near_{};
    std::array<std::uint32_t, 65537> starts_{};  // first entry of each upper half of a hash
};

}  // namespace earshot::redact
