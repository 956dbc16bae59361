// SPDX-License-Identifier: Apache-2.0
// Codes of letters and figures that carry their own check: national insurance, IBAN, driving licence, number plates,
// machine-readable zones of passports.
#include "gateway/redact/chars.hpp"
#include "gateway/redact/checks.hpp"
#include "gateway/redact/scene.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace earshot::redact {
namespace {

// What stands from one word on, capitals, without separators; `ends[k]` is the byte after the k-th character.
struct compact_text {
    static constexpr std::size_t most = 36;
    std::array<char, most> letters{};
    std::array<std::uint32_t, most> ends{};
    std::size_t size{};
    std::string_view text() const noexcept { return {letters.data(), size}; }
};

class code_scanner {
public:
    code_scanner(scene const& s, findings& out) : s_(s), low_(s.low()), written_(s.as_written()), out_(out) {}

    void run() {
        if (s_.tokens.has_digits) beside_figures();
        zones();
    }

private:
    void beside_figures() {
        auto const& t = s_.tokens;
        for (std::size_t i = 0; i < t.size(); ++i) {
            if (!is_latin(low_[t[i].begin]) && !t[i].digits) continue;
            bool const near_figures = t[i].digits ||
                                      (i + 1 < t.size() && t[i + 1].digits && t[i].end - t[i].begin <= 3) ||
                                      (i + 2 < t.size() && t[i].end - t[i].begin == 1 && t[i + 2].digits);
            if (!near_figures) continue;
            if (!s_.work.spend(48)) return;
            if (is_latin(low_[t[i].begin])) {
                auto const c = compact(t[i].begin);
                if (insurance(t[i], c) || account(t[i], c) || licence(t[i], c)) continue;
            }
            plate(i);
        }
    }

    compact_text compact(std::uint32_t begin) const {
        compact_text out;
        std::size_t gap = 0;
        for (std::size_t i = begin; i < low_.size() && out.size < compact_text::most; ++i) {
            char const c = low_[i];
            if (is_digit(c) || is_latin(c)) {
                out.letters[out.size] = to_upper(c);
                out.ends[out.size++] = static_cast<std::uint32_t>(i + 1);
                gap = 0;
            } else if (++gap > 2 || !(c == ' ' || c == '-' || c == '.' || c == '/')) {
                break;
            }
        }
        return out;
    }

    bool add(std::size_t begin, std::size_t end, kind what, char const* rule, float confidence) {
        finding f;
        f.begin = static_cast<std::uint32_t>(begin);
        f.end = static_cast<std::uint32_t>(end);
        f.what = what;
        f.rule = rule;
        f.confidence = confidence;
        out_.push_back(std::move(f));
        return true;
    }

    // Letters are often typed for figures and back: O for 0, I for 1.
    static std::string with_figures(std::string_view text, std::size_t from, std::size_t count) {
        std::string out(text);
        for (std::size_t i = from; i < from + count && i < out.size(); ++i) {
            if (out[i] == 'O') out[i] = '0';
            if (out[i] == 'I' || out[i] == 'L') out[i] = '1';
        }
        return out;
    }

    // Two letters and then figures, or letters typed for them.
    static bool two_letters_and_figures(std::string_view text, std::size_t figures) {
        static constexpr byte_set like_figures("0123456789OIL");
        auto const after = text.substr(2, figures);
        return is_upper(text[0]) && is_upper(text[1]) &&
               std::all_of(after.begin(), after.end(), [](char x) { return like_figures.has(x); });
    }

    bool ends_word(std::uint32_t end) const { return end >= low_.size() || !is_word(low_[end]); }

