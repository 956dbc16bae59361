// SPDX-License-Identifier: Apache-2.0
#include "gateway/record/consent.hpp"

#include "gateway/record/terms.hpp"

#include <algorithm>

namespace earshot::record {
namespace {

bool has(heard const& h, std::string_view value) {
    return std::find(h.values.begin(), h.values.end(), value) != h.values.end();
}

bool is_contact(std::string_view body) {
    return body.ends_with("_contact");
}

// Someone else's story may reach the police with a way to contact only when that person said so (Q9t).
bool police_contact_open(conversation const& c) {
    auto const role = hear(c, subject::role);
    if (!has(role, "third_party") && !has(role, "professional")) return true;
    return has(hear(c, subject::victim_knows), "yes");
}

}  // namespace

std::vector<consent> consents(conversation const& c) {
    auto const asked = hear(c, subject::consent);
    std::string wording;
    for (auto const& [question, a] : c.answers)
        if (asks(question, subject::consent) && a.at == asked.at) wording = a.wording;

    bool const record_only = has(asked, "record");
    std::vector<consent> out;
    for (auto const body : values(subject::consent)) {
        consent one{body, "none", {}, {}};
        bool chosen = has(asked, body);
        if (body == "record") {
            // Nothing is kept without it, so that a person who writes has it by writing; DELETE ends the record itself.
            one.state = "given";
            one.at = chosen ? asked.at : c.opened;
            if (chosen) one.wording = wording;
            out.push_back(std::move(one));
            continue;
        }
        // "Just keep a record" together with more was not confirmed, or the flow would have dropped it.
        if (chosen && record_only) chosen = false;
        if (chosen && body == "police_contact" && (has(asked, "police_anonymous") || !police_contact_open(c)))
            chosen = false;
        if (chosen && body == "council_contact" && has(asked, "council_anonymous")) chosen = false;
        if (chosen) {
            one.state = "given";
            if (is_contact(body) && c.phase == phase::stopped) one.state = "withdrawn";
        } else if (record_only) {
            one.state = "refused";  // "nobody will contact you" was their wish; a body merely not named is `none`
        }
        if (one.state != "none") {
            one.at = one.state == "withdrawn" ? c.last_heard : asked.at;
            one.wording = wording;
        }
        out.push_back(std::move(one));
    }
    return out;
}

bool allows(std::vector<consent> const& all, std::string_view body) {
    return std::any_of(all.begin(), all.end(), [body](auto const& c) { return c.body == body && c.state == "given"; });
}

bool allows_contact(std::vector<consent> const& all) {
    return std::any_of(all.begin(), all.end(), [](auto const& c) { return is_contact(c.body) && c.state == "given"; });
}

}  // namespace earshot::record
