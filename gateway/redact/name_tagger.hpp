// SPDX-License-Identifier: Apache-2.0
// An averaged perceptron that says of each word whether it is (part of) a person's name (Collins 2002). All sums are
// whole numbers, so that training and tagging give the same on every machine.
#pragma once

#include "gateway/redact/name_table.hpp"
#include "gateway/redact/token.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace earshot::redact {

// Facts of each word of a text, looked up once.
std::vector<word_facts> facts_of(shadow const& text, token_list const& tokens, name_table const& names);

class name_features {
public:
    static constexpr std::size_t count = 40;
    static constexpr std::uint32_t table_bits = 18;
    using row = std::array<std::uint32_t, count>;

    name_features(shadow const& text, token_list const& tokens, std::vector<word_facts> const& facts);

    // Words that cannot be names are not looked at: numbers, and everyday words in lower case.
    bool candidate(std::size_t i) const noexcept;
    // Indices into the weights for word `i`, if the word before was tagged `before`.
    void fill(std::size_t i, bool before, row& out) const noexcept;
    // The sum of the weights at these indices.
    int sum(std::size_t i, bool before, std::string_view weights) const noexcept;

private:
    template <class Each>
    void each(std::size_t i, bool before, Each take) const noexcept;
    struct view {
        std::uint64_t hash, shape, facts, classes, likeness;
    };
    view at(std::ptrdiff_t i) const noexcept;
    std::uint32_t shape(std::size_t i) const noexcept;

    std::string_view low_;
    std::string_view written_;
    token_list const& tokens_;
    std::vector<word_facts> const& facts_;
    std::vector<std::uint32_t> shapes_;
    bool has_capitals_{};
};

// Weights: "ETW1", threshold (int32), 2^18 signed bytes.
class name_tagger {
public:
    // Throws std::runtime_error if the bytes are not such weights. `blob` must outlive it.
    explicit name_tagger(std::string_view blob);

    // For each word, how far above the threshold it is (<= 0: no name). `skip[i]`: word i is part of something else.
    std::vector<int> tag(name_features const& features, std::vector<bool> const& skip) const;
    int threshold() const noexcept { return threshold_; }

private:
    std::string_view weights_;
    int threshold_{};
};

}  // namespace earshot::redact
