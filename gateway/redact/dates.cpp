// SPDX-License-Identifier: Apache-2.0
// Ages, dates of birth, and (for levels above the case worker's) every date and time.
#include "gateway/redact/calendar.hpp"
#include "gateway/redact/chars.hpp"
#include "gateway/redact/scene.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace earshot::redact {
namespace {

constexpr std::array months = std::to_array<std::string_view>(
    {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"});

struct written_date {
    std::size_t first, last;  // tokens
    day_of_year day;          // zero: not written
};

class date_scanner {
public:
    date_scanner(scene const& s, level who, std::int64_t at_ms, findings& out)
        : s_(s), t_(s.tokens), level_(who), at_ms_(at_ms), out_(out) {}

    void run() {
        auto const numbers = bit(word_class::tens_word) | bit(word_class::number_word) | bit(word_class::month);
        if (!t_.has_digits && (t_.seen & numbers) == 0) return;
        for (std::size_t i = 0; i < t_.size(); ++i) {
            if (!s_.work.spend(4)) return;
            bool const numeric = t_[i].digits;
            bool const tens = has(i, word_class::tens_word) || has(i, word_class::number_word);
            if (numeric || tens) age(i);
            if (!numeric && !has(i, word_class::month)) continue;
            if (auto const d = date_at(i)) {
                add_date(*d);
                i = d->last;
            } else if (numeric && level_ != level::case_worker) {
                clock(i);
            }
        }
    }

private:
    bool has(std::size_t i, word_class c) const { return i < t_.size() && (t_[i].classes & bit(c)) != 0; }
    bool one_of(std::size_t i, std::initializer_list<std::string_view> words) const {
        if (i >= t_.size()) return false;
        auto const w = word(s_.text, t_[i]);
        return std::find(words.begin(), words.end(), w) != words.end();
    }

    // Value of a token of figures, or -1.
    int value(std::size_t i) const {
        if (i >= t_.size() || !t_[i].number || t_[i].end - t_[i].begin > 4) return -1;
        return std::stoi(std::string(word(s_.text, t_[i])));
    }
    // "12", "12th".
    int day_value(std::size_t i) const {
        if (i >= t_.size() || !t_[i].digits) return -1;
        auto w = word(s_.text, t_[i]);
        for (auto const* tail : {"st", "nd", "rd", "th"}) {
            if (w.size() > 2 && w.ends_with(tail)) w.remove_suffix(2);
        }
        if (w.empty() || w.size() > 2 || !std::all_of(w.begin(), w.end(), is_digit)) return -1;
        int const n = std::stoi(std::string(w));
        return n >= 1 && n <= 31 ? n : -1;
    }
    int month_value(std::size_t i) const {
        if (!has(i, word_class::month)) return -1;
        auto const w = word(s_.text, t_[i]).substr(0, 3);
        auto const found = std::find(months.begin(), months.end(), w);
        return found == months.end() ? -1 : static_cast<int>(found - months.begin()) + 1;
    }
    static int full_year(int y, std::uint32_t digits) {
        if (digits == 4) return y >= 1890 && y <= 2100 ? y : -1;
        return digits == 2 ? (y > 30 ? 1900 + y : 2000 + y) : -1;
    }

    std::optional<written_date> date_at(std::size_t i) const {
        if (i + 2 < t_.size() && (t_[i + 1].gap == '/' || t_[i + 1].gap == '.' || t_[i + 1].gap == '-') &&
            t_[i + 2].gap == t_[i + 1].gap) {
            int const a = value(i);
            int const b = value(i + 1);
            int const c = value(i + 2);
            if (a >= 1890 && b >= 1 && b <= 12 && c >= 1 && c <= 31) return written_date{i, i + 2, {a, b, c}};
            int const year = full_year(c, t_[i + 2].end - t_[i + 2].begin);
            if (year > 0 && a >= 1 && a <= 31 && b >= 1 && b <= 12)
                return written_date{i, i + 2, {year, b, a}};  // UK: day first
            if (year > 0 && a >= 1 && a <= 12 && b >= 1 && b <= 31) return written_date{i, i + 2, {year, a, b}};
        }
        int const day = day_value(i);
        std::size_t m = i + 1;
        if (day > 0 && one_of(m, {"of"})) ++m;
        if (day > 0 && month_value(m) > 0 && t_[m].gap != '\n') return with_year(i, m, month_value(m), day);
        int const month = month_value(i);
        if (month > 0 && t_[i].capital && day_value(i + 1) > 0 && t_[i + 1].gap == ' ')
            return with_year(i, i + 1, month, day_value(i + 1));
        if (month > 0 && value(i + 1) >= 1890 && value(i + 1) <= 2100)
            return written_date{i, i + 1, {value(i + 1), month, 0}};
        return std::nullopt;
    }

    written_date with_year(std::size_t first, std::size_t last, int month, int day) const {
        int const next = value(last + 1);
        bool const joined =
            last + 1 < t_.size() && (t_[last + 1].gap == ' ' || t_[last + 1].gap == ',' || t_[last + 1].gap == '\'');
        if (joined && next >= 0) {
            auto const digits = t_[last + 1].end - t_[last + 1].begin;
            int const year = full_year(next, digits);
            bool const sure = digits == 4 || t_[last + 1].gap == '\'' || born(first);
            if (year > 0 && sure) return {first, last + 1, {year, month, day}};
        }
        return {first, last, {0, month, day}};
    }

    bool born(std::size_t i) const {
        return s_.cued(cue::born, t_[i].begin, 8) || s_.near(bit(word_class::born_cue), t_[i].begin, 8, 5);
    }

    void add(std::size_t first, std::size_t last, kind what, char const* rule, std::string detail, float confidence,
             role who = role::unknown) {
        finding f;
        f.begin = t_[first].begin;
        f.end = t_[last].end;
        f.what = what;
        f.rule = rule;
        f.detail = std::move(detail);
        f.confidence = confidence;
        f.who = who;
        out_.push_back(std::move(f));
    }

    void add_date(written_date const& d) {
        auto const now = day_of(at_ms_);
        if (born(d.first)) {
            int const years = at_ms_ > 0 && d.day.year > 0 ? age_on(d.day, now) : -1;
            return add(d.first, d.last, kind::dob, "dob", years < 0 ? std::string() : age_band(years), 0.95F,
                       role::reporter);
        }
        if (level_ == level::case_worker) return;
        auto day = d.day;
        if (day.year == 0 && at_ms_ > 0) day.year = now.year;
        std::string detail;
        if (day.year > 0 && level_ == level::statistics) detail = month_name(day);
        if (day.year > 0 && day.day > 0 && level_ == level::partner) detail = week_name(day);
        add(d.first, d.last, kind::date, "date", detail, 0.9F);
    }

    // 10:30, 10.30pm, 3pm: the part of the day.
    void clock(std::size_t i) {
        auto const w = word(s_.text, t_[i]);
        std::size_t last = i;
        int hour = -1;
        bool pm = false;
        bool am = false;
        std::size_t figures = 0;
        while (figures < w.size() && is_digit(w[figures])) ++figures;
        if (figures == 0 || figures > 2) return;
        hour = std::stoi(std::string(w.substr(0, figures)));
        auto tail = w.substr(figures);
        bool const minutes = tail.empty() && i + 1 < t_.size() && (t_[i + 1].gap == ':' || t_[i + 1].gap == '.') &&
                             t_[i + 1].begin == t_[i].end + 1 && t_[i + 1].digits;
        if (minutes) {
            last = i + 1;
            auto const m = word(s_.text, t_[last]);
            if (m.size() < 2 || !is_digit(m[0]) || !is_digit(m[1])) return;
            tail = m.substr(2);
        }
        if (tail.empty() && one_of(last + 1, {"am", "pm"}) && t_[last + 1].gap == ' ') tail = word(s_.text, t_[++last]);
        pm = tail == "pm";
        am = tail == "am";
        bool const colon = minutes && t_[i + 1].gap == ':' && tail.empty();
        if ((!pm && !am && !colon) || hour > 24) return;
        if (pm && hour < 12) hour += 12;
        if (am && hour == 12) hour = 0;
        add(i, last, kind::date, "time", level_ == level::partner ? part_of_day(hour) : std::string(), 0.9F);
    }

    // Years in figures or words that begin at token i; `last` is the last token of them.
    int years_at(std::size_t i, std::size_t& last) const {
        last = i;
        if (t_[i].number) {
            int const n = value(i);
            return n >= 0 && n <= 115 ? n : -1;
        }
        auto const w = word(s_.text, t_[i]);
        std::size_t figures = 0;
        while (figures < w.size() && is_digit(w[figures])) ++figures;
        auto const tail = w.substr(figures);
        if (figures > 0 && figures <= 3 && (tail == "yo" || tail == "yrs" || tail == "y" || tail == "yr"))
            return std::stoi(std::string(w.substr(0, figures)));
        constexpr std::array tens = std::to_array<std::pair<std::string_view, int>>({{"ten", 10},
                                                                                     {"eleven", 11},
                                                                                     {"twelve", 12},
                                                                                     {"thirteen", 13},
                                                                                     {"fourteen", 14},
                                                                                     {"fifteen", 15},
                                                                                     {"sixteen", 16},
                                                                                     {"seventeen", 17},
                                                                                     {"eighteen", 18},
                                                                                     {"nineteen", 19},
                                                                                     {"twenty", 20},
                                                                                     {"thirty", 30},
                                                                                     {"forty", 40},
                                                                                     {"fourty", 40},
                                                                                     {"fifty", 50},
                                                                                     {"sixty", 60},
                                                                                     {"seventy", 70},
                                                                                     {"eighty", 80},
                                                                                     {"ninety", 90}});
        for (auto const& [name, n] : tens) {
            if (w != name) continue;
            int const unit = n >= 20 && i + 1 < t_.size() && (t_[i + 1].gap == ' ' || t_[i + 1].gap == '-')
                                 ? s_.lists.digit_of(t_[i + 1].hash)
                                 : -1;
            if (unit < 1 || unit > 9) return n;
            last = i + 1;
            return n + unit;
        }
        int const n = s_.lists.digit_of(t_[i].hash);
        return n >= 1 && n <= 9 ? n : -1;
    }

    void age(std::size_t i) {
        std::size_t last = i;
        int const years = years_at(i, last);
        if (years < 0 || years > 115) return;
        std::size_t const n = last + 1;
        bool const old = (one_of(n, {"year", "years", "yr", "yrs", "yo", "y"}) &&
                          (one_of(n + 1, {"old", "o", "olds"}) || (one_of(n + 1, {"of"}) && one_of(n + 2, {"age"}))) &&
                          !one_of(n + 2, {"work", "abuse"})) ||
                         one_of(n, {"yo", "y/o", "yearold"}) || (!t_[i].number && t_[i].digits) ||
                         (one_of(n, {"ans"}) && years > 3);
        bool const aged = s_.cued(cue::age, t_[i].begin, 1) ||
                          (i > 1 && one_of(i - 1, {"is", "of", "about", "around"}) && one_of(i - 2, {"age", "aged"})) ||
                          (i > 0 && one_of(i - 1, {"turn", "turned", "turning"}) && years >= 5);
        bool const am = i > 0 && one_of(i - 1, {"im", "i'm", "am"}) &&
                        (one_of(i - 1, {"im", "i'm"}) || (i > 1 && one_of(i - 2, {"i"})));
        bool const just = i > 1 && one_of(i - 1, {"only", "just"}) &&
                          one_of(i - 2, {"im", "i'm", "am", "is", "was", "shes", "hes", "she's", "he's", "she", "he"});
        bool const counted =
            one_of(n, {"minutes", "minute", "mins",   "min",   "hours", "hour",    "days",   "day",    "weeks",
                       "week",    "months", "month",  "miles", "mile",  "metres",  "meters", "pounds", "percent",
                       "of",      "times",  "people", "stops", "doors", "men",     "feet",   "foot",   "ft",
                       "km",      "am",     "pm",     "to",    "or",    "seconds", "years",  "stone",  "kg"});
        bool const clock_follows = n < t_.size() && (t_[n].gap == ':' || t_[n].gap == '/' || t_[n].gap == '%') &&
                                   t_[n].begin == t_[last].end + 1;
        if (!old && !(((aged || am || just) && !counted && !clock_follows && years >= 4))) return;
        bool const theirs = !am && i > 0 && s_.near(bit(word_class::perpetrator_noun), t_[i].begin, 4, 5) &&
                            !s_.near(bit(word_class::kin) | bit(word_class::own), t_[i].begin, 5);
        add(i, last, kind::age, "age", age_band(years), 0.9F,
            theirs ? role::perpetrator
            : am   ? role::reporter
                   : role::unknown);
        out_.back().keep = theirs && level_ == level::case_worker;
    }

    scene const& s_;
    token_list const& t_;
    level level_;
    std::int64_t at_ms_;
    findings& out_;
};

}  // namespace

void find_dates(scene const& s, level who, std::int64_t at_ms, findings& out) {
    date_scanner(s, who, at_ms, out).run();
}

}  // namespace earshot::redact
