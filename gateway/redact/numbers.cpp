// SPDX-License-Identifier: Apache-2.0
// Phones, cards, NHS numbers, bank details: the longest valid reading of a run of digits wins.
#include "gateway/redact/chars.hpp"
#include "gateway/redact/checks.hpp"
#include "gateway/redact/scene.hpp"

#include <algorithm>
#include <optional>

namespace earshot::redact {
namespace {

constexpr std::size_t most_digits = 34;

struct reading {
    kind what;
    char const* rule;
    std::size_t count;
    float confidence;
};

class number_scanner {
public:
    number_scanner(scene const& s, std::vector<std::string> const& keep, findings& out)
        : s_(s), all_(s.digits), keep_(keep), out_(out) {}

    void run() {
        for (std::size_t i = 0; i < all_.size();) {
            if (!s_.work.spend(most_digits)) return;
            if (i > 0 && all_[i].before == digit::join::glued && all_[i - 1].real == all_[i].real) {
                ++i;
                continue;
            }
            measure(i);
            auto const found = best(i);
            if (!found) {
                ++i;
                continue;
            }
            if (!kept(i, found->count)) add(i, *found);
            i += found->count;
        }
        bank_details();
    }

private:
    // Groups of glued digits from `i` on, while they may belong to one number.
    void measure(std::size_t i) {
        first_ = i;
        text_ = std::string(1, static_cast<char>('0' + all_[i].value));
        ends_.clear();
        sizes_.clear();
        glued_run_ = 1;
        std::size_t group = 1;
        std::size_t k = i + 1;
        bool still_glued = true;
        for (; k < all_.size() && k - i < most_digits && all_[k].before != digit::join::apart; ++k) {
            if (all_[k].end - all_[i].begin > bounds::candidate) break;
            if (all_[k].before == digit::join::soft || all_[k].real != all_[k - 1].real) {
                if (all_[k].before == digit::join::soft) still_glued = false;
                ends_.push_back(k - i);
                sizes_.push_back(group);
                group = 0;
            }
            ++group;
            if (still_glued) ++glued_run_;
            text_ += static_cast<char>('0' + all_[k].value);
        }
        ends_.push_back(k - i);
        sizes_.push_back(group);
    }

    // Letters count as figures only among at least five real ones, and words only by themselves or beside figures.
    bool trustworthy(std::size_t n) const {
        std::size_t real = 0;
        std::size_t letters = 0;
        for (std::size_t k = first_; k < first_ + n; ++k) {
            if (all_[k].real || all_[k].word)
                ++real;
            else
                ++letters;
        }
        return letters == 0 || real >= 5;
    }

    // Marks that are seldom in numbers, or a word at the end that only sounds like a figure, want a number that is
    // sure.
    bool wants_proof(std::size_t n) const {
        if (all_[first_ + n - 1].doubtful) return true;
        for (std::size_t k = first_ + 1; k < first_ + n; ++k) {
            if (all_[k].odd) return true;
        }
        return false;
    }

    // The same mark everywhere: "07:00 09:30" is a row of clock times.
    bool one_mark(std::size_t n) const {
        char mark = 0;
        for (std::size_t k = first_ + 1; k < first_ + n; ++k) {
            if (all_[k].before != digit::join::soft) continue;
            if (mark != 0 && all_[k].mark != mark) return false;
            mark = all_[k].mark;
        }
        return true;
    }

    bool all_real(std::size_t n) const {
        return std::all_of(all_.begin() + static_cast<std::ptrdiff_t>(first_),
                           all_.begin() + static_cast<std::ptrdiff_t>(first_ + n),
                           [](auto const& d) { return d.real; });
    }

    // 12/05/1985, 1.2.24, 2024-05-12 at the start of the run: a date, not the head of a number.
    bool date_first() const {
        if (sizes_.size() < 3) return false;
        auto const mark = all_[first_ + ends_[0]].mark;
        if (mark != all_[first_ + ends_[1]].mark || (mark != '/' && mark != '.' && mark != '-')) return false;
        auto const part = [&](std::size_t g) {
            auto const begin = g == 0 ? 0 : ends_[g - 1];
            return std::stoi(text_.substr(begin, std::min<std::size_t>(sizes_[g], 4)));
        };
        int const a = part(0);
        int const b = part(1);
        int const c = part(2);
        bool const day_first = sizes_[0] <= 2 && sizes_[1] <= 2 && (sizes_[2] == 2 || sizes_[2] == 4) && a >= 1 &&
                               b >= 1 && ((a <= 31 && b <= 12) || (a <= 12 && b <= 31)) &&
                               (sizes_[2] == 2 || (c >= 1890 && c <= 2100));
        bool const year_first = sizes_[0] == 4 && sizes_[1] <= 2 && sizes_[2] <= 2 && a >= 1890 && a <= 2100 &&
                                b >= 1 && b <= 12 && c >= 1 && c <= 31;
        return day_first || year_first;
    }

