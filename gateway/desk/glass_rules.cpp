// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/glass_rules.hpp"

#include <algorithm>
#include <sstream>

namespace earshot::desk {
namespace {

// Of the alerts that are up, the first of these; empty: none of them.
std::string alert_among(std::string const& alerts, std::initializer_list<std::string_view> wanted) {
    std::istringstream in(alerts);
    for (std::string one; std::getline(in, one, ',');)
        if (std::find(wanted.begin(), wanted.end(), one) != wanted.end()) return one;
    return {};
}

glass_verdict in_danger(storage::case_row const& row, std::initializer_list<std::string_view> alerts) {
    if (auto const alert = alert_among(row.alerts, alerts); !alert.empty()) return {"alert." + alert, {}};
    if (row.level == "immediate" || row.level == "high") return {"level." + row.level, {}};
    return {
        {},
        "The case is neither high nor immediate, and no alert of this kind is up. If you know better, set the level "
        "first: it is noted that you did."};
}

}  // namespace

glass_verdict may_ask_glass(std::string_view reason, storage::case_row const& row,
                            std::optional<conversation_state> const& state, std::string_view role) {
    if (row.status == "withdrawn" || (state && state->phase == phase::erased))
        return {{}, "This person wiped what they told us. Nothing of it is kept, so nothing can be opened."};
    if (reason == "life_in_danger") return in_danger(row, {"danger", "weapon"});
    if (reason == "suicide") return in_danger(row, {"suicide"});
    if (reason == "child_at_risk") return in_danger(row, {"child"});
    if (reason == "terrorism") return in_danger(row, {"danger", "weapon"});
    if (reason == "court_order") {
        if (role == "supervisor") return {"order", {}};
        return {{}, "Only a supervisor who has read the order asks for this. Tell a supervisor."};
    }
    if (reason == "agreed_contact") {
        if (!row.may_contact) return {{}, "They did not agree that anybody may contact them."};
        if (!state) return {{}, "The conversation cannot be read, so it is not known whether they still agree."};
        if (state->phase == phase::stopped || state->contact_refused)
            return {{}, "They agreed once, and have said since that they want no more messages."};
        return {"consent.contact", {}};
    }
    return {{}, "There is no such reason."};
}

may_write may_tell_opened(storage::case_row const& row, std::optional<conversation_state> const& state) {
    if (!state) return {false, 409, "The conversation cannot be read."};
    if (state->muted) return {false, 403, "They sent STOP before, and have not asked us to write again."};
    return writing_allowed(row, *state);
}

std::string told_key(storage::glass_id id) {
    return "desk:glass:" + std::to_string(id.value);
}

}  // namespace earshot::desk
