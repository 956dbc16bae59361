// SPDX-License-Identifier: Apache-2.0
#include "gateway/record/cues.hpp"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>

namespace earshot::record {
namespace {

using sv = std::string_view;

// Whole words, in lower case, single spaces.
constexpr sv kill_words[] = {
    "kill me",      "kill us",    "kill you",   "kill him",     "kill her",      "kill them",    "kill my",
    "kill your",    "kill our",   "to kill",    "murder me",    "murder us",     "murder you",   "to murder",
    "stab me",      "stab us",    "stab you",   "stab my",      "shoot me",      "shoot us",     "shoot you",
    "burn us",      "burn you",   "burn me",    "death threat", "death threats", "want me dead", "wants me dead",
    "you are dead", "youre dead", "you re dead"};
constexpr sv alone_words[] = {"live alone",       "lives alone",      "living alone",
                              "live on my own",   "lives on her own", "lives on his own",
                              "living on my own", "no one to help",   "nobody to help"};
constexpr sv homeless_words[] = {"homeless", "sleep rough", "sleeping rough", "rough sleeper",   "hostel",
                                 "asylum",   "refugee",     "refugees",       "no fixed address"};
constexpr sv care_words[] = {
    "my carer",   "her carer", "his carer",           "their carer",           "care home",        "care worker",
    "wheelchair", "dementia",  "learning disability", "learning difficulties", "supported living", "social worker"};

std::string folded(sv text) {
    std::string out(1, ' ');
    for (char const c : text) {
        auto const u = static_cast<unsigned char>(c);
        if (c == '\'') continue;
        if (std::isalnum(u) || u >= 0x80)
            out += static_cast<char>(std::tolower(u));
        else if (out.back() != ' ')
            out += ' ';
    }
    if (out.back() != ' ') out += ' ';
    return out;
}

template <std::size_t N>
bool any_of(sv const (&list)[N], std::string const& text) {
    return std::any_of(std::begin(list), std::end(list),
                       [&](sv phrase) { return text.find(' ' + std::string(phrase) + ' ') != std::string::npos; });
}

}  // namespace

cues cues_of(conversation const& c) {
    cues out;
    for (auto const& [question, a] : c.answers) {
        for (auto const& code : a.codes) {
            if (code.starts_with("act.threat.kill") || code.starts_with("act.threat.burn")) out.threat_to_kill = true;
            if (code == "strand.race.asylum" || code == "need.safe_place") out.homeless_or_asylum = true;
        }
        if (a.words.empty()) continue;
        auto const text = folded(a.words.str());
        out.threat_to_kill = out.threat_to_kill || any_of(kill_words, text);
        out.alone = out.alone || any_of(alone_words, text);
        out.homeless_or_asylum = out.homeless_or_asylum || any_of(homeless_words, text);
        out.care_needs = out.care_needs || any_of(care_words, text);
    }
    return out;
}

}  // namespace earshot::record
