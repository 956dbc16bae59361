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

bool name_judge::syllables(std::size_t i) const noexcept {
    auto const next = i + 1;
    if (!free(i) || !free(next) || !has(i, word_class::syllable_family) || !has(next, word_class::name_syllable))
        return false;
    bool const written = capital(i) && capital(next);
    return s_.tokens[next].gap == ' ' && (written || (facts_[i].common() < 4 && facts_[next].common() < 4));
}

bool name_judge::after_strong_cue(std::size_t i) const noexcept {
    if (syllables(i)) return true;
    if (!plausible(i)) return false;
    return capital(i) || facts_[i].a_name() || !facts_[i].ordinary();
}

bool name_judge::after_weak_cue(std::size_t i) const noexcept {
    if (syllables(i)) return true;
    if (!plausible(i) || protected_group(i) || has(i, word_class::place_word) || has(i, word_class::brand_stop) ||
        (s_.tokens[i].classes & calendar) != 0 || has(i, word_class::perpetrator_noun) || has(i, word_class::kin) ||
        has(i, word_class::friend_word) || has(i, word_class::title)) {
        return false;
    }
    if (foreign(s_, s_.tokens[i])) return facts_[i].a_name();  // "I am" stands before what one is, too
    if (listed(i)) return true;
    auto const after = i + 1;
    bool const names = after < s_.tokens.size() && s_.tokens[after].gap == ' ' && facts_[i].a_name() &&
                       facts_[i].common() < 2 && listed(after) && plausible(after);
    if (names) return true;  // "le thi hoa": common words, but not beside each other
    if (!capital(i)) {       // "folake ogunbanjo": two words that no list knows
        auto const next = i + 1;
        bool const unknown = !facts_[i].ordinary() && (s_.tokens[i].classes & ~quiet_classes) == 0 &&
                             s_.tokens[i].end - s_.tokens[i].begin > 3;
        bool const known_after =
            next < s_.tokens.size() && facts_[next].a_name() && facts_[i].likeness >= 4 && facts_[next].common() < 3;
        return unknown && next < s_.tokens.size() && s_.tokens[next].gap == ' ' && plausible(next) &&
               (!facts_[next].dictionary() || known_after) && facts_[next].common() < 4 &&
               ((s_.tokens[next].classes & ~quiet_classes) == 0 || facts_[next].a_name());
    }
    return !facts_[i].ordinary() || (facts_[i].given() >= 3 && facts_[i].common() < 5);
}

bool name_judge::ends_there(std::size_t i) const noexcept {
    if (i + 1 >= s_.tokens.size()) return true;
    auto const& next = s_.tokens[i + 1];
    return next.gap != ' ' || (next.classes & never_part) != 0 || facts_[i + 1].common() >= 5;
}

bool name_judge::continues(std::size_t i, bool bold) const noexcept {
    if (!plausible(i)) return false;
    auto const& t = s_.tokens[i];
    auto const f = facts_[i];
    bool const initial = t.gap == '.' && t.begin - s_.tokens[i - 1].begin <= 3;
    bool const joined = t.gap == ' ' || t.gap == '-' || t.gap == '\'' || initial;
    if (!joined || s_.tokens[i - 1].possessive || (t.classes & calendar) != 0) return false;
    if (t.gap == '-') return capital(i) || f.a_name();
    bool const faith_as_name = f.family() && f.common() < 4 && (bold || capital(i)) && ends_there(i);  // Shafiqul Islam
    if (protected_group(i)) return faith_as_name;
    if (capital(i)) return !(f.common() >= 6 && !f.a_name());
    if (has(i, word_class::speech_verb) || has(i, word_class::assault_verb)) return false;
    if (listed(i)) return true;
    if (has(i, word_class::other_language)) return false;
    if (!bold || (t.classes & ~quiet_classes) != 0) return false;
    return (!f.ordinary() && t.end - t.begin > 2) || (f.family() && f.common() < 5 && ends_there(i));
}

std::size_t name_judge::end_of_name(std::size_t first, bool bold) const noexcept {
    std::size_t last = first;
    if (syllables(first)) {
        ++last;
        while (last - first < 3 && free(last + 1) && has(last + 1, word_class::name_syllable) &&
               s_.tokens[last + 1].gap == ' ' &&
               (facts_[last + 1].common() < 4 || capital(last + 1) || (bold && ends_there(last + 1))))
            ++last;
    }
    for (std::size_t words = last - first + 1; words < 5; ++words) {
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
