// SPDX-License-Identifier: Apache-2.0
// People hear what was covered in their words, and may say that a word is to stay.
#include "gateway/flow/plain_words.hpp"
#include "gateway/flow/stepper.hpp"
#include "gateway/flow/view.hpp"

#include <algorithm>

namespace earshot::flow {
namespace {

constexpr std::size_t longest_wish = 6;  // words behind KEEP: more is a sentence
constexpr std::size_t longest_memo = 1000;  // some forty covers: of what comes after them nobody is told

// Cut down and not hidden: what is left says as much as staff need, and nobody has to hear of it.
bool only_coarser(covered const& c, std::string_view shown) {
    return c.kind == "postcode" || c.kind == "age" || c.kind == "dob" || c.kind == "date" || shown == "[HOUSE-NUMBER]";
}

bool holds(std::string const& list, std::string const& one) {
    return (" " + list + " ").find(" " + one + " ") != std::string::npos;
}

}  // namespace

std::string asks_to_keep(script const& flow, conversation const& c, std::string_view raw) {
    bool const possible = flow.texts.contains("KEPT") && flow.texts.contains("KEEP_WHAT") && !c.memo.contains("sealed");
    bool const open = c.phase == phase::asking || c.phase == phase::done || c.phase == phase::human;
    // Nobody learns of it before something was covered, and before that "keep" is a word like any other.
    if (!possible || !open || !c.memo.contains("covers_told")) return {};
    auto line = top_line(raw);
    auto const ink = line.find_first_not_of(" \t\r\"'");
    if (ink == std::string_view::npos) return {};
    line.remove_prefix(ink);
    auto const space = line.find_first_of(" :\t");
    if (space == std::string_view::npos) return {};
    auto const words = flow.keywords.find("keep");
    if (words == flow.keywords.end()) return {};
    auto const first = folded(line.substr(0, space));
    if (std::find(words->second.begin(), words->second.end(), first) == words->second.end()) return {};
    auto const rest = line.substr(space + 1);
    auto const from = rest.find_first_not_of(" \t\"'");
    auto const to = rest.find_last_not_of(" \t\r\"'.!");
    if (from == std::string_view::npos || to == std::string_view::npos || to < from) return {};
    auto const wish = rest.substr(from, to - from + 1);
    return tokens_of(wish).size() > longest_wish ? std::string() : std::string(wish);
}

// As "person=[PERSON-1]", so that each is told once. Only what became a mark of ours counts.
void stepper::note_covers(said const& s) {
    if (!flow_.texts.contains("COVERED") || c_.memo.contains("sealed")) return;
    auto const told = memo("covers_told");
    auto fresh = memo("covers_new");
    auto const& text = s.clean.str();
    for (auto const& cover : s.covers) {
        if (cover.length == 0 || cover.start >= text.size() || text[cover.start] != '[') continue;
        auto const shown = text.substr(cover.start, cover.length);
        if (only_coarser(cover, shown)) continue;
        auto mark = cover.kind + "=" + shown;
        std::replace(mark.begin(), mark.end(), ' ', '_');
        if (holds(told, mark) || holds(fresh, mark) || told.size() + fresh.size() > longest_memo) continue;
        fresh += (fresh.empty() ? "" : " ") + mark;
    }
    if (!fresh.empty()) c_.memo["covers_new"] = fresh;
}

// Once in a report by text and mail, where each message costs or may be seen; in a chat whenever something new is
// covered.
std::optional<say> stepper::words_on_covers(said const& s) {
    auto const fresh = parts_of(memo("covers_new"));
    auto told = memo("covers_told");
    if (fresh.empty()) return std::nullopt;
    c_.memo.erase("covers_new");
    bool const quiet = c_.how != medium::chat && !told.empty();
    std::vector<std::string> kinds;
    for (auto const& mark : fresh) {
        told += (told.empty() ? "" : " ") + mark;
        kinds.push_back(mark.substr(0, mark.find('=')));
    }
    c_.memo["covers_told"] = told;
    if (quiet) return std::nullopt;
    auto const here = std::any_of(s.covers.begin(), s.covers.end(), [](covered const& c) { return c.length > 0; });
    auto const* q = story();
    auto const earlier = q ? c_.answers.find(q->id) : c_.answers.end();
    auto const& seen = here || earlier == c_.answers.end() ? s.clean : earlier->second.words;
    return say_covered(flow_, c_.how, kinds, seen.str());
}

void stepper::tell_covers(said const& s) {
    if (auto words = words_on_covers(s)) effects_.emplace_back(std::move(*words));
}

void stepper::keep_word(said const& s) {
    if (s.keep) {
        for (auto& [id, a] : c_.answers) {
            kept in{a.words, a.covers};
            uncover(in, *s.keep);
            a.words = std::move(in.text);
            a.covers = std::move(in.covers);
        }
        if (auto const missed = c_.memo.find("missed"); missed != c_.memo.end()) {
            kept in{read_back(missed->second), {}};
            uncover(in, *s.keep);
            missed->second = in.text.str();
        }
        if (c_.has_case) file(ended() ? "complete" : "partial");
    }
    speak(s.keep ? "KEPT" : "KEEP_WHAT");
    if (c_.phase != phase::asking || c_.how == medium::mail) return;
    wake_in(flow_.idle);
    if (auto const* q = find(flow_, c_.question)) ask(*q);
}

}  // namespace earshot::flow