    bool phone_cued() const {
        auto const at = all_[first_].begin;
        auto const here = s_.tokens.at(at);
        for (auto i = here; i > 0 && here - i < 4; --i) {  // "student number": some other number
            auto const classes = s_.tokens[i - 1].classes;
            auto const other = bit(word_class::id_cue) | bit(word_class::ref_cue) | bit(word_class::bank_cue);
            if ((classes & other) != 0 && (classes & bit(word_class::phone_cue)) == 0) return false;
        }
        return s_.near(bit(word_class::phone_cue), at, 6) || s_.cued(cue::phone, at, 6);
    }

    bool grouped(std::initializer_list<std::size_t> sizes) const {
        return sizes_.size() >= sizes.size() && std::equal(sizes.begin(), sizes.end(), sizes_.begin());
    }

    std::optional<reading> best(std::size_t i) {
        bool const date = date_first();
        std::optional<reading> found;
        for (std::size_t g = 0; g < ends_.size(); ++g) {
            auto const n = ends_[g];
            if (n < 6 || !trustworthy(n)) continue;
            auto candidate = judge(i, n, g + 1, date);
            if (candidate && (!found || candidate->what < found->what || candidate->count > found->count)) {
                if (found && found->what < candidate->what && found->what != kind::number) continue;
                found = candidate;
            }
        }
        return found;
    }

    std::optional<reading> judge(std::size_t i, std::size_t n, std::size_t groups, bool date) const {
        std::string_view const f = std::string_view(text_).substr(0, n);
        bool const plus = all_[i].plus;
        if (date && !plus) return std::nullopt;
        bool const real = all_real(n);
        if (!plus && n >= 12 && n <= 19 && !wants_proof(n) && card_number(f) && (n >= 14 || sizes_[0] >= 4)) {
            return reading{kind::card, "card.luhn", n, 1.0F};
        }
        auto const zeros = f.substr(0, 2) == "00" && n > 9;
        if (plus && n < 8) return std::nullopt;
        auto const form = phone_number(zeros ? f.substr(2) : f, plus || zeros);
        if (wants_proof(n)) {
            bool const sure = form == phone_form::uk || form == phone_form::uk_mobile ||
                              (form == phone_form::international && (plus || zeros));
            if (!sure || !one_mark(n)) return std::nullopt;
            return reading{kind::phone, "phone.disguised", n, 0.9F};
        }
        if (form == phone_form::uk || form == phone_form::uk_mobile) {
            return reading{kind::phone, real ? "phone.uk" : "phone.uk.disguised", n, 0.99F};
        }
        if (form == phone_form::international) return reading{kind::phone, "phone.international", n, 0.95F};
        if (n == 10 && nhs_number(f) && (nhs_cued(i, n) || grouped({3, 3, 4}) || groups == 1) && real) {
            return reading{kind::nhs, "nhs.mod11", n, 0.95F};
        }
        if (real && groups == 3 && grouped({3, 2, 4}) && all_[i + 3].mark == all_[i + 5].mark) {
            return reading{kind::social, "social.us", n, 0.9F};
        }
        if (real && n == 10 && s_.near(bit(word_class::tax_cue), all_[i].begin, 6, 3)) {
            return reading{kind::tax, taxpayer_reference(f) ? "tax.utr" : "tax.cue", n, 0.95F};
        }
        bool const american = grouped({3, 3, 4}) || grouped({1, 3, 3, 4});
        if (american && (n == 10 || n == 11) && (groups == 3 || groups == 4)) {
            return reading{kind::phone, "phone.north_america", n, 0.9F};
        }
        if (n == 15 && real && luhn(f) && s_.near(bit(word_class::id_cue), all_[i].begin, 5)) {
            return reading{kind::imei, "imei.luhn", n, 0.95F};
        }
        if (n >= 9 && n <= 12 && f[0] == '0' && f[1] != '0') return reading{kind::phone, "phone.national", n, 0.8F};
        if (n >= 7 && n <= 15 && real && groups <= 6 && phone_cued()) return reading{kind::phone, "phone.cue", n, 0.9F};
        if (!real && n >= 9 && n <= 15) return reading{kind::phone, "phone.disguised", n, 0.8F};
        if (form == phone_form::north_america && groups == 1 && n == 10)
            return reading{kind::phone, "phone.plain", n, 0.6F};
        return default_deny(n, groups);
    }

    // A long number that nothing explains may be anything: account, reference, foreign identity number.
    std::optional<reading> default_deny(std::size_t n, std::size_t groups) const {
        if (groups == 1 && n >= 9) return reading{kind::number, "number.long", n, 0.7F};
        if (groups > 1 && n >= 10) {
            for (std::size_t g = 0; g < groups; ++g) {
                if (sizes_[g] < 3) return std::nullopt;
            }
            return reading{kind::number, "number.grouped", n, 0.6F};
        }
        return std::nullopt;
    }

