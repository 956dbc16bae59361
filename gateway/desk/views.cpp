// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/views.hpp"

#include "gateway/record/moment.hpp"

#include <boost/json.hpp>

namespace earshot::desk {
namespace {

namespace json = boost::json;
using record::iso_instant;

char const* name(enum phase p) {
    switch (p) {
        case phase::fresh: return "fresh";
        case phase::asking: return "asking";
        case phase::danger: return "danger";
        case phase::human: return "human";
        case phase::done: return "done";
        case phase::stopped: return "stopped";
        case phase::erased: return "erased";
    }
    return "done";
}

char const* name(medium m) {
    switch (m) {
        case medium::sms: return "sms";
        case medium::chat: return "chat";
        case medium::mail: return "mail";
    }
    return "sms";
}

// The person is here now: an answer is part of the exchange that they began.
bool is_live(enum phase p) {
    return p == phase::asking || p == phase::danger || p == phase::human;
}

}  // namespace

json::value when(std::optional<instant> at) {
    return at ? json::value(iso_instant(*at)) : json::value();
}

json::array split(std::string_view list) {
    json::array out;
    while (!list.empty()) {
        auto const comma = list.find(',');
        if (auto const one = list.substr(0, comma); !one.empty()) out.emplace_back(one);
        list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
    }
    return out;
}

people all_people(storage::store& store) {
    people out;
    for (auto& o : store.operators()) out.emplace(o.id, std::move(o));
    return out;
}

bool is_held(storage::case_row const& row, instant now) {
    return row.status == "claimed" && row.lease_until && *row.lease_until > now;
}

bool is_held_by(storage::case_row const& row, operator_id who, instant now) {
    return is_held(row, now) && row.claimed_by == who;
}

json::object show_person(operator_id id, people const& known) {
    auto const at = known.find(id);
    return {{"id", id.value}, {"display", at == known.end() ? std::string("?") : at->second.display}};
}

json::object show(storage::case_row const& row, people const& known, operator_id viewer, instant now) {
    bool const held = is_held(row, now);
    bool const mine = is_held_by(row, viewer, now);
    json::object claim{{"held", held}, {"mine", mine}, {"by", nullptr}, {"until", nullptr}, {"lease_number", nullptr}};
    if (held) {
        claim["by"] = show_person(row.claimed_by, known);
        claim["until"] = when(row.lease_until);
    }
    if (mine) claim["lease_number"] = row.lease_number;
    return {{"id", row.id.str()},
            {"level", row.level},
            {"score", row.score},
            {"kind", row.kind},
            {"channel", row.channel_kind},
            {"language", row.language},
            {"area", row.area},
            {"strands", split(row.strands)},
            {"completeness", row.completeness},
            {"alerts", split(row.alerts)},
            {"may_contact", row.may_contact},
            {"unread", row.unread},
            {"status", row.status == "claimed" && !held ? std::string("waiting") : row.status},
            {"outcome", row.outcome},
            {"hold", row.hold},
            {"opened", iso_instant(row.opened)},
            {"updated", iso_instant(row.updated)},
            {"target", when(row.target)},
            {"overdue", row.target && *row.target < now && row.status == "waiting"},
            {"claim", std::move(claim)}};
}

json::object show(thread_item const& item, people const& known) {
    json::array choices;
    for (auto const& c : item.choices) choices.push_back(json::object{{"send", c.send}, {"label", c.label}});
    json::array files;
    for (auto const& f : item.files)
        files.push_back(json::object{{"number", f.number}, {"name", f.name}, {"media", f.media}});
    json::array covers;
    for (auto const& c : item.covers)
        covers.push_back(json::object{{"kind", c.kind}, {"role", c.role}, {"start", c.start}, {"length", c.length}});
    json::object out{{"seq", item.seq.value},
                     {"author", item.author},
                     {"text", item.text},
                     {"text_id", item.text_id},
                     {"choices", std::move(choices)},
                     {"several", item.several},
                     {"covers", std::move(covers)},
                     {"note", item.note},
                     {"aside", item.aside},
                     {"files", std::move(files)},
                     {"at", iso_instant(item.at)},
                     {"delivery", name(item.state)},
                     {"readable", item.readable}};
    if (item.in_report) out["in_report"] = true;
    if (auto jwe = item.sealed.empty() ? std::nullopt : parsed(item.sealed)) out["sealed"] = std::move(*jwe);
    if (item.by.value != 0) out["by"] = show_person(item.by, known);
    return out;
}

json::object show(conversation_state const& state) {
    return {{"phase", name(state.phase)},
            {"live", is_live(state.phase)},
            {"question", state.question},
            {"how", name(state.how)},
            {"locale", state.locale},
            {"code_given", state.code_given},
            {"waiting_words", state.waiting_words},
            {"contact_refused", state.contact_refused},
            {"questions", json::array(state.questions.begin(), state.questions.end())}};
}

json::object show_operator(storage::operator_row const& row, bool with_login) {
    json::object out{{"id", row.id.value},
                     {"display", row.display},
                     {"role", row.role},
                     {"disabled", row.disabled},
                     {"confirmed", row.made_by.value == 0}};
    if (with_login) {
        out["login"] = row.login;
        out["created"] = iso_instant(row.created);
    }
    return out;
}

may_write writing_allowed(storage::case_row const& row, conversation_state const& state) {
    if (row.status == "withdrawn" || state.phase == phase::erased)
        return {false, 409, "This person wiped what they told us. Nothing more can be sent."};
    if (state.phase == phase::stopped)
        return {false, 403, "This person asked us to stop writing. They can still write to us; answer when they do."};
    if (state.contact_refused)
        return {false, 403, "This person asked for no more messages from the helpline. They can still write to us."};
    if (state.waiting_words)
        return {true, 200,
                "What was written is not sent yet: they were asked first whether it is a good time. What you add waits "
                "with it."};
    if (is_live(state.phase)) return {true, 200, "They are in this conversation now: you may answer here."};
    if (row.may_contact) return {true, 200, "They said that the helpline may contact them."};
    return {
        false, 403,
        "They did not agree to be contacted, and their address was destroyed when the conversation ended. Work with "
        "what is here; if they write again you can answer."};
}

json::array consent_ribbon(json::object const& consent) {
    json::array out;
    for (auto const* body : {"record", "helpline_contact", "police_anonymous", "police_contact", "council_anonymous",
                             "council_contact", "research"}) {
        auto const* one = consent.if_contains(body);
        if (!one || !one->is_object()) continue;
        json::object shown{{"body", body}};
        for (auto const* member : {"state", "at", "wording", "channel"})
            if (auto const* v = one->get_object().if_contains(member)) shown[member] = *v;
        out.push_back(std::move(shown));
    }
    return out;
}

bool consent_given(json::object const& consent, std::string_view body) {
    for (auto const& one : consent_ribbon(consent))
        if (one.at("body") == json::string(body)) return one.at("state") == "given";
    return false;
}

std::optional<json::object> parsed(std::string_view text) {
    boost::system::error_code ec;
    auto v = json::parse(json::string_view(text.data(), text.size()), ec);
    if (ec || !v.is_object()) return std::nullopt;
    return std::move(v.as_object());
}

}  // namespace earshot::desk
