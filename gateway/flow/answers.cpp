// SPDX-License-Identifier: Apache-2.0
#include "gateway/flow/answers.hpp"

#include "gateway/flow/plain_words.hpp"

#include <algorithm>
#include <iterator>

namespace earshot::flow {
namespace {

constexpr std::size_t short_message = 12;  // tokens: longer ones are stories, not answers
constexpr std::size_t terse_message = 3;   // tokens: only here a slip is forgiven

constexpr std::string_view number_words[] = {"zero", "one", "two",   "three", "four",
                                             "five", "six", "seven", "eight", "nine"};
// "and" as people of many languages write it between numbers, and what they put before one.
constexpr std::string_view glue[] = {"and",  "or", "plus", "option", "number", "answer", "no",  "nr",
                                     "also", "n",  "و",    "اور",    "और",     "এবং",    "আর",  "et",
                                     "y",    "e",  "i",    "oraz",   "si",     "ve",     "iyo", "和"};
constexpr std::string_view negations[] = {"not", "never", "no", "nor", "didnt", "wasnt", "isnt", "dont", "without"};

template <std::size_t N>
bool among(std::string_view const (&list)[N], std::string_view one) {
    return std::find(std::begin(list), std::end(list), one) != std::end(list);
}

option const* by_digit(question const& q, std::string_view digit) {
    for (auto const& o : q.options)
        if (o.digit == digit) return &o;
    return nullptr;
}

bool add(std::vector<option const*>& to, option const* o) {
    if (std::find(to.begin(), to.end(), o) != to.end()) return false;
    to.push_back(o);
    return true;
}

struct digits_read {
    std::vector<option const*> chosen;
    bool skip{};
    bool valid{};
    std::size_t used{};  // tokens
    bool anything{};
};

// The run of digits (and "and", "two" when all of the message is that) at the head.
digits_read read_digits(question const& q, std::vector<token> const& t) {
    digits_read r;
    r.valid = true;
    bool const all_numbers = std::all_of(t.begin(), t.end(), [](token const& x) {
        return x.number || among(number_words, x.text) || among(glue, x.text);
    });
    for (; r.used < t.size(); ++r.used) {
        auto const& x = t[r.used];
        std::string digit = x.text;
        if (!x.number) {
            if (!all_numbers && !(r.used == 0 && (x.text == "option" || x.text == "number" || x.text == "answer")) &&
                !(r.anything && x.text == "and" && r.used + 1 < t.size() && t[r.used + 1].number))
                break;
            auto const w = std::find(std::begin(number_words), std::end(number_words), x.text);
            if (w == std::end(number_words)) continue;
            digit = std::string(1, static_cast<char>('0' + (w - std::begin(number_words))));
        }
        r.anything = true;
        if (auto const* o = by_digit(q, digit)) {
            add(r.chosen, o);
        } else if (digit == "0") {
            r.skip = true;
        } else if (digit.size() > 1 && q.several()) {
            for (char c : digit) {
                auto const* one = by_digit(q, std::string(1, c));
                if (!one || !add(r.chosen, one)) r.valid = false;
            }
        } else {
            r.valid = false;
        }
    }
    if (r.skip && !r.chosen.empty()) r.valid = false;
    return r;
}

struct words_read {
    std::vector<option const*> chosen;
    bool more{};  // the message says more than the options it names
};

words_read read_words(question const& q, std::vector<token> const& t, std::string const& text) {
    std::vector<option const*> out;
    for (auto const& o : q.options)
        if (text == o.plain_label) return {{&o}, false};
    // The whole message, or the longest phrases first: "not sure" and "not now" before "not".
    for (auto const& o : q.options)
        for (auto const& w : o.words)
            if (text == w) return {{&o}, false};
    if (t.size() > short_message) return {};

    std::vector<std::pair<std::string_view, option const*>> phrases;
    for (auto const& o : q.options)
        for (auto const& w : o.words) phrases.emplace_back(w, &o);
    std::sort(phrases.begin(), phrases.end(), [](auto const& a, auto const& b) {
        if (a.first.size() != b.first.size()) return a.first.size() > b.first.size();
        return a.second < b.second;
    });
    std::string rest = text;
    for (auto const& [phrase, o] : phrases) {
        if (!has_phrase(rest, phrase)) continue;
        rest = without_phrase(rest, phrase);
        add(out, o);
    }
    auto const left = tokens_of(rest);
    bool const denied = std::any_of(left.begin(), left.end(), [](token const& x) { return among(negations, x.text); });
    if (denied) return {};
    if (out.empty() && t.size() <= terse_message) {
        for (auto const& x : t)
            for (auto const& [phrase, o] : phrases)
                if (phrase.find(' ') == std::string_view::npos && nearly(x.text, phrase)) add(out, o);
        return {out, t.size() > out.size()};
    }
    bool const more = std::any_of(left.begin(), left.end(), [](token const& x) {
        return !among(glue, x.text) && x.text != "a" && x.text != "the";
    });
    return {out, more};
}

bool is_skip(script const& flow, std::string const& text) {
    auto const k = flow.keywords.find("skip");
    return k != flow.keywords.end() &&
           std::find(k->second.begin(), k->second.end(), text) != k->second.end();
}

std::optional<understood> choose(question const& q, std::vector<token> const& t, std::string const& text) {
    understood out;
    auto digits = read_digits(q, t);
    bool const more = digits.used < t.size();
    std::vector<token> const rest(t.begin() + static_cast<std::ptrdiff_t>(digits.used), t.end());
    bool const broken_off = more && rest.front().fresh_clause;
    auto const read = read_words(q, t, text);
    auto const& words = read.chosen;
    if (digits.anything && digits.valid) {
        if (digits.skip && !more) {
            out.how = answered::skipped;
            return out;
        }
        bool const overruled =
            more && !broken_off && !words.empty() && std::none_of(words.begin(), words.end(), [&](option const* o) {
                return std::find(digits.chosen.begin(), digits.chosen.end(), o) != digits.chosen.end();
            });
        if (!digits.chosen.empty() && !overruled) {
            out.chosen = digits.chosen;
            out.keep_words = more;
        }
    } else if (digits.anything && !more) {
        return std::nullopt;
    }
    if (out.chosen.empty()) {
        out.chosen = words;
        out.keep_words = read.more;
    }
    if (out.chosen.empty()) return std::nullopt;
    if (!q.several() && out.chosen.size() > 1) return std::nullopt;
    std::sort(out.chosen.begin(), out.chosen.end());  // all of one vector: the address is the place in it
    return out;
}

}  // namespace

std::optional<understood> understand(script const& flow, question const& q, std::string_view raw) {
    auto const t = tokens_of(raw);
    if (t.empty()) return std::nullopt;
    auto const text = folded(raw);
    understood out;
    if ((text == "0" || text == "zero") && !by_digit(q, "0")) {
        out.how = answered::skipped;
        return out;
    }
    bool const an_option = std::any_of(q.options.begin(), q.options.end(), [&](option const& o) {
        return std::find(o.words.begin(), o.words.end(), text) != o.words.end();
    });
    if (!an_option && is_skip(flow, text)) {
        out.how = answered::skipped;
        return out;
    }
    switch (q.kind) {
        case kind::words:
        case kind::place: out.keep_words = true; return out;
        case kind::age: {
            auto const age = age_band(raw);
            if (!age) return std::nullopt;
            out.extra_codes.push_back("age." + age->band);
            out.under_18 = age->under_18;
            return out;
        }
        case kind::when: {
            auto const band = time_band(raw);
            // Only a digit at the head that stands alone is a choice: "9pm" is a time, "2 9pm" both.
            std::vector<token> head;
            if (t[0].number && !(t.size() > 1 && t[1].glued) && by_digit(q, t[0].text)) head.push_back(t[0]);
            auto found = head.empty() ? std::nullopt : choose(q, head, head[0].text);
            if (!found) {
                auto words = read_words(q, t, text).chosen;
                if (words.size() > 1) words.resize(1);
                if (words.empty() && band.empty()) return std::nullopt;
                found = understood{};
                found->chosen = std::move(words);
            }
            found->keep_words = t.size() > 1;
            if (!band.empty()) found->extra_codes.push_back("time." + band);
            return found;
        }
        default: break;
    }
    auto found = choose(q, t, text);
    if (found && std::any_of(found->chosen.begin(), found->chosen.end(), [](auto const* o) { return o->not_sure; }) &&
        found->chosen.size() == 1)
        found->how = answered::not_sure;
    return found;
}

}  // namespace earshot::flow
