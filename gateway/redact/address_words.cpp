// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/address_words.hpp"

#include "gateway/redact/chars.hpp"

#include <algorithm>
#include <array>

namespace earshot::redact {

bool address_words::one_of(std::size_t i, std::initializer_list<std::string_view> words) const {
    auto const w = word(s_.text, t_[i]);
    return std::find(words.begin(), words.end(), w) != words.end();
}

bool address_words::house_number(std::size_t i) const {
    if (i >= t_.size() || !t_[i].digits || t_[i].end - t_[i].begin > 6 || !is_digit(s_.low()[t_[i].begin]))
        return false;
    auto const w = word(s_.text, t_[i]);
    auto const letters = std::count_if(w.begin(), w.end(), is_letter);
    return letters == 0 || (letters == 1 && is_letter(w.back()));
}

bool address_words::close(std::size_t i) const {
    char const gap = t_[i].gap;
    return gap == ' ' || gap == ',' || gap == '-' || gap == '\'' || gap == '/' || gap == '.';
}

bool address_words::ambiguous_suffix(std::size_t i) const {
    return !one_of(i, {"street", "road", "rd", "avenue", "ave", "lane", "crescent", "gardens", "terrace", "square",
                       "mews", "grove", "boulevard", "heol", "stryd", "ffordd"});
}

bool address_words::home_before(std::uint32_t at) const {
    return s_.near(bit(word_class::home_cue), at, 8) || s_.cued(cue::address, at, 8) ||
           s_.cued(cue::incident_place, at, 6);
}

std::size_t address_words::extended_back(std::size_t j) const {
    if (j >= 1 && house_number(j - 1) && (t_[j].gap == '-' || t_[j].gap == '/')) --j;
    for (int rounds = 0; rounds < 2; ++rounds) {
        if (j >= 2 && has(j - 2, word_class::flat) && close(j) && close(j - 1) &&
            (t_[j - 1].digits || short_word(j - 1)))
            j -= 2;
        else if (j >= 1 && one_of(j - 1, {"number", "no", "num", "house", "flat", "unit"}) && close(j))
            j -= 1;
        else
            break;
    }
    return j;
}

bool address_words::short_word(std::size_t i) const {
    return t_[i].end - t_[i].begin == 1;
}

bool address_words::located(std::size_t i) const {
    if (i == 0 || t_[i].opens) return true;
    if (t_[i].gap != ' ' && t_[i].gap != ',' && t_[i].gap != '(') return false;
    return one_of(i - 1, {"at", "to", "in", "of", "from", "outside", "by", "is", "address", "me", "place", "near"}) ||
           t_[i].gap == ',' || t_[i].gap == '(';
}

bool address_words::welsh(std::size_t i) const {
    return one_of(i, {"heol", "ffordd", "stryd", "lon", "clos", "maes", "rhodfa", "cwrt", "rhes", "tanybryn"});
}

bool address_words::one_word_street(std::size_t i) const {
    auto const classes = t_[i].classes;
    if ((classes & bit(word_class::street_word)) != 0) return true;
    if (t_[i].end - t_[i].begin < 7 || (classes & (never_in_street | bit(word_class::no_street))) != 0) return false;
    auto const w = word(s_.text, t_[i]);
    if (std::string_view("yesktdne").find(w.back()) == std::string_view::npos) return false;
    constexpr std::array endings = std::to_array<std::string_view>(
        {"way", "gate", "side", "fields", "croft", "bank", "lands", "dene", "mead", "hurst", "street", "ridge"});
    return std::any_of(endings.begin(), endings.end(), [&](auto e) { return w.ends_with(e); });
}

std::size_t address_words::bare_end(std::size_t i) const {
    return i < t_.size() && t_[i].gap == ',' ? street_from(i) : 0;
}

std::size_t address_words::street_from(std::size_t i) const {
    if (i >= t_.size() || t_[i].digits) return 0;
    if (one_of(i, {"the"})) return has(i + 1, word_class::street_suffix) && t_[i + 1].gap == ' ' ? i + 1 : 0;
    if (one_word_street(i)) return i;
    if (has(i, word_class::road_prefix)) {
        auto last = i;
        if (i + 2 < t_.size() && one_of(i + 1, {"y", "yr", "r"}) && t_[i + 2].gap == ' ') ++last;
        return last + 1 < t_.size() && t_[last + 1].gap == ' ' && !t_[last + 1].digits ? last + 1 : 0;
    }
    for (auto k = i; k < t_.size() && k < i + 5; ++k) {
        if (k > i && t_[k].gap != ' ' && t_[k].gap != '\'' && t_[k].gap != '.') return 0;
        if (k > i && has(k, word_class::street_suffix)) {
            bool const goes_on = has(k + 1, word_class::street_suffix) && t_[k + 1].gap == ' ';  // "west end lane"
            return goes_on ? k + 1 : k;
        }
        if (t_[k].digits || ((t_[k].classes & never_in_street) != 0 && !t_[k].capital)) return 0;
    }
    return 0;
}

bool address_words::compound(std::size_t i) const {
    if (!t_[i].capital || t_[i].digits || t_[i].end - t_[i].begin < 7) return false;
    auto const w = word(s_.text, t_[i]);
    constexpr std::array endings =
        std::to_array<std::string_view>({"strasse", "gasse", "platz", "weg", "straat", "laan", "gatan", "vagen", "gade",
                                         "vej", "veien", "vegen", "katu", "gata"});
    if (std::string_view("eztgnjdua").find(w.back()) == std::string_view::npos) return false;
    return std::any_of(endings.begin(), endings.end(), [&](auto e) { return w.ends_with(e); });
}

}  // namespace earshot::redact
