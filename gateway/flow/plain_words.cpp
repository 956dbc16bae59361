// SPDX-License-Identifier: Apache-2.0
#include "gateway/flow/plain_words.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>

namespace earshot::flow {
namespace {

bool joins(UChar32 c) {
    return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x02BC || c == 0x200D || c == 0x200C;
}

// Puts words together from their characters, which come already folded.
class splitter {
public:
    void part(std::string_view character, bool number, bool mark) {
        if (!word_.empty() && !mark && number_ != number) end_word(true);
        if (word_.empty()) number_ = number;
        word_ += character;
    }
    void between(bool space) {
        end_word(false);
        if (!space) clause_ = true;
    }
    std::vector<token> words() {
        end_word(false);
        return std::move(out_);
    }

private:
    void end_word(bool next_glued) {
        if (word_.empty()) {
            glued_ = false;
            return;
        }
        out_.push_back({word_, number_, glued_, clause_ && !out_.empty()});
        word_.clear();
        clause_ = false;
        glued_ = next_glued;
    }

    std::vector<token> out_;
    std::string word_;
    bool number_{};
    bool glued_{};
    bool clause_{};
};

bool all_ascii(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Most of what people send, and of what the flow compares it with: no Unicode table is needed.
std::vector<token> ascii_tokens(std::string_view text) {
    splitter words;
    for (char c : text) {
        if (c == '\'') continue;
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        bool const number = c >= '0' && c <= '9';
        if (number || (c >= 'a' && c <= 'z'))
            words.part({&c, 1}, number, false);
        else
            words.between(c == ' ' || (c >= '\t' && c <= '\r' && c != '\n'));
    }
    return words.words();
}

}  // namespace

std::vector<token> tokens_of(std::string_view utf8) {
    if (all_ascii(utf8)) return ascii_tokens(utf8);
    UErrorCode status = U_ZERO_ERROR;
    auto const* nfkc = icu::Normalizer2::getNFKCCasefoldInstance(status);
    auto text = icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())));
    if (U_SUCCESS(status)) {
        auto const folded_text = nfkc->normalize(text, status);
        if (U_SUCCESS(status)) text = folded_text;
    }
    splitter words;
    for (int32_t i = 0; i < text.length();) {
        UChar32 const c = text.char32At(i);
        i += U16_LENGTH(c);
        int32_t const digit = u_charDigitValue(c);
        bool const decimal = u_charType(c) == U_DECIMAL_DIGIT_NUMBER && digit >= 0;
        bool const mark = (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
        if (joins(c)) continue;
        if (decimal || u_isalpha(c) || mark) {
            std::array<char, U8_MAX_LENGTH> bytes{};
            std::size_t size = 0;
            U8_APPEND_UNSAFE(bytes.data(), size, decimal ? static_cast<UChar32>('0' + digit) : c);
            words.part({bytes.data(), size}, decimal, mark);
        } else {
            words.between(u_isUWhiteSpace(c) && c != '\n');
        }
    }
    return words.words();
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

std::string_view top_line(std::string_view text) {
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        auto const line = text.substr(0, end);
        auto const ink = line.find_first_not_of(" \t\r");
        if (ink != std::string_view::npos && line[ink] != '>') return line;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return {};
}

std::vector<std::string> parts_of(std::string_view list) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < list.size();) {
        auto const end = std::min(list.find(' ', at), list.size());
        if (end > at) out.emplace_back(list.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

}  // namespace earshot::flow
