// SPDX-License-Identifier: Apache-2.0
// Names of persons: cue rules, the tagger, and names the case already knows.
#pragma once

#include "gateway/redact/name_tagger.hpp"
#include "gateway/redact/redact.hpp"
#include "gateway/redact/scene.hpp"

#include <optional>
#include <string>
#include <vector>

namespace earshot::redact {

// One name in a text: words [first, last] of the token list.
struct mention {
    std::size_t first{};
    std::size_t last{};
    role who{role::unknown};
    char const* rule = "";
    float confidence{};
    bool model{};
    std::string relation;  // "son", if the words say so
};

// Decides which words look like names.
class name_judge {
public:
    name_judge(scene const& s, std::vector<word_facts> const& facts, std::vector<bool> const& taken)
        : s_(s), facts_(facts), taken_(taken) {}

    bool free(std::size_t i) const noexcept { return i < s_.tokens.size() && !taken_[i]; }
    // Could be a name at all: letters, not a word that only ever joins other words.
    bool plausible(std::size_t i) const noexcept;
    // Written like a name in a text where that means something.
    bool capital(std::size_t i) const noexcept;
    // A name in the lists and no everyday word.
    bool listed(std::size_t i) const noexcept { return facts_[i].a_name() && !facts_[i].ordinary(); }
    // After "my name is": nearly anything.
    bool after_strong_cue(std::size_t i) const noexcept;
    // After "I'm", "this is", "my son": a name rather than a quality, a people, a place or a day.
    bool after_weak_cue(std::size_t i) const noexcept;
    // A family name of one syllable and given names of one each: "Le Thi Hoa", "wong kar ho".
    bool syllables(std::size_t i) const noexcept;
    // The last word of the name that begins at `first`.
    // `bold`: after a sure cue a word that no list knows goes on with the name, even in lower case.
    std::size_t end_of_name(std::size_t first, bool bold = false) const noexcept;
    bool has(std::size_t i, word_class c) const noexcept {
        return i < s_.tokens.size() && (s_.tokens[i].classes & bit(c)) != 0;
    }
    word_facts facts(std::size_t i) const noexcept { return facts_[i]; }
    bool protected_group(std::size_t i) const noexcept { return has(i, word_class::protected_word); }
    bool has_lower() const noexcept { return s_.tokens.has_lower; }

private:
    bool continues(std::size_t i, bool bold) const noexcept;
    bool ends_there(std::size_t i) const noexcept;
    scene const& s_;
    std::vector<word_facts> const& facts_;
    std::vector<bool> const& taken_;
};

// Names found by what stands around them.
std::vector<mention> names_by_rule(scene const& s, name_judge const& judge);
// Names found by the shape of their own words; part of the above.
std::vector<mention> names_by_shape(scene const& s, name_judge const& judge);
// Names found by the tagger.
std::vector<mention> names_by_model(scene const& s, name_judge const& judge, std::vector<int> const& scores);
// Names the case knows: whole words, plurals, and one wrong letter in a long word.
std::vector<mention> names_known(scene const& s, name_judge const& judge, case_knowledge const& knows);

// Puts names from the envelope into what the case knows: the reporter's.
void learn_names(std::vector<std::string> const& names, name_table const& table, case_knowledge& knows);

// Finds all names, joins them to the persons of the case (and those to it), and appends the findings.
void find_people(scene const& s, name_table const& table, name_tagger const& tagger, case_knowledge& knows,
                 findings& out);

}  // namespace earshot::redact
