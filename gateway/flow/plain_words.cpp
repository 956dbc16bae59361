// SPDX-License-Identifier: Apache-2.0
#include "gateway/flow/plain_words.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cctype>

namespace earshot::flow {
namespace {

bool joins(UChar32 c) {
    return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x02BC || c == 0x200D || c == 0x200C;
}

std::string utf8_of(icu::UnicodeString const& s) {
    std::string out;
    s.toUTF8String(out);
    return out;
}

}  // namespace

std::vector<token> tokens_of(std::string_view utf8) {
    UErrorCode status = U_ZERO_ERROR;
    auto const* nfkc = icu::Normalizer2::getNFKCCasefoldInstance(status);
    auto text = icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())));
    if (U_SUCCESS(status)) {
        auto const folded_text = nfkc->normalize(text, status);
        if (U_SUCCESS(status)) text = folded_text;
    }
    std::vector<token> out;
    icu::UnicodeString word;
    bool number = false;
    bool glued = false;
    bool clause = false;
    auto const flush = [&](bool next_glued) {
        if (!word.isEmpty()) {
            out.push_back({utf8_of(word), number, glued, clause && !out.empty()});
            word.remove();
            clause = false;
            glued = next_glued;
        } else {
            glued = false;
        }
    };
    for (int32_t i = 0; i < text.length();) {
        UChar32 const c = text.char32At(i);
        i += U16_LENGTH(c);
        int32_t const digit = u_charDigitValue(c);
        bool const decimal = u_charType(c) == U_DECIMAL_DIGIT_NUMBER && digit >= 0;
        bool const mark = (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
        if (joins(c)) continue;
        if (decimal || u_isalpha(c) || mark) {
            if (!word.isEmpty() && !mark && number != decimal) flush(true);
            if (word.isEmpty()) number = decimal;
            word.append(decimal ? static_cast<UChar32>('0' + digit) : c);
            continue;
        }
        flush(false);
        if (!u_isUWhiteSpace(c) || c == '\n') clause = true;
    }
    flush(false);
    return out;
}

std::string folded(std::string_view utf8) {
    std::string out;
    for (auto const& t : tokens_of(utf8)) {
        if (!out.empty()) out += ' ';
        out += t.text;
    }
    return out;
}

bool has_phrase(std::string_view text, std::string_view phrase) noexcept {
    if (phrase.empty()) return false;
    for (std::size_t at = text.find(phrase); at != std::string_view::npos; at = text.find(phrase, at + 1)) {
        bool const left = at == 0 || text[at - 1] == ' ';
        bool const right = at + phrase.size() == text.size() || text[at + phrase.size()] == ' ';
        if (left && right) return true;
    }
    return false;
}

std::string without_phrase(std::string text, std::string_view phrase) {
    for (std::size_t at = text.find(phrase); at != std::string::npos; at = text.find(phrase, at + 1)) {
        bool const left = at == 0 || text[at - 1] == ' ';
        bool const right = at + phrase.size() == text.size() || text[at + phrase.size()] == ' ';
        // A mark that no phrase matches across.
        if (left && right) text.replace(at, phrase.size(), "|");
    }
    return text;
}

bool nearly(std::string_view word, std::string_view meant) {
    if (word == meant) return true;
    std::size_t const shorter = std::min(word.size(), meant.size());
    // Three letters are few: only a swap of neighbours ("yse") still says what was meant.
    if (word.size() == 3 && meant.size() == 3) return word[0] == meant[0] && word[1] == meant[2] && word[2] == meant[1];
    if (shorter < 4) return false;
    if (shorter == 4 && word[0] != meant[0]) return false;
    std::size_t const allowed = shorter >= 8 ? 2 : 1;
    if (std::max(word.size(), meant.size()) - shorter > allowed || shorter > 40) return false;
    // Optimal string alignment over three rows.
    std::vector<std::size_t> two(meant.size() + 1);
    std::vector<std::size_t> one(meant.size() + 1);
    std::vector<std::size_t> row(meant.size() + 1);
    for (std::size_t j = 0; j <= meant.size(); ++j) one[j] = j;
    for (std::size_t i = 1; i <= word.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= meant.size(); ++j) {
            row[j] = std::min({one[j] + 1, row[j - 1] + 1, one[j - 1] + (word[i - 1] == meant[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && word[i - 1] == meant[j - 2] && word[i - 2] == meant[j - 1])
                row[j] = std::min(row[j], two[j - 2] + 1);
        }
        two = one;
        one = row;
    }
    return one[meant.size()] <= allowed;
}

}  // namespace earshot::flow
