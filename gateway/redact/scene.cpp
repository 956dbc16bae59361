// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/scene.hpp"

#include "gateway/redact/chars.hpp"

#include <algorithm>

namespace earshot::redact {

bool scene::near(word_classes wanted, std::size_t at, std::size_t before, std::size_t after) const noexcept {
    auto const here = tokens.at(at);
    for (auto i = here; i > 0 && here - i < before; --i) {
        if ((tokens[i - 1].classes & wanted) != 0) return true;
    }
    for (auto i = here; i < tokens.size() && i - here <= after && after > 0; ++i) {
        if ((tokens[i].classes & wanted) != 0) return true;
    }
    return false;
}

bool scene::cued(cue what, std::size_t at, std::size_t reach) const noexcept {
    auto const here = tokens.at(at);
    auto const later = std::upper_bound(cues.begin(), cues.end(), here,
                                        [](std::size_t index, cue_hit const& hit) { return index < hit.next; });
    for (auto it = later; it != cues.begin();) {
        --it;
        if (it->next + reach < here) return false;
        if (it->what == what) return true;
    }
    return false;
}

std::vector<cue_hit> cues_of(token_list const& tokens, word_lists const& lists, work_budget& work) {
    std::vector<cue_hit> out;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if ((tokens[i].classes & bit(word_class::cue_start)) == 0) continue;
        auto const* phrases = lists.phrases(tokens[i].hash);
        if (phrases == nullptr) continue;
        std::size_t longest = 0;
        for (auto const& phrase : *phrases) {
            if (!work.spend(phrase.words.size())) return out;
            if (phrase.words.size() < longest || i + phrase.words.size() > tokens.size()) continue;
            if (phrase.second != 0 && ((tokens[i + 1].hash ^ phrase.second) | 1U) != 1U) continue;
            bool same = true;
            for (std::size_t k = 0; k < phrase.words.size() && same; ++k) {
                auto const& t = tokens[i + k];
                bool const exact = t.hash == phrase.words[k];
                bool const owner = t.possessive && (t.hash ^ 1U) == phrase.words[k];  // "name's"
                same = (exact || owner) && (k == 0 || t.gap != '\n') && (k == 0 || t.gap != barrier_mark);
            }
            auto const next = i + phrase.words.size();
            if (!same || (phrase.colon && (next >= tokens.size() || tokens[next].gap != ':'))) continue;
            longest = phrase.words.size();
            out.push_back({i, i + phrase.words.size(), phrase.what});
        }
    }
    std::sort(out.begin(), out.end(), [](cue_hit const& a, cue_hit const& b) {
        return a.next != b.next ? a.next < b.next
                                : a.first > b.first;  // the longest of those that end together is last
    });
    return out;
}

}  // namespace earshot::redact
