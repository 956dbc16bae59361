// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/digits.hpp"

#include "gateway/redact/chars.hpp"

#include <algorithm>
#include <array>

namespace earshot::redact {
namespace {

constexpr int hundred = 100;   // digit_of(): two zeros
constexpr int thousand = 101;  // three zeros
constexpr int twice = 102;
constexpr int thrice = 103;

int letter_value(char c) noexcept {
    switch (c) {
        case 'o': return 0;
        case 'i':
        case 'l': return 1;
        case 's': return 5;
        case 'b': return 8;
        case 'z': return 2;
        default: return -1;
    }
}

// One letter more, less or changed.
bool one_letter_off(std::string_view a, std::string_view b) noexcept {
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > 1) return false;
    std::size_t i = 0;
    while (i < a.size() && a[i] == b[i]) ++i;
    return a.substr(a.size() == b.size() ? std::min(i + 1, a.size()) : i) == b.substr(std::min(i + 1, b.size()));
}

// Marks that may stand between the digits of a number whose form is beyond doubt.
bool odd_mark(char c) noexcept {
    return std::string_view(":;+='\"^#[]{}<>&!?\\").find(c) != std::string_view::npos;
}

class reader {
public:
    reader(shadow const& text, token_list const& tokens, word_lists const& lists)
        : low_(text.lower()), tokens_(tokens), lists_(lists) {}