    bool nhs_cued(std::size_t i, std::size_t n) const {
        return s_.near(bit(word_class::nhs_cue), all_[i].begin, 6) ||
               s_.near(bit(word_class::nhs_cue), all_[i + n - 1].end, 0, 2);
    }

    bool kept(std::size_t i, std::size_t n) const {
        return kept_number((all_[i].plus ? "+" : "") + figures(all_, i, n), keep_);
    }

    void add(std::size_t i, reading const& found) {
        auto begin = all_[i].begin;
        auto end = all_[i + found.count - 1].end;
        auto const low = s_.low();
        if (all_[i].plus) {  // the sign and an opening bracket belong to the number
            while (begin > 0 && (low[begin - 1] == ' ' || low[begin - 1] == '(')) --begin;
            if (begin > 0 && low[begin - 1] == '+')
                --begin;
            else if (begin >= 4 && low.substr(begin - 4, 4) == "plus")
                begin -= 4;
            if (begin > 0 && low[begin - 1] == '(') --begin;
        } else if (begin > 0 && low[begin - 1] == '(') {
            auto const inside = low.substr(begin, end - begin);
            if (inside.find(')') != std::string_view::npos || (end < low.size() && low[end] == ')')) --begin;
        }
        if (found.what == kind::phone && end + 1 < low.size() && low[end] == 'x' &&
            is_digit(low[end + 1])) {  // extension
            ++end;
            while (end < low.size() && is_digit(low[end])) ++end;
        }
        if (begin < all_[i].begin && low[begin] == '(' && end < low.size() && low[end] == ')') ++end;
        finding f;
        f.begin = begin;
        f.end = end;
        f.what = found.what;
        f.rule = found.rule;
        f.confidence = found.confidence;
        out_.push_back(std::move(f));
    }

    // Sort code (12-34-56) with a bank cue, or with an eight-digit account near it; an account with a cue.
    void bank_details() {
        for (std::size_t i = 0; i < all_.size(); ++i) {
            if (i > 0 && all_[i].before == digit::join::glued) continue;
            if (!s_.work.spend(most_digits)) return;
            measure(i);
            auto const at = all_[i].begin;
            bool const cued = s_.near(bit(word_class::bank_cue), at, 6, 2);
            if (grouped({2, 2, 2}) && all_real(6)) {
                bool const account = (sizes_.size() >= 4 && sizes_[3] == 8) || account_follows(i + 6);
                if (cued || account) add(i, {kind::bank, "bank.sort_code", 6, 0.95F});
                if (account && sizes_.size() >= 4 && sizes_[3] == 8)
                    add(i + 6, {kind::bank, "bank.account", 8, 0.95F});
                else if (account)
                    add(i + 6, {kind::bank, "bank.account", 8, 0.95F});
            } else if (cued && !date_first() && (sizes_[0] == 8 || sizes_[0] == 6 || sizes_[0] == 7) &&
                       all_real(sizes_[0])) {
                add(i, {kind::bank, "bank.account", sizes_[0], 0.9F});
            }
        }
    }

    // An eight-digit group within 40 bytes after the sort code.
    bool account_follows(std::size_t i) const {
        if (i + 8 > all_.size() || all_[i].begin > all_[i - 1].end + 40) return false;
        if (all_[i].before == digit::join::glued) return false;
        for (std::size_t k = i + 1; k < i + 8; ++k) {
            if (all_[k].before != digit::join::glued || !all_[k].real) return false;
        }
        return all_[i].real && (i + 8 == all_.size() || all_[i + 8].before != digit::join::glued);
    }

    scene const& s_;
    std::vector<digit> const& all_;
    std::vector<std::string> const& keep_;
    findings& out_;
    std::size_t first_{};
    std::size_t glued_run_{};
    std::string text_;
    std::vector<std::size_t> ends_;   // digits up to the end of each group
    std::vector<std::size_t> sizes_;  // digits in each group
};

std::string_view national(std::string_view f, std::string& buffer) {
    if (f.substr(0, 3) == "+44")
        buffer = "0" + std::string(f.substr(f.substr(3, 1) == "0" ? 4 : 3));
    else if (f.substr(0, 4) == "0044")
        buffer = "0" + std::string(f.substr(4));
    else
        buffer = std::string(f.substr(f.substr(0, 1) == "+" ? 1 : 0));
    return buffer;
}

}  // namespace

bool kept_number(std::string_view figures, std::vector<std::string> const& keep) noexcept {
    std::string mine;
    std::string theirs;
    auto const f = national(figures, mine);
    return std::any_of(keep.begin(), keep.end(), [&](std::string const& k) {
        return !k.empty() && !f.empty() && k.back() == f.back() && national(k, theirs) == f;
    });
}

void find_numbers(scene const& s, std::vector<std::string> const& keep, findings& out) {
    if (!s.digits.empty()) number_scanner(s, keep, out).run();
}

}  // namespace earshot::redact
