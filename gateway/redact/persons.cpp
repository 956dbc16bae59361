// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/persons.hpp"

#include "gateway/redact/chars.hpp"

#include <algorithm>
#include <array>
#include <bitset>

namespace earshot::redact {
namespace {

// Below every other rule, which then names the cover.
constexpr float known_confidence = 0.49F;

bool holds(std::vector<std::string> const& all, std::vector<std::string> const& some) {
    return std::all_of(some.begin(), some.end(),
                       [&](std::string const& w) { return std::find(all.begin(), all.end(), w) != all.end(); });
}

// One letter more, less, changed, or two neighbours swapped.
bool one_edit(std::string_view a, std::string_view b) noexcept {
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > 1) return false;
    std::size_t i = 0;
    while (i < a.size() && a[i] == b[i]) ++i;
    if (a.size() < b.size()) return a.substr(i) == b.substr(i + 1);
    if (i + 1 < a.size() && a[i] == b[i + 1] && a[i + 1] == b[i] && a.substr(i + 2) == b.substr(i + 2)) return true;
    return i < a.size() && a.substr(i + 1) == b.substr(i + 1);
}

std::string plain_word(scene const& s, std::size_t i) {
    std::string out;
    for (char c : word(s.text, s.tokens[i])) {
        if (c != '\'') out += c;
    }
    return out;
}

}  // namespace

role both(role a, role b) noexcept {
    if (a == b) return a;
    if (a == role::unknown) return b;
    if (b == role::unknown) return a;
    bool const harm = a == role::perpetrator || b == role::perpetrator;
    if (harm) return role::unknown;
    if (a == role::reporter || b == role::reporter) return role::reporter;
    if (a == role::linked || b == role::linked) return role::linked;
    return role::unknown;
}

std::vector<mention> joined(std::vector<mention> mentions) {
    std::sort(mentions.begin(), mentions.end(), [](mention const& a, mention const& b) {
        if (a.first != b.first) return a.first < b.first;
        return a.confidence > b.confidence;
    });
    std::vector<mention> out;
    for (auto& m : mentions) {
        if (out.empty() || out.back().last < m.first) {
            out.push_back(std::move(m));
            continue;
        }
        auto& last = out.back();
        last.last = std::max(last.last, m.last);
        last.who = both(last.who, m.who);
        if (last.relation.empty()) last.relation = m.relation;
        if (m.confidence > last.confidence) {
            last.rule = m.rule;
            last.confidence = m.confidence;
        }
        last.model = last.model && m.model;
    }
    return out;
}

std::vector<std::string> persons_of_case::words(mention const& m) const {
    std::vector<std::string> out;
    for (auto i = m.first; i <= m.last; ++i) {
        auto w = plain_word(s_, i);
        bool const part = judge_.has(i, word_class::name_part) && m.last > m.first;
        if (w.size() > 1 && !part && out.size() < most_forms) out.push_back(std::move(w));
    }
    return out;
}

persons_of_case::persons_of_case(scene const& s, name_judge const& judge, case_knowledge& knows)
    : s_(s), judge_(judge), knows_(knows) {
    for (std::size_t i = 0; i < knows.persons.size(); ++i) {
        for (auto const& f : knows.persons[i].forms) by_form_.emplace(word_hash(f), i);
    }
}

case_knowledge::person* persons_of_case::match(std::vector<std::string> const& words) const {
    std::vector<std::size_t> candidates;  // in the order of the case: the outcome must not hang on a hash table's
    for (auto const& w : words) {
        auto const [begin, end] = by_form_.equal_range(word_hash(w));
        for (auto it = begin; it != end; ++it) candidates.push_back(it->second);
    }
    std::sort(candidates.begin(), candidates.end());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    case_knowledge::person* found = nullptr;
    for (auto const i : candidates) {
        auto& p = knows_.persons[i];
        if (!holds(p.forms, words) && !holds(words, p.forms)) continue;
        if (p.forms.size() == words.size()) return &p;
        if (found != nullptr && found->role != p.role) {
            if (p.role == name(role::reporter)) found = &p;
            continue;
        }
        if (found == nullptr) found = &p;
    }
    return found;
}

bool persons_of_case::learn(mention const& m) {
    auto const said = words(m);
    if (said.empty() || !s_.work.spend(16)) return false;
    bool news = false;
    auto* person = match(said);
    if (person == nullptr) {
        if (knows_.persons.size() >= most_persons) return false;
        news = true;
        knows_.persons.push_back({{}, std::string(name(m.who)), 0});
        person = &knows_.persons.back();
    }
    auto const index = static_cast<std::size_t>(person - knows_.persons.data());
    for (auto const& w : said) {
        if (person->forms.size() >= most_forms || holds(person->forms, {w})) continue;
        news = true;
        person->forms.push_back(w);
        by_form_.emplace(word_hash(w), index);
    }
    auto const before = role_named(person->role);
    auto const who = both(before, m.who);
    person->role = std::string(name(who));
    if (person->number == 0 && who != role::reporter) person->number = knows_.next_number++;
    return news || who != before;
}

case_knowledge::person const* persons_of_case::of(mention const& m) const {
    return match(words(m));
}

