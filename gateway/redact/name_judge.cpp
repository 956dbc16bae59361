// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/chars.hpp"
#include "gateway/redact/people.hpp"

namespace earshot::redact {
namespace {

constexpr word_classes never_part = bit(word_class::name_stop) | bit(word_class::first_person) |
                                    bit(word_class::third_person) | bit(word_class::common_extra);
constexpr word_classes calendar = bit(word_class::month) | bit(word_class::weekday);

bool foreign(scene const& s, token const& t) noexcept {
    return static_cast<std::uint8_t>(s.low()[t.begin]) >= 0x80;
}

}  // namespace

bool name_judge::has(std::size_t i, word_class c) const noexcept {
    return i < s_.tokens.size() && (s_.tokens[i].classes & bit(c)) != 0;
}

bool name_judge::plausible(std::size_t i) const noexcept {
    if (!free(i)) return false;
    auto const& t = s_.tokens[i];
    if (t.digits || t.end - t.begin > 40 || (t.classes & never_part) != 0) return false;
    return t.end - t.begin > 1 || t.capital;
}

bool name_judge::capital(std::size_t i) const noexcept {
    auto const& t = s_.tokens[i];
    return t.capital && (s_.tokens.has_lower || foreign(s_, t));
}

bool name_judge::listed(std::size_t i) const noexcept {
    return facts_[i].a_name() && !facts_[i].ordinary();
}

bool name_judge::protected_group(std::size_t i) const noexcept {
    return has(i, word_class::protected_word);
}

bool name_judge::after_strong_cue(std::size_t i) const noexcept {
    if (!plausible(i)) return false;
    return capital(i) || facts_[i].a_name() || !facts_[i].ordinary();
}

bool name_judge::after_weak_cue(std::size_t i) const noexcept {
    if (!plausible(i) || protected_group(i) || has(i, word_class::place_word) || has(i, word_class::brand_stop) ||
        (s_.tokens[i].classes & calendar) != 0 || has(i, word_class::perpetrator_noun) || has(i, word_class::kin) ||
        has(i, word_class::friend_word) || has(i, word_class::title)) {
        return false;
    }
    if (foreign(s_, s_.tokens[i])) return true;
    if (listed(i)) return true;
    if (!capital(i)) return false;
    return !facts_[i].ordinary() || (facts_[i].given() >= 3 && facts_[i].common() < 5);
}

bool name_judge::continues(std::size_t i, bool bold) const noexcept {
    if (!plausible(i)) return false;
    auto const& t = s_.tokens[i];
    bool const joined =
        t.gap == ' ' || t.gap == '-' || t.gap == '\'' || (t.gap == '.' && t.begin - s_.tokens[i - 1].begin <= 3);
    if (!joined || s_.tokens[i - 1].possessive || (t.classes & calendar) != 0) return false;
    if (t.gap == '-') return capital(i) || facts_[i].a_name();
    if (capital(i)) return !(facts_[i].common() >= 6 && !facts_[i].a_name()) && !protected_group(i);
    if (has(i, word_class::speech_verb) || has(i, word_class::assault_verb)) return false;
    return listed(i) ||
           (bold && !facts_[i].ordinary() && s_.tokens[i].classes == 0 && s_.tokens[i].end - s_.tokens[i].begin > 2);
}

std::size_t name_judge::end_of_name(std::size_t first, bool bold) const noexcept {
    std::size_t last = first;
    for (std::size_t words = 1; words < 5; ++words) {
        if (continues(last + 1, bold)) {
            ++last;
            continue;
        }
        bool const link = last + 2 < s_.tokens.size() && has(last + 1, word_class::name_part) && free(last + 1) &&
                          s_.tokens[last + 1].gap == ' ' &&
                          (s_.tokens[last + 2].gap == ' ' || s_.tokens[last + 2].gap == '-') &&
                          continues(last + 2, bold);
        if (!link) break;
        last += 2;
    }
    return last;
}

}  // namespace earshot::redact
