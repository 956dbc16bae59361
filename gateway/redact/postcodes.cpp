// SPDX-License-Identifier: Apache-2.0
// UK postcodes (BS 7666): found whole, shown as the outward code.
#include "gateway/redact/chars.hpp"
#include "gateway/redact/scene.hpp"

#include <algorithm>

namespace earshot::redact {
namespace {

constexpr std::string_view inward_letters = "ABDEFGHJLNPQRSTUWXYZ";

char figure(char c) noexcept {
    return c == 'O' ? '0' : (c == 'I' || c == 'L') ? '1' : c;
}

std::string capitals(std::string_view text) {
    std::string out;
    for (char c : text) out += to_upper(c);
    return out;
}

// The outward code with figures set right, or empty: A9, A99, AA9, AA99, A9A, AA9A, of an area that exists.
std::string outward(std::string_view raw, word_lists const& lists) {
    if (raw.size() < 2 || raw.size() > 4 || !is_upper(raw[0])) return {};
    if (raw == "GIR") return std::string(raw);
    for (std::size_t area : {std::size_t{2}, std::size_t{1}}) {
        if (raw.size() <= area) continue;
        std::string out(raw);
        bool fits = std::all_of(raw.begin(), raw.begin() + static_cast<std::ptrdiff_t>(area), is_upper);
        out[area] = figure(out[area]);
        fits = fits && is_digit(out[area]);
        if (raw.size() > area + 1) {
            char const last = figure(out[area + 1]);
            if (is_digit(last)) out[area + 1] = last;
            fits = fits && (is_digit(last) || is_upper(last));
        }
        fits = fits && raw.size() <= area + 2 && lists.postcode_area(raw.substr(0, area));
        if (fits) return out;
    }
    return {};
}

bool inward(std::string_view raw) {
    return raw.size() == 3 && is_digit(figure(raw[0])) && inward_letters.find(raw[1]) != std::string_view::npos &&
           inward_letters.find(raw[2]) != std::string_view::npos;
}

bool ordinal(std::string_view raw) {
    auto const tail = raw.substr(1);
    return tail == "ST" || tail == "ND" || tail == "RD" || tail == "TH";
}

void add(findings& out, std::uint32_t begin, std::uint32_t end, std::string detail, char const* rule,
         float confidence) {
    finding f;
    f.begin = begin;
    f.end = end;
    f.what = kind::postcode;
    f.rule = rule;
    f.confidence = confidence;
    f.detail = std::move(detail);
    out.push_back(std::move(f));
}

// Codes of other countries by their cue, and Canadian ones (A1A 1A1) by their shape.
void foreign_codes(scene const& s, findings& out) {
    auto const& t = s.tokens;
    for (std::size_t i = 0; i + 1 < t.size(); ++i) {
        auto const length = t[i].end - t[i].begin;
        if (length < 3 || length > 8) continue;
        auto const w = word(s.text, t[i]);
        if (w == "zip" || w == "postcode" || w == "zipcode" || w == "postal" || w == "plz") {
            std::size_t k = i + 1;
            while (k < t.size() && k < i + 4 && (word(s.text, t[k]) == "code" || word(s.text, t[k]) == "is")) ++k;
            if (k >= t.size() || !t[k].number || t[k].end - t[k].begin > 6) continue;
            std::size_t last = k;
            if (k + 1 < t.size() && t[k + 1].number && t[k + 1].begin == t[k].end + 1 && t[k + 1].gap != '.') ++last;
            add(out, t[k].begin, t[last].end, {}, "postcode.cue", 0.9F);
        }
        auto const next = word(s.text, t[i + 1]);
        bool const shape = w.size() == 3 && next.size() == 3 && t[i].shout && is_latin(w[0]) && is_digit(w[1]) &&
                           is_latin(w[2]) && is_digit(next[0]) && is_latin(next[1]) && is_digit(next[2]) &&
                           t[i + 1].gap == ' ';
        if (shape) add(out, t[i].begin, t[i + 1].end, {}, "postcode.canada", 0.9F);
    }
}

}  // namespace

void find_postcodes(scene const& s, findings& out) {
    if (!s.tokens.has_digits) return;
    auto const& t = s.tokens;
    foreign_codes(s, out);
    for (std::size_t i = 0; i < t.size(); ++i) {
        auto const length = t[i].end - t[i].begin;
        if (length > 7 || !is_latin(s.low()[t[i].begin])) continue;
        bool const next = i + 1 < t.size() && t[i + 1].end - t[i + 1].begin == 3 &&
                          (is_digit(s.low()[t[i + 1].begin]) || t[i].digits);
        if (!t[i].digits && !next) continue;
        if (!s.work.spend(8)) return;
        auto const w = capitals(word(s.text, t[i]));
        if (w == "BFPO" && i + 1 < t.size() && t[i + 1].number && t[i + 1].end - t[i + 1].begin <= 4) {
            add(out, t[i].begin, t[i + 1].end, "BFPO", "postcode.bfpo", 0.95F);
            continue;
        }
        if (length >= 5) {
            auto const area = outward(std::string_view(w).substr(0, w.size() - 3), s.lists);
            if (!area.empty() && inward(std::string_view(w).substr(w.size() - 3)) && is_digit(w[w.size() - 3])) {
                add(out, t[i].begin, t[i].end, area, "postcode.glued", 0.97F);
                continue;
            }
        }
        if (!next || length > 4 ||
            (t[i + 1].gap != ' ' && t[i + 1].gap != '-' && t[i + 1].gap != '.' && t[i + 1].gap != '\n' &&
             t[i + 1].gap != picture_mark && t[i + 1].gap != '_')) {
            continue;
        }
        auto const area = outward(w, s.lists);
        auto const rest = capitals(word(s.text, t[i + 1]));
        if (area.empty() || !inward(rest)) continue;
        // "in 2 hrs", "so 3pm", "b4 2nd": small words and a figure
        bool const lower = is_lower(s.as_written()[t[i].begin]);
        if (lower && (!t[i].digits || !t[i + 1].digits || ordinal(rest))) continue;
        if (!t[i].digits && !t[i + 1].shout) continue;
        add(out, t[i].begin, t[i + 1].end, area, "postcode", 0.98F);
        ++i;
    }
}

}  // namespace earshot::redact
