// SPDX-License-Identifier: Apache-2.0
// What the words of a text say about streets and houses; for the scanner of addresses.
#pragma once

#include "gateway/redact/scene.hpp"

#include <initializer_list>
#include <string_view>

namespace earshot::redact {

inline constexpr word_classes never_in_street =
    bit(word_class::name_stop) | bit(word_class::speech_verb) | bit(word_class::assault_verb) | bit(word_class::kin) |
    bit(word_class::perpetrator_noun) | bit(word_class::first_person) | bit(word_class::third_person) |
    bit(word_class::common_extra) | bit(word_class::weekday) | bit(word_class::month);

class address_words {
public:
    explicit address_words(scene const& s) : s_(s), t_(s.tokens) {}

    bool has(std::size_t i, word_class c) const { return i < t_.size() && (t_[i].classes & bit(c)) != 0; }
    bool said(std::size_t i, std::string_view w) const { return i < t_.size() && word(s_.text, t_[i]) == w; }
    bool one_of(std::size_t i, std::initializer_list<std::string_view> words) const;
    // 14, 14a, 112: what a house may be numbered.
    bool house_number(std::size_t i) const;
    bool close(std::size_t i) const;
    bool ambiguous_suffix(std::size_t i) const;
    bool home_before(std::uint32_t at) const;
    // "Flat 2, ", "12-" in front of the house number.
    std::size_t extended_back(std::size_t j) const;
    bool short_word(std::size_t i) const;
    // "at 14 park view", "of Rose Cottage": a place is said.
    bool located(std::size_t i) const;
    bool welsh(std::size_t i) const;
    bool one_word_street(std::size_t i) const;
    // The last word of a street without a number that begins at `i` after a comma: "old kent road", "heol y bryn"; or
    // 0.
    std::size_t bare_end(std::size_t i) const;
    std::size_t street_from(std::size_t i) const;
    // One word that ends in "street" in a Germanic, Nordic or Finnish way, with a number after it.
    bool compound(std::size_t i) const;

protected:
    scene const& s_;
    token_list const& t_;
};

}  // namespace earshot::redact