    std::vector<digit> read() {
        for (std::size_t i = 0; i < tokens_.size(); ++i) {
            auto const& t = tokens_[i];
            if (t.digits)
                with_figures(t);
            else if ((t.classes & bit(word_class::number_word)) != 0)
                number_word(t.hash, t.begin, t.end);
            else if (int const value = sounds_like(i); value >= 0) {
                put(value, t.begin, t.end, false, true);
                out_.back().doubtful = true;
            } else if (all_stand_ins(t))
                stand_ins(t);
            else
                repeat_ = 1;
        }
        return std::move(out_);
    }

private:
    // "won", "too", "sevn": the figure that a word among number words stands for, or -1.
    int sounds_like(std::size_t i) const {
        auto const& t = tokens_[i];
        auto const among = bit(word_class::number_word) | bit(word_class::number_sound);
        auto const length = t.end - t.begin;
        if (length < 2 || length > 6 || out_.empty() || out_.back().end > t.begin || i == 0) return -1;
        bool const sound = (t.classes & bit(word_class::number_sound)) != 0;
        if (!sound && (t.classes & ~quiet_classes) != 0) return -1;
        bool const after = (tokens_[i - 1].classes & among) != 0 && out_.back().end == tokens_[i - 1].end;
        bool const before = i + 1 < tokens_.size() && (tokens_[i + 1].classes & among) != 0;
        if (!after || (!before && words_behind() < 7)) return -1;
        if (sound) return lists_.digit_of(t.hash);
        auto const w = low_.substr(t.begin, length);
        constexpr std::array spelt = std::to_array<std::string_view>(
            {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"});
        for (std::size_t value = 0; value < spelt.size(); ++value) {
            if (spelt[value].size() > 3 && one_letter_off(w, spelt[value])) return static_cast<int>(value);
        }
        return -1;
    }

    // How many of the last digits are words in one run.
    std::size_t words_behind() const {
        std::size_t n = 0;
        while (n < out_.size()) {
            auto const& d = out_[out_.size() - 1 - n];
            if (!d.word) break;
            ++n;
            if (d.before == digit::join::apart) break;
        }
        return n;
    }

    // "077 oo 900": only O stands alone for a figure; "is", "so" and "lol" are words.
    bool all_stand_ins(token const& t) const {
        return t.end - t.begin <= 4 && low_[t.begin] == 'o' &&
               low_.substr(t.begin, t.end - t.begin).find_first_not_of('o') == std::string_view::npos;
    }

    void stand_ins(token const& t) {
        for (auto i = t.begin; i < t.end; ++i) put(letter_value(low_[i]), i, i + 1, false, false);
    }

    // A word with figures in it: "07700", "07seven00", "O77OO", "number07700".
    void with_figures(token const& t) {
        for (auto i = t.begin; i < t.end;) {
            if (is_digit(low_[i])) {
                put(low_[i] - '0', i, i + 1, true, false);
                ++i;
                continue;
            }
            auto end = i;
            while (end < t.end && !is_digit(low_[end])) ++end;
            letters(i, end);
            i = end;
        }
    }

    void letters(std::uint32_t begin, std::uint32_t end) {
        auto const before = out_.size();
        for (auto i = begin; i < end;) {  // number words glued together, longest first
            bool taken = false;
            auto const heads = word_hashes<8>(low_.substr(i, end - i));
            for (auto stop = std::min(end, i + 8); stop > i + 1 && !taken; --stop) {
                auto const hash = heads[stop - i - 1];
                if ((lists_.classes_of(hash) & bit(word_class::number_word)) == 0) continue;
                number_word(hash, i, stop);
                i = stop;
                taken = true;
            }
            if (taken) continue;
            if (letter_value(low_[i]) < 0 || end - begin > 4) {
                out_.resize(before);  // an ordinary word: what follows stands apart
                broken_ = true;
                return;
            }
            put(letter_value(low_[i]), i, i + 1, false, false);
            ++i;
        }
    }

    void number_word(std::uint64_t hash, std::uint32_t begin, std::uint32_t end) {
        int const value = lists_.digit_of(hash);
        if (value == twice || value == thrice) {
            repeat_ = value == twice ? 2 : 3;
            repeat_begin_ = begin;
            repeat_end_ = end;
            return;
        }
        if (value >= 10 && value <= 99) {
            put(value / 10, begin, end, false, true);
            put(value % 10, begin, end, false, true);
            return;
        }
        if (value == hundred || value == thousand) {
            for (int i = 0; i < (value == hundred ? 2 : 3); ++i) put(0, begin, end, false, true);
            return;
        }
        put(value, begin, end, false, true);
    }

    void put(int value, std::uint32_t begin, std::uint32_t end, bool real, bool word) {
        if (repeat_ > 1 && !follows_repeat(begin)) repeat_ = 1;
        auto const from = repeat_ > 1 ? repeat_begin_ : begin;
        for (int n = repeat_; n > 0; --n) {
            digit d{from, end, static_cast<std::uint8_t>(value), digit::join::apart, 0, real, word, false};
            join(d);
            out_.push_back(d);
        }
        repeat_ = 1;
    }

    // "double" counts for the figure right after it, not across what is covered or a sentence.
    bool follows_repeat(std::uint32_t begin) const {
        auto const gap = low_.substr(repeat_end_, begin - repeat_end_);
        return gap.size() <= 3 && gap.find_first_not_of(" -") == std::string_view::npos;
    }

    void join(digit& d) {
        std::size_t const last = out_.empty() ? 0 : out_.back().end;
        d.plus = plus_before(d.begin, last);
        if (out_.empty() || broken_) {
            broken_ = false;
            return;
        }
        if (d.begin <= last) {
            d.before = digit::join::glued;
            return;
        }
        std::size_t const length = d.begin - last;
        if (length > 14) return;
        auto const gap = low_.substr(last, length);
        if (filler(gap)) {
            d.before = digit::join::soft;
            d.mark = 'w';
            d.odd = true;
            return;
        }
        if (length > 5) return;
        char mark = ' ';
        int lines = 0;
        for (char const c : gap) {
            if (!is_separator(c) && !odd_mark(c)) return;
            if (c == '\n' && ++lines > 1) return;
            if (is_space(c)) continue;
            d.odd = d.odd || odd_mark(c);
            mark = c;
        }
        d.before = digit::join::soft;
        d.mark = mark;
    }

    // "07700 dash 900 dash 123"
    bool filler(std::string_view gap) const {
        auto const first = gap.find_first_not_of(' ');
        auto const end = gap.find_last_not_of(' ');
        if (first == std::string_view::npos || end - first < 2) return false;
        return (lists_.classes_of(word_hash(gap.substr(first, end - first + 1))) & bit(word_class::number_filler)) != 0;
    }

    bool plus_before(std::uint32_t at, std::size_t limit) const {
        std::size_t i = at;
        while (i > limit && (low_[i - 1] == ' ' || low_[i - 1] == '(') && at - i < 2) --i;
        if (i > limit && low_[i - 1] == '+') return true;
        return i >= 4 && i - 4 >= limit && low_.substr(i - 4, 4) == "plus" && (i == 4 || !is_letter(low_[i - 5]));
    }

    std::string_view low_;
    token_list const& tokens_;
    word_lists const& lists_;
    std::vector<digit> out_;
    int repeat_{1};
    std::uint32_t repeat_begin_{};
    std::uint32_t repeat_end_{};
    bool broken_{};
};

}  // namespace

std::vector<digit> digits_of(shadow const& text, token_list const& tokens, word_lists const& lists) {
    return reader(text, tokens, lists).read();
}

std::string figures(std::vector<digit> const& all, std::size_t first, std::size_t count) {
    std::string out;
    for (std::size_t i = first; i < first + count && i < all.size(); ++i) out += static_cast<char>('0' + all[i].value);
    return out;
}

}  // namespace earshot::redact
