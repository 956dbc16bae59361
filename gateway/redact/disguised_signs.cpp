// SPDX-License-Identifier: Apache-2.0
// Where a dot, an at sign, a slash or a colon of an address was written in another way.
#include "gateway/redact/chars.hpp"
#include "gateway/redact/undisguised.hpp"

#include <algorithm>
#include <array>

namespace earshot::redact {
namespace {

constexpr std::size_t most_blanks = 3;
constexpr std::size_t most_labels = 6;

// Words that do not make the user part of an address: "meet me @ ...".
constexpr word_classes closed = bit(word_class::name_stop) | bit(word_class::first_person) |
                                bit(word_class::third_person) | bit(word_class::common_extra) | bit(word_class::own) |
                                bit(word_class::home_cue);

bool label_char(char c) noexcept {
    return is_word(c) || c == '-' || c == '_';
}

class sign_finder {
public:
    explicit sign_finder(scene const& s) : s_(s), low_(s.low()), t_(s.tokens) {}

    std::vector<written_sign> run() {
        brackets();
        if ((t_.seen & (bit(word_class::dot_word) | bit(word_class::slash_word))) != 0) words();
        spelt_ = out_;
        std::sort(spelt_.begin(), spelt_.end(),
                  [](written_sign const& a, written_sign const& b) { return a.begin < b.begin; });
        if (s_.digits.size() >= 4) quads();
        if (low_.find('@') != std::string_view::npos) loose_mail();
        if (low_.find('.') != std::string_view::npos) loose_hosts();
        glued();
        std::sort(out_.begin(), out_.end(), [](written_sign const& a, written_sign const& b) {
            return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
        });
        std::vector<written_sign> kept;
        for (auto const& sign : out_) {
            if (kept.empty() || kept.back().end <= sign.begin) kept.push_back(sign);
        }
        return kept;
    }

private:
    void put(std::size_t begin, std::size_t end, char sign) {
        out_.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), sign});
    }

    bool has(std::size_t i, word_class c) const { return i < t_.size() && (t_[i].classes & bit(c)) != 0; }
    word_classes classes(std::string_view w) const { return s_.lists.classes_of(word_hash(w)); }

    std::size_t skip_blanks(std::size_t i) const {
        std::size_t const limit = std::min(low_.size(), i + most_blanks);
        while (i < limit && low_[i] == ' ') ++i;
        return i;
    }
    std::size_t skip_blanks_back(std::size_t i) const {
        std::size_t const limit = i > most_blanks ? i - most_blanks : 0;
        while (i > limit && low_[i - 1] == ' ') --i;
        return i;
    }
    std::size_t label_end(std::size_t i) const {
        std::size_t const limit = std::min(low_.size(), i + 63);
        while (i < limit && label_char(low_[i])) ++i;
        return i;
    }

    // Hosts that end so are hosts, whatever stands around them.
    static bool plain_top(std::string_view label) noexcept {
        return label == "com" || label == "org" || label == "net";
    }
    bool sure_top(std::string_view before, std::string_view label) const {
        bool const uk = label == "uk" && (before == "co" || before == "org" || before == "ac" || before == "gov");
        return plain_top(label) || uk;
    }

    // The sign that is spelt in brackets, or 0.
    char spelt(std::string_view inner) const {
        if (inner == "." || inner == ",") return '.';
        if (inner == "@" || inner == "a") return '@';
        if (inner == "/") return '/';
        auto const found = classes(inner);
        return (found & bit(word_class::dot_word)) != 0 ? '.' : (found & bit(word_class::at_word)) != 0 ? '@' : char{};
    }

    // "[.]", "(dot)", "{ at }", "[:]", "[://]", "\."
    void brackets() {
        static constexpr byte_set opening("[({<\\");
        for (auto open = opening.first_in(low_); open != std::string_view::npos;
             open = opening.first_in(low_, open + 1)) {
            if (!s_.work.spend(4)) return;
            if (low_[open] == '\\') {
                if (open + 1 < low_.size() && (low_[open + 1] == '.' || low_[open + 1] == '@'))
                    put(open, open + 2, low_[open + 1]);
                continue;
            }
            char const wanted = low_[open] == '(' ? ')' : low_[open] == '[' ? ']' : low_[open] == '{' ? '}' : '>';
            auto const close = low_.substr(open, 16).find(wanted);
            if (close == std::string_view::npos || close < 2) continue;
            auto inner = low_.substr(open + 1, close - 1);
            auto const end = open + close + 1;
            if (inner.find_first_not_of(":/") == std::string_view::npos) {  // each its own sign
                for (std::size_t k = 0; k < inner.size(); ++k)
                    put(k == 0 ? open : open + 1 + k, k + 1 == inner.size() ? end : open + 2 + k, inner[k]);
                continue;
            }
            while (!inner.empty() && inner.front() == ' ') inner.remove_prefix(1);
            while (!inner.empty() && inner.back() == ' ') inner.remove_suffix(1);
            if (char const sign = spelt(inner)) put(skip_blanks_back(open), skip_blanks(end), sign);
        }
    }

    bool loosely_joined(std::size_t i) const {
        return i > 0 && i < t_.size() && t_[i].gap != '\n' && t_[i].gap != barrier_mark && t_[i].gap != '.' &&
               t_[i].gap != ',' && t_[i].begin - t_[i - 1].end <= most_blanks && !t_[i - 1].possessive;
    }

    // "example dot com slash me", "www punto ejemplo punto com".
    void words() {
        std::size_t spoken = t_.size();  // the last dot that was spoken
        for (std::size_t i = 1; i + 1 < t_.size(); ++i) {
            auto const kinds = t_[i].classes & (bit(word_class::dot_word) | bit(word_class::slash_word));
            if (kinds == 0 || !loosely_joined(i) || !loosely_joined(i + 1)) continue;
            if (!s_.work.spend(8)) return;
            if (has(i, word_class::slash_word)) {
                if (spoken < i && i - spoken <= 4) {
                    put(t_[i - 1].end, t_[i + 1].begin, '/');
                    spoken = i;
                }
                continue;
            }
            if (word(s_.text, t_[i]) != "dot" && !foreign_dot(i)) continue;
            put(t_[i - 1].end, t_[i + 1].begin, '.');
            spoken = i;
        }
    }

    // Other languages' words for a dot mean many things; a host's end, or a number on both sides, tells.
    bool foreign_dot(std::size_t i) const {
        if (t_[i - 1].number && t_[i + 1].number) return true;
        if (has(i + 2, word_class::dot_word) && i + 3 < t_.size() &&
            s_.lists.top_level_domain(word(s_.text, t_[i + 3])))
            return true;
        auto const next = word(s_.text, t_[i + 1]);
        bool const second = i >= 2 && has(i - 2, word_class::dot_word) && s_.lists.top_level_domain(next);
        return (plain_top(next) || second) && (t_[i - 1].classes & closed) == 0;
    }

    // "203 . 0 . 113 . 77", and with a cue "my ip is 203 0 113 77".
    void quads() {
        for (std::size_t i = 0; i + 3 < t_.size(); ++i) {
            auto const part = [&](std::size_t k) { return t_[k].number && t_[k].end - t_[k].begin <= 3; };
            if (!part(i) || !part(i + 1) || !part(i + 2) || !part(i + 3)) continue;
            if (!s_.work.spend(8)) return;
            char const mark = t_[i + 1].gap;
            bool const same = t_[i + 2].gap == mark && t_[i + 3].gap == mark;
            bool const cued =
                (mark == ' ' || mark == '-' || mark == ',') && s_.near(bit(word_class::ip_cue), t_[i].begin, 4);
            if (!same || (mark != '.' && !cued)) continue;
            for (auto k = i + 1; k <= i + 3; ++k) {
                auto const length = t_[k].begin - t_[k - 1].end;
                if (length <= 2 * most_blanks + 1 && (length > 1 || mark != '.')) put(t_[k - 1].end, t_[k].begin, '.');
            }
        }
    }

    // One past the dot in brackets or in words that begins at `at`; `at` if there is none.
    std::size_t spelt_dot(std::size_t at) const {
        auto const found =
            std::lower_bound(spelt_.begin(), spelt_.end(), at,
                             [](written_sign const& sign, std::size_t place) { return sign.begin < place; });
        return found != spelt_.end() && found->begin == at && found->sign == '.' ? found->end : at;
    }

    struct host {
        std::vector<written_sign> signs;
        bool loose{};  // a dot has blanks beside it
        bool good{};
    };

    // Labels from `begin` on, with dots between them that may have blanks beside them or be typed as commas.
    host host_at(std::size_t begin, bool doubtful) const {
        host best;
        std::vector<written_sign> signs;
        bool loose = false;
        std::string_view before;
        auto end = label_end(begin);
        auto label = low_.substr(begin, end - begin);
        for (std::size_t n = 0; n < most_labels; ++n) {
            auto const spelt = spelt_dot(end);
            auto const dot = spelt > end ? end : skip_blanks(end);
            if (spelt == end && (dot >= low_.size() || (low_[dot] != '.' && low_[dot] != ','))) break;
            bool const comma = spelt == end && low_[dot] == ',';
            auto const next = spelt > end ? spelt : skip_blanks(dot + 1);
            auto const next_end = label_end(next);
            if (next_end == next) break;
            auto const top = low_.substr(next, next_end - next);
            bool const blanks = spelt == end && (dot != end || next != dot + 1);
            if (comma && (blanks || !(sure_top(label, top) || top == "co"))) break;
            if (blanks || comma)
                signs.push_back({static_cast<std::uint32_t>(end), static_cast<std::uint32_t>(next), '.'});
            loose = loose || blanks;
            before = label;
            label = top;
            end = next_end;
            bool const sure = sure_top(before, top);
            bool const fits =
                s_.lists.top_level_domain(top) && top.find_first_of("0123456789") == std::string_view::npos;
            bool const phrase_ends = end >= low_.size() || !(low_[end] == ' ' || is_word(low_[end]));
            if (fits && (sure || !doubtful || !reads_as_word(top)) &&
                (!blanks || sure || phrase_ends || !reads_as_word(top)))
                best = {signs, loose, true};
        }
        return best;
    }

    // "it", "me", "in": ends of hosts that are words too.
    bool reads_as_word(std::string_view top) const { return weak_top_level(top); }

    // "a . b @ example . org", "x@ example.org", "x @example.org", "x@gmail,com".
    void loose_mail() {
        for (auto at = low_.find('@'); at != std::string_view::npos; at = low_.find('@', at + 1)) {
            if (!s_.work.spend(32)) return;
            auto const left = skip_blanks_back(at);
            auto const right = skip_blanks(at + 1);
            if (left == 0 || !is_word(low_[left - 1]) || right >= low_.size() || !is_word(low_[right])) continue;
            auto piece = left;
            while (piece > 0 && left - piece < 64 && user_char(low_[piece - 1])) --piece;
            auto const user = low_.substr(piece, left - piece);
            bool const spaced = left != at && right != at + 1;
            bool const odd = user.find_first_of("0123456789._-+") != std::string_view::npos ||
                             s_.near(bit(word_class::email_cue), piece, 5);
            if (left != at && !odd && (classes(user) & closed) != 0) continue;
            auto found = host_at(right, spaced && !odd);
            if (!found.good) continue;
            bool const loose = found.loose;
            if (left != at || right != at + 1) put(left, right, '@');
            out_.insert(out_.end(), found.signs.begin(), found.signs.end());
            user_dots(piece, left - piece, loose, spaced);
        }
    }

    static bool user_char(char c) noexcept {
        static constexpr byte_set marks("._-+%");
        return is_word(c) || marks.has(c);
    }

    // "a . b" before the sign: more of the user part, if the host is written so too or the pieces are initials.
    void user_dots(std::size_t piece, std::size_t size, bool loose, bool spaced) {
        for (int n = 0; n < 4; ++n) {
            auto const dot = skip_blanks_back(piece);
            bool const leading = dot == piece && piece < low_.size() && low_[piece] == '.' && loose;  // "a .b @"
            auto const mark = leading ? piece + 1 : dot;
            if (mark == 0 || low_[mark - 1] != '.') return;
            auto const end = skip_blanks_back(mark - 1);
            if (end == 0 || (end == mark - 1 && dot == piece) || !is_word(low_[end - 1])) return;
            bool const both = end != mark - 1 && dot != piece;
            auto begin = end;
            while (begin > 0 && end - begin < 32 && is_word(low_[begin - 1])) --begin;
            bool const initial = end - begin <= 2 || size <= 2;
            if (!loose && !(spaced && both && initial)) return;
            if ((classes(low_.substr(begin, end - begin)) & closed) != 0 && end - begin > 1) return;
            put(end, leading ? piece + 1 : piece, '.');
            piece = begin;
            size = end - begin;
        }
    }

    // "example . com", "example .org", "example. com".
    void loose_hosts() {
        for (auto dot = low_.find('.'); dot != std::string_view::npos; dot = low_.find('.', dot + 1)) {
            auto const next = skip_blanks(dot + 1);
            auto const left = skip_blanks_back(dot);
            if ((left == dot && next == dot + 1) || left == 0 || !is_word(low_[left - 1])) continue;
            auto const end = label_end(next);
            auto const top = low_.substr(next, end - next);
            if (top.size() < 2 || top.size() > 3 || !s_.work.spend(4)) continue;
            auto begin = left;
            while (begin > 0 && left - begin < 63 && label_char(low_[begin - 1])) --begin;
            auto const label = low_.substr(begin, left - begin);
            bool const sentence = left == dot;  // "pond. Net"
            if (!sure_top(label, top) || (sentence && top != "com" && top != "uk")) continue;
            if (label.size() < 2 || (classes(label) & closed) != 0) continue;
            put(left, next, '.');
            if (begin > 1 && low_[begin - 1] == ' ') {  // "www . example . co . uk"
                auto const before = skip_blanks_back(begin);
                auto const edge = before > 0 && low_[before - 1] == '.' ? skip_blanks_back(before - 1) : 0;
                bool const www =
                    edge >= 3 && low_.substr(edge - 3, 3) == "www" && (edge == 3 || !is_word(low_[edge - 4]));
                if (edge > 0 && (www || (top == "uk" && is_word(low_[edge - 1])))) put(edge, begin, '.');
            }
        }
    }

    // "akhanATexampleDOTorg": capitals between small letters.
    void glued() {
        auto const text = s_.as_written();
        for (auto const& t : t_.all) {
            if (!t.inner || t.end - t.begin < 9) continue;
            auto const w = text.substr(t.begin, t.end - t.begin);
            auto const dot = w.rfind("DOT");
            if (dot == std::string_view::npos || dot < 2 || dot + 4 >= w.size() || is_upper(w[dot + 3])) continue;
            for (auto at = w.find("DOT"); at != std::string_view::npos; at = w.find("DOT", at + 3))
                put(t.begin + at, t.begin + at + 3, '.');
            auto const sign = w.find("AT");
            if (sign != std::string_view::npos && sign > 0 && sign < dot && !is_upper(w[sign - 1]) &&
                !is_upper(w[sign + 2]))
                put(t.begin + sign, t.begin + sign + 2, '@');
        }
    }

    scene const& s_;
    std::string_view low_;
    token_list const& t_;
    std::vector<written_sign> out_;
    std::vector<written_sign> spelt_;  // those in brackets and in words
};

}  // namespace

std::vector<written_sign> disguised_signs(scene const& s) {
    return sign_finder(s).run();
}

}  // namespace earshot::redact
