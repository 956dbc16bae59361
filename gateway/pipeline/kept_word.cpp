// SPDX-License-Identifier: Apache-2.0
#include "gateway/pipeline/kept_word.hpp"

#include <charconv>

namespace earshot {
namespace {

constexpr std::size_t most_kept = 60;  // words and forms of names, of one case

// "[PERSON-3]", "[RELATIVE-3: son]": the number in it; 0 when there is none.
int number_in(std::string_view mark) {
    auto const dash = mark.find('-');
    int n = 0;
    if (dash != std::string_view::npos) std::from_chars(mark.data() + dash + 1, mark.data() + mark.size(), n);
    return n;
}

// A person is one: with "Sam Jones" also "Sam" and "Jones" stay.
void add_forms(redact::case_knowledge& knows, std::string_view mark) {
    auto const number = number_in(mark);
    for (auto const& p : knows.persons)
        if (number > 0 ? p.number == number : mark == "[REPORTER]" && p.role == "reporter")
            knows.keep.insert(knows.keep.end(), p.forms.begin(), p.forms.end());
}

}  // namespace

std::optional<word_to_keep> keep_word(redact::engine const& redactor, redact::policy const& how,
                                      redact::case_knowledge& knows, std::string_view wish, instant at) {
    auto const ms = at.time_since_epoch().count();
    auto trial = knows;
    auto const covered = redactor.strip(wish, how, trial, {}, ms);
    auto const& mark = covered.text.str();
    bool const whole = !covered.held && covered.covers.size() == 1 && covered.covers[0].length == mark.size() &&
                       mark.size() > 2 && mark.front() == '[';
    // A new number: it was not in this case before.
    bool const known = trial.next_number == knows.next_number && trial.values.size() == knows.values.size();
    if (!whole || !known) return std::nullopt;

    trial = knows;
    trial.keep.emplace_back(wish);
    if (covered.covers[0].kind == "person") add_forms(trial, mark);
    if (trial.keep.size() > most_kept) return std::nullopt;
    auto with = trial;
    auto const kept = redactor.strip(wish, how, with, {}, ms);
    if (kept.held || kept.text.str() != wish) return std::nullopt;
    knows.keep = std::move(trial.keep);
    return word_to_keep{mark, kept.text};
}

}  // namespace earshot
