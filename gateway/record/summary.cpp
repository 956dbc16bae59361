// SPDX-License-Identifier: Apache-2.0
#include "gateway/record/area.hpp"
#include "gateway/record/consent.hpp"
#include "gateway/record/record.hpp"
#include "gateway/record/terms.hpp"

#include <algorithm>

namespace earshot::record {
namespace {

// The flow notes a worry or rumour, and a report that adds to an earlier one.
std::string kind_of(conversation const& c) {
    auto const noted = [&c](char const* key) {
        auto const at = c.memo.find(key);
        return at != c.memo.end() && !at->second.empty() && at->second != "0" && at->second != "no";
    };
    auto const coded = [&c](std::string_view code) {
        return std::any_of(c.answers.begin(), c.answers.end(), [code](auto const& a) {
            return std::find(a.second.codes.begin(), a.second.codes.end(), code) != a.second.codes.end();
        });
    };
    if (noted("tension") || coded("kind.tension") || coded("role.tension")) return "tension";
    if (noted("update")) return "update";
    return "incident";
}

}  // namespace

summary summarise(conversation const& c) {
    summary out;
    out.kind = kind_of(c);
    auto const strands = hear(c, subject::strand);
    auto const acts = hear(c, subject::act);
    out.strands.assign(strands.values.begin(), strands.values.end());
    out.acts.assign(acts.values.begin(), acts.values.end());
    for (auto const& [question, a] : c.answers)
        if (asks(question, subject::place_words)) {
            if (auto area = outward_postcode(a.words.str()); !area.empty()) out.area = std::move(area);
        }
    auto const role = hear(c, subject::role);
    out.role = role.values.empty() ? "unknown" : std::string(role.values.front());
    out.language = c.locale;
    // Both: the person said so, and there is still somewhere to write to.
    out.may_contact = c.contact_agreed && allows(consents(c), "helpline_contact");
    return out;
}

}  // namespace earshot::record