    bool insurance(token const& t, compact_text const& c) {
        if (c.size < 8 || !two_letters_and_figures(c.text(), 6)) return false;
        auto const fixed = with_figures(c.text(), 2, 6);
        bool const cued = s_.near(bit(word_class::tax_cue) | bit(word_class::id_cue), t.begin, 8, 3);
        if (c.size >= 9 && nino(std::string_view(fixed).substr(0, 9)) && ends_word(c.ends[8])) {
            return add(t.begin, c.ends[8], kind::nino, "nino", 0.98F);
        }
        if (cued && nino(std::string_view(fixed).substr(0, 8)) && ends_word(c.ends[7])) {
            return add(t.begin, c.ends[7], kind::nino, "nino.no_suffix", 0.9F);
        }
        // Who says that it is one may have mistyped it: a prefix that is never issued leads to nobody else.
        bool const shaped = letters(fixed, 0, 2, "") && digits(fixed, 2, 6);
        if (cued && shaped) {
            bool const suffix = c.size >= 9 && is_upper(fixed[8]) && ends_word(c.ends[8]);
            // More figures behind it: another number, with "no" in front of it.
            if (suffix || c.size == 8) return add(t.begin, c.ends[suffix ? 8 : 7], kind::nino, "nino.cue", 0.9F);
        }
        return false;
    }

    bool account(token const& t, compact_text const& c) {
        for (std::size_t n = std::min<std::size_t>(c.size, 34); n >= 15; --n) {
            if (!ends_word(c.ends[n - 1]) && n != c.size) continue;
            if (iban(c.text().substr(0, n))) return add(t.begin, c.ends[n - 1], kind::iban, "iban.mod97", 1.0F);
        }
        return false;
    }

    bool licence(token const& t, compact_text const& c) {
        for (std::size_t n : {std::size_t{18}, std::size_t{16}}) {
            if (c.size >= n && ends_word(c.ends[n - 1]) && driving_licence(c.text().substr(0, n))) {
                return add(t.begin, c.ends[n - 1], kind::driving, "driving_licence", 0.98F);
            }
        }
        return false;
    }

    static bool letters(std::string_view w, std::size_t from, std::size_t count, std::string_view never) {
        if (from + count > w.size()) return false;
        return std::all_of(w.begin() + static_cast<std::ptrdiff_t>(from),
                           w.begin() + static_cast<std::ptrdiff_t>(from + count),
                           [&](char c) { return is_upper(c) && never.find(c) == std::string_view::npos; });
    }
    static bool digits(std::string_view w, std::size_t from, std::size_t count) {
        if (from + count > w.size()) return false;
        return std::all_of(w.begin() + static_cast<std::ptrdiff_t>(from),
                           w.begin() + static_cast<std::ptrdiff_t>(from + count), is_digit);
    }

    // Current marks AB12 CDE: the age code is 02 to the last year's, or 51 on (DVLA INF104).
    static bool current_mark(std::string_view w) {
        if (w.size() != 7 || !letters(w, 0, 2, "IQZ") || !digits(w, 2, 2) || !letters(w, 4, 3, "IQ")) return false;
        int const age = (w[2] - '0') * 10 + (w[3] - '0');
        return (age >= 2 && age <= 29) || (age >= 51 && age <= 79);
    }
    static bool prefix_mark(std::string_view w) {  // A123 BCD, Q123 ABC
        std::size_t n = 1;
        while (n < w.size() && is_digit(w[n])) ++n;
        return w.size() == n + 3 && n >= 2 && n <= 4 && letters(w, 0, 1, "IOUZ") && letters(w, n, 3, "IQ");
    }
    static bool suffix_mark(std::string_view w) {  // ABC 123D
        std::size_t n = 3;
        while (n < w.size() && is_digit(w[n])) ++n;
        return w.size() == n + 1 && n >= 4 && n <= 6 && letters(w, 0, 3, "IQ") && letters(w, n, 1, "IOQUZ");
    }
    static bool northern_mark(std::string_view w) {  // ABI 1234: the letters hold I or Z
        std::size_t n = 0;
        while (n < w.size() && is_upper(w[n])) ++n;
        return (n == 2 || n == 3) && w.size() >= n + 2 && w.size() <= n + 4 && digits(w, n, w.size() - n) &&
               w.substr(0, n).find_first_of("IZ") != std::string_view::npos;
    }
    static bool dateless_mark(std::string_view w) {
        std::size_t n = 0;
        while (n < w.size() && is_upper(w[n])) ++n;
        std::size_t m = n;
        while (m < w.size() && is_digit(w[m])) ++m;
        if (n >= 1 && n <= 3 && m == w.size() && m - n >= 2 && m - n <= 4) return true;
        m = 0;
        while (m < w.size() && is_digit(w[m])) ++m;
        return m >= 2 && m <= 4 && w.size() - m >= 1 && w.size() - m <= 3 && letters(w, m, w.size() - m, "");
    }

