// SPDX-License-Identifier: Apache-2.0
#include "gateway/flow/model.hpp"

#include <algorithm>

namespace earshot::flow {
namespace {

bool among(std::vector<std::string> const& list, std::string_view one) {
    return std::find(list.begin(), list.end(), one) != list.end();
}

bool given_anywhere(std::map<std::string, answer> const& answers, std::vector<std::string> const& codes) {
    return std::any_of(answers.begin(), answers.end(), [&](auto const& a) {
        return std::any_of(a.second.codes.begin(), a.second.codes.end(),
                           [&](auto const& c) { return among(codes, c); });
    });
}

}  // namespace

char const* name(medium m) noexcept {
    switch (m) {
        case medium::sms: return "sms";
        case medium::chat: return "chat";
        case medium::mail: return "mail";
    }
    return "sms";
}

question const* find(script const& flow, std::string_view id) noexcept {
    for (auto const& q : flow.questions)
        if (q.id == id) return &q;
    return nullptr;
}

bool offered(question const& q, medium how) noexcept {
    return q.media.empty() || among(q.media, name(how));
}

bool listed(option const& o, medium how) noexcept {
    return !among(o.unlisted_in, name(how));
}

std::string const& wording_of(question const& q, medium how) noexcept {
    if (how == medium::sms) return q.sms;
    return how == medium::mail && !q.mail.empty() ? q.mail : q.chat;
}

std::string const& wording_of(wording const& t, medium how) noexcept {
    if (how == medium::chat && !t.chat.empty()) return t.chat;
    if (how == medium::mail && !t.mail.empty()) return t.mail;
    return t.text;
}

std::string next_of(script const& flow, question const& q, std::map<std::string, answer> const& answers) {
    for (auto const& b : q.next) {
        if (!b.any.empty() && !given_anywhere(answers, b.any)) continue;
        if (!b.unless.empty() && given_anywhere(answers, b.unless)) continue;
        if (!b.only.empty()) {
            auto const mine = answers.find(q.id);
            if (mine == answers.end() || mine->second.codes.empty()) continue;
            auto const& codes = mine->second.codes;
            if (!std::all_of(codes.begin(), codes.end(), [&](auto const& c) { return among(b.only, c); })) continue;
        }
        return b.to;
    }
    auto const here = static_cast<std::size_t>(&q - flow.questions.data());
    return q.next.empty() && here + 1 < flow.questions.size() ? flow.questions[here + 1].id : std::string(end_mark);
}

std::vector<question const*> walk(script const& flow, std::string const& from,
                                  std::map<std::string, answer> const& answers, medium how) {
    std::vector<question const*> out;
    // Only answers that lie on the walk may lead it: those of a branch that was left do not count.
    std::map<std::string, answer> known;
    std::string at = from;
    for (std::size_t i = 0; i < flow.questions.size() && at != end_mark; ++i) {
        auto const* q = find(flow, at);
        if (!q) break;
        if (auto const a = answers.find(at); a != answers.end()) known.insert(*a);
        if (offered(*q, how)) out.push_back(q);
        at = next_of(flow, *q, known);
    }
    return out;
}

}  // namespace earshot::flow
