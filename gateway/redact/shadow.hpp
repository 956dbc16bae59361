// SPDX-License-Identifier: Apache-2.0
// A copy of a text made for matching: compatibility forms folded (Unicode NFKC), invisible characters gone, digits of
// every script as ASCII, accents off Latin letters, look-alike letters in mixed-script words as Latin. Each byte knows
// where it came from, so that what is found can be cut from the original.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::redact {

struct extent {
    std::size_t begin{};  // bytes
    std::size_t end{};
    bool operator==(extent const&) const = default;
};

class shadow {
public:
    // `original` must be valid UTF-8 and outlive the shadow.
    explicit shadow(std::string_view original);

    std::string_view original() const noexcept { return original_; }
    std::string const& text() const noexcept { return text_; }    // letters' case as written
    std::string const& lower() const noexcept { return lower_; }  // same length, case folded
    std::size_t size() const noexcept { return text_.size(); }

    // The bytes of the original that hold shadow bytes [begin, end), widened to whole grapheme clusters (UAX 29).
    extent in_original(std::size_t begin, std::size_t end) const;

    // Makes [begin, end) a barrier.
    void cover(std::size_t begin, std::size_t end) noexcept;

    // One code point of it, and the bytes of the original that it stands for.
    struct unit {
        std::int32_t cp;
        std::uint32_t from;
        std::uint32_t upto;
    };

private:
    void build();
    void add_plain(std::size_t begin, std::size_t end);  // ASCII only
    void add_folded(std::size_t begin, std::size_t end, std::vector<unit>& units);

    std::string_view original_;
    std::string text_;
    std::string lower_;
    std::vector<std::uint32_t> from_;  // empty: the text is ASCII and offsets are equal
    std::vector<std::uint32_t> upto_;
};

// The text with every ill-formed sequence replaced by U+FFFD (Unicode 15, section 3.9).
std::string well_formed(std::string_view text);
bool is_well_formed(std::string_view text) noexcept;

// Lower case, accents and apostrophes off: the form in which words are compared.
std::string folded(std::string_view text);

}  // namespace earshot::redact
