// SPDX-License-Identifier: Apache-2.0
#include "gateway/flow/reading_age.hpp"

#include "gateway/flow/plain_words.hpp"

#include <algorithm>
#include <cctype>

namespace earshot::flow {
namespace {

int syllables(std::string_view word) {
    constexpr std::string_view vowels = "aeiouy";
    int count = 0;
    bool in_vowel = false;
    for (char c : word) {
        bool const vowel = vowels.find(c) != std::string_view::npos;
        if (vowel && !in_vowel) ++count;
        in_vowel = vowel;
    }
    if (count > 1 && word.ends_with('e') && !word.ends_with("le")) --count;
    return std::max(count, 1);
}

}  // namespace

double reading_grade(std::string_view text) {
    int words = 0;
    int sounds = 0;
    for (auto const& t : tokens_of(text)) {
        if (t.number) continue;
        ++words;
        sounds += syllables(t.text);
    }
    if (words == 0) return 0;
    int sentences = 0;
    bool open = false;
    for (char c : text) {
        if (c == '.' || c == '?' || c == '!') {
            sentences += open ? 1 : 0;
            open = false;
        } else if (std::isalpha(static_cast<unsigned char>(c))) {
            open = true;
        } else if (std::isdigit(static_cast<unsigned char>(c)) && open) {
            // A numbered option stands for itself, as a line would.
            ++sentences;
            open = false;
        }
    }
    sentences += open ? 1 : 0;
    return 0.39 * words / std::max(sentences, 1) + 11.8 * sounds / words - 15.59;
}

}  // namespace earshot::flow