std::vector<mention> names_known(scene const& s, name_judge const& judge, case_knowledge const& knows) {
    std::vector<mention> out;
    if (knows.persons.empty()) return out;
    struct form {
        std::uint64_t hash;
        std::string const* text;
        case_knowledge::person const* person;
    };
    std::vector<form> forms;
    for (auto const& p : knows.persons) {
        for (auto const& f : p.forms) forms.push_back({word_hash(f), &f, &p});
    }
    std::sort(forms.begin(), forms.end(), [](form const& a, form const& b) { return a.hash < b.hash; });
    auto const find = [&](std::uint64_t hash) -> form const* {
        auto const at = std::lower_bound(forms.begin(), forms.end(), hash,
                                         [](form const& f, std::uint64_t h) { return f.hash < h; });
        return at != forms.end() && at->hash == hash ? &*at : nullptr;
    };
    // Lengths of the forms that begin or end with a letter: most words cannot be one letter off any of them.
    std::array<std::uint32_t, 256> begins{};
    std::array<std::uint32_t, 256> ends{};
    std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;  // a letter it begins or ends with, and length; form
    auto const edge = [](char letter, std::size_t length, bool at_end) {
        return (at_end ? 1U << 16U : 0U) | static_cast<std::uint32_t>(static_cast<std::uint8_t>(letter)) << 8U |
               static_cast<std::uint32_t>(length);
    };
    for (std::size_t i = 0; i < forms.size(); ++i) {
        auto const& text = *forms[i].text;
        if (text.size() < 5 || text.size() > 30) continue;
        begins[static_cast<std::uint8_t>(text.front())] |= std::uint32_t{1} << text.size();
        ends[static_cast<std::uint8_t>(text.back())] |= std::uint32_t{1} << text.size();
        edges.emplace_back(edge(text.front(), text.size(), false), static_cast<std::uint32_t>(i));
        edges.emplace_back(edge(text.back(), text.size(), true), static_cast<std::uint32_t>(i));
    }
    std::sort(edges.begin(), edges.end());
    auto const like_some = [&](std::string_view w) {
        auto const lengths = begins[static_cast<std::uint8_t>(w.front())] | ends[static_cast<std::uint8_t>(w.back())];
        return (lengths >> (w.size() - 1) & 7U) != 0;
    };
    // The first of the forms that the word is one letter off, and that begins or ends like it.
    auto const misspelt = [&](std::string_view w) -> form const* {
        auto best = forms.size();
        for (bool const at_end : {false, true}) {
            char const letter = at_end ? w.back() : w.front();
            auto const last = edge(letter, w.size() + 1, at_end);
            auto it = std::lower_bound(edges.begin(), edges.end(),
                                       std::pair{edge(letter, w.size() - 1, at_end), std::uint32_t{0}});
            for (; it != edges.end() && it->first <= last; ++it) {
                if (it->second < best && one_edit(*forms[it->second].text, w)) best = it->second;
            }
        }
        return best < forms.size() ? &forms[best] : nullptr;
    };
    std::bitset<2048> some;  // which kinds of hash are there at all
    for (auto const& f : forms) some[f.hash >> 53U] = true;
    for (std::size_t i = 0; i < s.tokens.size(); ++i) {
        if (!judge.free(i) || s.tokens[i].digits) continue;
        if (!s.work.spend(4)) break;
        bool const exact = some[s.tokens[i].hash >> 53U];
        auto const size = s.tokens[i].end - s.tokens[i].begin;
        if (!exact && (size < 5 || size > 24 || judge.facts(i).ordinary())) continue;
        bool const capital = judge.capital(i);
        auto const facts = judge.facts(i);
        bool const everyday = facts.ordinary() || judge.protected_group(i) || judge.has(i, word_class::name_stop) ||
                              judge.has(i, word_class::place_word);
        auto const* known = exact ? find(s.tokens[i].hash) : nullptr;
        char const* rule = "person.known";
        auto const length = s.tokens[i].end - s.tokens[i].begin;
        if (known != nullptr && everyday && !(capital && (!s.tokens[i].opens || facts.common() < 4))) known = nullptr;
        if (known == nullptr && !everyday && length >= 5 && length <= 24) {
            auto const w = plain_word(s, i);
            if (w.back() == 's') known = find(word_hash(std::string_view(w).substr(0, w.size() - 1)));  // the Khans
            if (known == nullptr && !facts.a_name() && like_some(w) && s.work.spend(forms.size())) {
                rule = "person.known.misspelt";
                known = misspelt(w);
            }
        }
        if (known != nullptr) out.push_back({i, i, role_named(known->person->role), rule, known_confidence, false, {}});
    }
    return out;
}

void learn_names(std::vector<std::string> const& names, name_table const& table, case_knowledge& knows) {
    for (auto const& n : names) {
        if (n.find('@') != std::string::npos || n.size() > bounds::candidate) continue;
        case_knowledge::person person;
        person.role = name(role::reporter);
        std::string w;
        for (char c : folded(n) + " ") {
            if (is_letter(c)) {
                w += c;
                continue;
            }
            auto const facts = table.of(word_hash(w));
            bool const useful = w.size() > 1 && !(facts.common() >= 4 && facts.given() < 3);
            if (useful && person.forms.size() < most_forms) person.forms.push_back(w);
            w.clear();
        }
        bool const known = std::any_of(knows.persons.begin(), knows.persons.end(), [&](case_knowledge::person& p) {
            bool const same = holds(p.forms, person.forms) || holds(person.forms, p.forms);
            if (same) {
                for (auto const& f : person.forms) {
                    if (!holds(p.forms, {f}) && p.forms.size() < most_forms) p.forms.push_back(f);
                }
                p.role = name(role::reporter);
            }
            return same;
        });
        if (!known && !person.forms.empty() && knows.persons.size() < most_persons)
            knows.persons.push_back(std::move(person));
    }
}

}  // namespace earshot::redact
