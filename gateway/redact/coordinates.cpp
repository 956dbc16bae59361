// SPDX-License-Identifier: Apache-2.0
// Places as numbers or codes: decimal degrees, degrees and minutes, Ordnance Survey grid, plus codes, three words.
#include "gateway/redact/chars.hpp"
#include "gateway/redact/scene.hpp"

#include <algorithm>

namespace earshot::redact {
namespace {

class place_scanner {
public:
    place_scanner(scene const& s, findings& out) : s_(s), low_(s.low()), t_(s.tokens), out_(out) {}

    void run() {
        for (std::size_t i = 0; i < t_.size() && t_.has_digits; ++i) {
            if (!t_[i].digits) {
                if (t_[i].shout && t_[i].end - t_[i].begin == 2) grid(i);
                continue;
            }
            if (!s_.work.spend(8)) return;
            if (t_[i].number) decimal(t_[i].begin);
            if (t_[i].end < low_.size() && low_[t_[i].end] == picture_mark) degrees(t_[i].begin);
        }
        for (auto at = low_.find('+'); at != std::string_view::npos; at = low_.find('+', at + 1)) plus_code(at);
        for (auto at = low_.find("///"); at != std::string_view::npos; at = low_.find("///", at + 3)) words(at + 3, at);
        for (std::size_t i = 0; i < t_.size(); ++i) {
            if (!t_[i].digits) continue;
            auto const w = word(s_.text, t_[i]);
            if (w != "what3words" && w != "w3w") continue;
            for (std::size_t k = i + 1; k < t_.size() && k < i + 5; ++k) words(t_[k].begin, t_[k].begin);
        }
    }

private:
    void add(std::size_t begin, std::size_t end, kind what, char const* rule) {
        finding f;
        f.begin = static_cast<std::uint32_t>(begin);
        f.end = static_cast<std::uint32_t>(end);
        f.what = what;
        f.rule = rule;
        f.confidence = 0.95F;
        out_.push_back(std::move(f));
    }

    // The end of a decimal number with three places or more, or `at`.
    std::size_t decimal_end(std::size_t at) const {
        std::size_t i = at;
        while (i < low_.size() && i - at < 3 && is_digit(low_[i])) ++i;
        if (i == at || i + 1 >= low_.size() || low_[i] != '.') return at;
        std::size_t const point = i++;
        while (i < low_.size() && i - point < 20 && is_digit(low_[i])) ++i;
        return i - point > 3 ? i : at;
    }

    void decimal(std::size_t begin) {
        auto const first = decimal_end(begin);
        if (first == begin) return;
        std::size_t i = first;
        while (i < low_.size() && i - first < 8 &&
               (std::string_view(" ,;nsew/").find(low_[i]) != std::string_view::npos || low_[i] == picture_mark))
            ++i;
        if (i < low_.size() && (low_[i] == '-' || low_[i] == '+')) ++i;
        auto const end = i < low_.size() ? decimal_end(i) : i;
        if (end <= i || i == first) return;
        bool const sign = begin > 0 && (low_[begin - 1] == '-' || low_[begin - 1] == '+');
        add(sign ? begin - 1 : begin, end, kind::coordinates, "place.decimal");
    }

    void degrees(std::size_t begin) {
        std::size_t end = begin;
        std::size_t marks = 0;
        while (end < low_.size() && end - begin < 48 &&
               (is_digit(low_[end]) || std::string_view(" .,'\"nsew").find(low_[end]) != std::string_view::npos ||
                low_[end] == picture_mark)) {
            marks += low_[end] == picture_mark ? 1 : 0;
            ++end;
        }
        while (end > begin && (is_space(low_[end - 1]) || low_[end - 1] == ',' || low_[end - 1] == '.')) --end;
        auto const text = low_.substr(begin, end - begin);
        bool const minutes = text.find('\'') != std::string_view::npos;
        if (minutes && marks >= 1 && text.find_first_of("nsew") != std::string_view::npos)
            add(begin, end, kind::coordinates, "place.degrees");
    }

    // SJ 837 983: two letters of the National Grid, then an even number of figures.
    void grid(std::size_t i) {
        auto const w = word(s_.text, t_[i]);
        if (std::string_view("hnost").find(w[0]) == std::string_view::npos || w[1] == 'i' || i + 2 >= t_.size()) return;
        auto const n = t_[i + 1].end - t_[i + 1].begin;
        bool const halves = t_[i + 1].number && t_[i + 2].number && n == t_[i + 2].end - t_[i + 2].begin && n >= 3 &&
                            n <= 5 && t_[i + 1].gap == ' ' && t_[i + 2].gap == ' ';
        if (halves) add(t_[i].begin, t_[i + 2].end, kind::coordinates, "place.grid");
    }

    void plus_code(std::size_t at) {
        constexpr std::string_view letters = "23456789cfghjmpqrvwx";
        std::size_t begin = at;
        while (begin > 0 && at - begin < 9 && letters.find(low_[begin - 1]) != std::string_view::npos) --begin;
        std::size_t end = at + 1;
        while (end < low_.size() && end - at < 5 && letters.find(low_[end]) != std::string_view::npos) ++end;
        auto const head = at - begin;
        auto const tail = end - at - 1;
        auto const code = low_.substr(begin, end - begin);
        bool const mixed =
            std::any_of(code.begin(), code.end(), is_digit) && std::any_of(code.begin(), code.end(), is_latin);
        bool const whole = (begin == 0 || !is_word(low_[begin - 1])) && (end == low_.size() || !is_word(low_[end]));
        if ((head == 4 || head == 6 || head == 8) && tail >= 2 && tail <= 3 && mixed && whole)
            add(begin, end, kind::coordinates, "place.plus_code");
    }

    // Three words of three letters or more, with dots and nothing else between them.
    void words(std::size_t begin, std::size_t from) {
        std::size_t end = begin;
        int dots = 0;
        std::size_t length = 0;
        for (; end < low_.size() && end - begin < 64; ++end) {
            if (is_letter(low_[end]))
                ++length;
            else if (low_[end] == '.' && length >= 3 && dots < 2 && end + 1 < low_.size() && is_letter(low_[end + 1])) {
                ++dots;
                length = 0;
            } else {
                break;
            }
        }
        if (dots == 2 && length >= 3) add(from, end, kind::words3, "place.three_words");
    }

    scene const& s_;
    std::string_view low_;
    token_list const& t_;
    findings& out_;
};

}  // namespace

void find_coordinates(scene const& s, findings& out) {
    place_scanner(s, out).run();
}

}  // namespace earshot::redact
