// SPDX-License-Identifier: Apache-2.0
#include "gateway/record/record.hpp"

#include "gateway/record/canonical.hpp"
#include "gateway/record/consent.hpp"
#include "gateway/record/free_text.hpp"
#include "gateway/record/moment.hpp"
#include "gateway/record/terms.hpp"

#include <boost/json.hpp>

#include <cmath>

namespace earshot::record {
namespace {

namespace json = boost::json;

// Without a value the field says why: three different facts, and a fourth, "own_words", for an answer that fits no
// value and stands in `own_words`.
json::string why_empty(heard const& h) {
    if (h.own_words) return "own_words";
    switch (h.how) {
        case answered::skipped: return "skipped";
        case answered::not_sure: return "not_sure";
        case answered::not_asked:
        case answered::given: break;
    }
    return "not_asked";
}

json::value list(conversation const& c, subject s) {
    auto const h = hear(c, s);
    if (h.values.empty()) return why_empty(h);
    return json::array(h.values.begin(), h.values.end());
}

json::value single(conversation const& c, subject s) {
    auto const h = hear(c, s);
    if (h.values.empty()) return why_empty(h);
    return json::string(h.values.front());
}

json::value yes_or_no(conversation const& c, subject s) {
    auto const h = hear(c, s);
    if (h.values.empty()) return why_empty(h);
    return h.values.front() == "yes";
}

json::object when(conversation const& c, context const& about) {
    auto const h = hear(c, subject::when);
    json::object out;
    if (h.values.empty()) {
        out["precision"] = why_empty(h);
    } else if (auto const days = days_of(h.values.front(), h.at == instant{} ? about.received_at : h.at)) {
        if (days->earliest) out["earliest"] = iso_date(*days->earliest);
        out["latest"] = iso_date(days->latest);
        out["precision"] = days->precision;
    }
    auto band = single(c, subject::time_band);
    if (band == "not_asked")
        for (auto const& [question, a] : c.answers)
            if (asks(question, subject::when))
                if (auto const said = band_of(a.words.str()); !said.empty()) band = said;
    out["time_band"] = band;
    return out;
}

json::object repeat(conversation const& c) {
    auto const h = hear(c, subject::repeat);
    json::object out;
    if (h.values.empty()) {
        out["level"] = why_empty(h);
        out["worsening"] = why_empty(h);
    } else {
        bool const worse = h.values.back() == "worse";
        out["level"] = worse ? "many" : h.values.front();
        out["worsening"] = worse;
    }
    out["duration"] = single(c, subject::duration);
    return out;
}

json::object consent_part(std::vector<consent> const& all, std::string const& channel, std::chrono::seconds rounding) {
    std::chrono::milliseconds const unit = std::max(rounding, std::chrono::seconds(1));
    json::object out;
    for (auto const& one : all) {
        json::object said{{"state", one.state}};
        if (one.state != "none") {
            said["at"] = iso_instant(one.at - one.at.time_since_epoch() % unit);
            said["channel"] = channel;
            if (!one.wording.empty()) said["wording"] = one.wording;
        }
        out[one.body] = std::move(said);
    }
    out["refer_spoc"] = json::array();
    return out;
}

json::array redactions(std::vector<text_field> const& texts) {
    json::array out;
    for (auto const& f : texts)
        for (auto const& cover : f.covers) {
            json::object one{{"field", f.field},       {"kind", cover.what.kind},     {"start", cover.start},
                             {"length", cover.length}, {"method", cover.what.method}, {"rule_id", cover.what.rule}};
            // Two digits are as much as a rule knows, and both writers of the number agree on them.
            auto const confidence = std::round(cover.what.confidence * 100) / 100;
            if (confidence >= 1)
                one["confidence"] = 1;
            else if (confidence <= 0)
                one["confidence"] = 0;
            else
                one["confidence"] = confidence;
            out.push_back(std::move(one));
        }
    return out;
}

// Retention defaults of the handbook, section 7: words 12 months, a coded record 6 years.
json::object retention(bool has_words, instant received) {
    auto const day = std::chrono::floor<std::chrono::days>(received);
    auto until = std::chrono::year_month_day{day} + (has_words ? std::chrono::years{1} : std::chrono::years{6});
    if (!until.ok()) until = until.year() / until.month() / std::chrono::last;
    auto const end = std::chrono::local_days{std::chrono::sys_days{until}.time_since_epoch()};
    return {{"class", has_words ? "narrative_12_months" : "coded_6_years"},
            {"delete_after", iso_date(end)},
            {"hold", false}};
}

std::string_view perceived_by(std::string const& role) {
    if (role == "third_party") return "other";
    if (role == "unknown") return "not_asked";
    return role;
}

json::object demographics(conversation const& c) {
    return {{"age_band_5", single(c, subject::age)},          {"gender", single(c, subject::gender)},
            {"ethnic_group", single(c, subject::ethnic)},     {"religion", single(c, subject::religion)},
            {"orientation", single(c, subject::orientation)}, {"disabled", single(c, subject::disabled)},
            {"trans_history", single(c, subject::trans)}};
}

bool concerns_online(conversation const& c) {
    for (auto s : {subject::act, subject::place})
        for (auto v : hear(c, s).values)
            if (v == "online") return true;
    return false;
}

char const* channel_of(medium m) noexcept {
    switch (m) {
        case medium::sms: return "sms";
        case medium::chat: return "web";
        case medium::mail: return "email";
    }
    return "web";
}

}  // namespace

std::string make(conversation const& c, assessment const& triage, context const& about) {
    auto const facts = summarise(c);
    auto const allowed = consents(c);
    auto const texts = free_texts(c);

    json::object place{{"type", list(c, subject::place)}};
    if (!facts.area.empty()) place["area"] = json::object{{"outward_postcode", facts.area}};

    json::object doc{
        {"schema_version", schema_version},
        {"flow_version", c.flow_version},
        {"triage_version", triage_version},
        {"record_id", about.record_id},
        {"ref_hash", about.ref_hash.empty() ? json::value() : json::value(about.ref_hash)},
        {"received_at", iso_instant(about.received_at)},
        {"updated_at", iso_instant(about.updated_at)},
        {"channel", about.channel},
        {"language", c.locale},
        {"reply_language", c.locale},
        {"completeness", about.completeness},
        {"kind", facts.kind},
        {"reporter", json::object{{"role", facts.role}, {"victim_knows", single(c, subject::victim_knows)}}},
        {"perceived_by", perceived_by(facts.role)},
        {"strands", list(c, subject::strand)},
        {"perceived_religion", list(c, subject::faith)},
        {"by_association", yes_or_no(c, subject::association)},
        {"acts", list(c, subject::act)},
        {"online", json::object{{"flag", concerns_online(c)}, {"platform", list(c, subject::platform)}}},
        {"weapon", list(c, subject::weapon)},
        {"injury_level", single(c, subject::injury)},
        {"target", list(c, subject::target)},
        {"when", when(c, about)},
        {"place", std::move(place)},
        {"repeat", repeat(c)},
        {"perpetrator", json::object{{"relation", list(c, subject::relation)},
                                     {"count_band", single(c, subject::count)},
                                     {"context", list(c, subject::context)}}},
        {"impact", list(c, subject::impact)},
        {"people_affected_band", single(c, subject::affected)},
        {"children_present", single(c, subject::children)},
        {"needs", list(c, subject::need)},
        {"told_police", single(c, subject::told_police)},
        {"told_others", list(c, subject::told)},
        {"barriers", list(c, subject::barrier)},
        {"demographics", demographics(c)},
        {"consent", consent_part(allowed, about.channel, about.rounding)},
        {"risk", json::object{{"score", triage.score},
                              {"level", name(triage.level)},
                              {"overrides", json::array(triage.overrides.begin(), triage.overrides.end())},
                              {"reasons", json::array(triage.reasons.begin(), triage.reasons.end())},
                              {"incomplete", triage.incomplete}}},
        {"retention", retention(!texts.empty(), about.received_at)},
    };

    json::array own_words;
    for (auto const& f : texts) {
        if (f.field == "/narrative")
            doc["narrative"] = f.text;
        else if (f.field == "/targeted_group_text")
            doc["targeted_group_text"] = f.text;
        else if (f.field == "/place/text")
            doc["place"].as_object()["text"] = f.text;
        else
            own_words.push_back(json::object{{"about", f.about}, {"text", f.text}});
    }
    doc["own_words"] = std::move(own_words);

    if (!about.contact_handle.empty() && allows_contact(allowed))
        doc["contact"] = json::object{{"handle", about.contact_handle}, {"method", about.contact_method}};

    json::object provenance{{"redactions", redactions(texts)}};
    doc["provenance"] = provenance;
    provenance["source_hash"] = hmac_sha256(about.source_mac_key, canonical(doc));
    doc["provenance"] = std::move(provenance);
    return canonical(doc);
}

std::string consent_json(conversation const& c, std::chrono::seconds rounding) {
    return json::serialize(consent_part(consents(c), channel_of(c.how), rounding));
}

}  // namespace earshot::record