    void plate(std::size_t i) {
        auto const& t = s_.tokens;
        if (t[i].end - t[i].begin > 8) return;
        std::optional<bool> asked;  // costs more than the shape, which few words have
        auto const vehicle_said = [&] {
            if (!asked) asked = s_.near(bit(word_class::vehicle_cue), t[i].begin, 8, 4);
            return *asked;
        };
        for (std::size_t words : {std::size_t{2}, std::size_t{1}, std::size_t{3}}) {
            if (i + words > t.size()) continue;
            std::array<char, 8> letters_of{};
            std::size_t size = 0;
            bool capitals = true;
            bool joined = true;
            for (std::size_t k = i; k < i + words && joined; ++k) {
                joined = (k == i || t[k].gap == ' ' || t[k].gap == '-') && size + (t[k].end - t[k].begin) <= 8;
                for (auto at = t[k].begin; at < t[k].end && joined; ++at) {
                    capitals = capitals && !is_lower(written_[at]);
                    letters_of[size++] = to_upper(low_[at]);
                }
            }
            std::string_view const w(letters_of.data(), size);
            if (!joined || w.size() < 3) continue;
            if (words == 3 && !capitals) continue;
            bool const strong = current_mark(w);
            bool const older = prefix_mark(w) || suffix_mark(w);
            if (!strong && !older && !northern_mark(w) && !dateless_mark(w)) continue;
            bool const cued = vehicle_said();
            if (words == 3 && !cued) continue;
            bool const sure = (strong && (capitals || cued)) || (older && cued) ||
                              (older && capitals && w.size() >= 6) ||
                              (cued && capitals && (northern_mark(w) || dateless_mark(w)) && w.size() >= 4);
            if (!sure) continue;
            add(t[i].begin, t[i + words - 1].end, kind::vehicle, strong ? "vehicle.current" : "vehicle.older",
                cued ? 0.97F : 0.85F);
            return;
        }
    }

    // Two lines of 44 (passport) or three of 30 (card), ICAO 9303: found by the first, checked by the number's digit.
    void zones() {
        for (std::size_t at = low_.find('<'); at != std::string_view::npos;) {
            std::size_t begin = at;
            while (begin > 0 && at - begin < 44 && (is_latin(low_[begin - 1]) || is_digit(low_[begin - 1]))) --begin;
            std::size_t end = at;
            std::size_t fillers = 0;
            while (end < low_.size() && end - begin < 192 &&
                   (is_word(low_[end]) || low_[end] == '<' || low_[end] == '\n' || low_[end] == '\r')) {
                fillers += low_[end] == '<' ? 1 : 0;
                ++end;
            }
            while (end > begin && is_space(low_[end - 1])) --end;
            if (end - begin >= 30 && fillers >= 2) add(begin, end, kind::passport, "passport.mrz", 0.99F);
            at = low_.find('<', std::max(end, at + 1));
        }
    }

    scene const& s_;
    std::string_view low_;
    std::string_view written_;
    findings& out_;
};

}  // namespace

void find_codes(scene const& s, findings& out) {
    code_scanner(s, out).run();
}

}  // namespace earshot::redact
