// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/continued.hpp"

#include "gateway/redact/chars.hpp"
#include "gateway/redact/checks.hpp"

#include <algorithm>

namespace earshot::redact {
namespace {

constexpr std::size_t least_open = 3;
constexpr std::size_t most_open = 14;

bool nothing_but_marks(std::string_view text) noexcept {
    return std::none_of(text.begin(), text.end(), [](char c) { return is_word(c) || c == barrier_mark; });
}

// First digit of the run that ends the text, or the number of digits if there is none.
std::size_t open_run(scene const& s) {
    auto const& d = s.digits;
    if (d.empty() || !nothing_but_marks(s.low().substr(d.back().end))) return d.size();
    std::size_t first = d.size() - 1;
    while (first > 0 && d[first].before != digit::join::apart && !d[first].odd && d.size() - first < most_open) --first;
    return first;
}

bool still_open(case_knowledge const& knows, std::int64_t at_ms) {
    return !knows.open_digits.empty() && at_ms >= knows.open_digits_at &&
           at_ms - knows.open_digits_at <= continuation_ms;
}

bool opens_text(scene const& s) {
    return !s.digits.empty() && nothing_but_marks(s.low().substr(0, s.digits[0].begin));
}

void add(findings& out, std::uint32_t begin, std::uint32_t end, char const* rule, float confidence) {
    finding f;
    f.begin = begin;
    f.end = end;
    f.what = kind::phone;
    f.rule = rule;
    f.confidence = confidence;
    out.push_back(std::move(f));
}

}  // namespace

void find_continued(scene const& s, case_knowledge const& knows, std::int64_t at_ms, findings& out) {
    auto const& d = s.digits;
    if (d.empty()) return;
    if (still_open(knows, at_ms) && opens_text(s)) {
        std::string known = knows.open_digits;
        bool const plus = known[0] == '+' || known.substr(0, 2) == "00";
        known.erase(0, plus ? (known[0] == '+' ? 1U : 2U) : 0U);
        std::size_t best = 0;
        for (std::size_t n = 1; n <= d.size() && n <= most_open; ++n) {
            known += static_cast<char>('0' + d[n - 1].value);
            bool const group_ends = n == d.size() || d[n].before != digit::join::glued;
            if (group_ends && phone_number(known, plus) != phone_form::none) best = n;
            if (n < d.size() && d[n].before == digit::join::apart) break;
        }
        if (best > 0) add(out, d[0].begin, d[best - 1].end, "phone.continued", 0.95F);
    }
}

void find_partial(scene const& s, findings& out) {
    auto const& d = s.digits;
    auto const first = open_run(s);
    if (first == d.size()) return;
    auto const f = figures(d, first, d.size() - first);
    bool const head = d[first].plus || f.substr(0, 2) == "07" || f.substr(0, 3) == "004" || f.substr(0, 3) == "447";
    if (head && f.size() >= 5 && f.size() <= 10) add(out, d[first].begin, d.back().end, "phone.partial", 0.7F);
}

void remember_open_digits(scene const& s, findings const& found, case_knowledge& knows, std::int64_t at_ms) {
    auto const before = still_open(knows, at_ms) && opens_text(s) ? knows.open_digits : std::string();
    knows.open_digits.clear();
    auto const first = open_run(s);
    auto const& d = s.digits;
    if (first == d.size()) return;
    bool const complete = std::any_of(found.begin(), found.end(), [&](finding const& f) {
        return f.end >= d.back().end && f.begin <= d.back().begin && std::string_view(f.rule) != "phone.partial";
    });
    if (complete) return;
    auto run = (d[first].plus ? "+" : "") + figures(d, first, d.size() - first);
    if (first == 0) run = before + run;
    if (run.size() < least_open || run.size() > most_open) return;
    knows.open_digits = run;
    knows.open_digits_at = at_ms;
}

}  // namespace earshot::redact
