// SPDX-License-Identifier: Apache-2.0
// What is left of a conversation when its report has been sealed to the helpline: where it is, and what was allowed.
#include "gateway/flow/flow.hpp"
#include "gateway/flow/model.hpp"
#include "gateway/flow/view.hpp"

namespace earshot::flow {
namespace {

// Words, codes of answers and marks that only a report in progress needs.
constexpr char const* spent[] = {"missed", "confirm", "extras", "area", "story_asked", "listed", "mail_round", "covers_told",
                                 "covers_new"};

std::string memo(conversation const& c, char const* name) {
    auto const at = c.memo.find(name);
    return at == c.memo.end() ? std::string() : at->second;
}

}  // namespace

bool report_is_over(conversation const& c) {
    // The questions after the end are the person's to leave; with an operator there they are not asked any more.
    if (memo(c, "ended") != "complete" || c.phase == phase::asking) return false;
    return c.phase != phase::erased && c.phase != phase::fresh;
}

conversation sealed_away(script const& flow, conversation c) {
    std::erase_if(c.answers, [&flow](auto const& entry) {
        auto const* q = find(flow, entry.first);
        return !q || q->kind != kind::consent;
    });
    for (auto& [id, a] : c.answers) {
        a.words = {};
        a.covers.clear();
    }
    for (auto const* name : spent) c.memo.erase(name);
    c.memo["ended"] = "complete";
    c.memo["sealed"] = "1";
    c.resume_at.clear();
    c.alerts.clear();
    c.misses = 0;
    c.idle_warned = false;
    return c;
}

std::string additions(script const& flow, conversation const& c, conversation const& before) {
    std::string out;
    for (auto const& [id, a] : c.answers) {
        auto const* q = find(flow, id);
        if (!q || a.codes.empty()) continue;
        if (auto const old = before.answers.find(id); old != before.answers.end() && old->second.codes == a.codes) continue;
        out += (out.empty() ? "" : "; ") + id + ":";
        for (auto const& code : a.codes) out += " " + code;
    }
    return out;
}

}  // namespace earshot::flow
