// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/decide.hpp"

#include "gateway/redact/cover.hpp"

namespace earshot::redact {
namespace {

// Whose is it, by the words before it?
role owner(scene const& s, finding const& f) {
    if (s.cued(cue::perpetrator_contact, f.begin, 6)) return role::perpetrator;
    if (s.near(bit(word_class::own), f.begin, 5)) return role::reporter;
    return role::unknown;
}

void decide_vehicle(scene const& s, policy const& how, finding& f) {
    bool const own = s.cued(cue::own_car, f.begin, 8);
    f.who = own ? role::linked : role::perpetrator;
    f.keep = !own && how.level == level::case_worker;
}

void decide_contact(scene const& s, policy const& how, finding& f) {
    f.who = owner(s, f);
    bool const evidence = f.who == role::perpetrator && (f.what == kind::url || f.what == kind::handle);
    f.keep = evidence && how.level == level::case_worker;
}

void decide_person(policy const& how, finding& f) {
    f.keep = how.level == level::case_worker && (f.who == role::perpetrator || f.who == role::official);
    if (f.detail == "me" || how.level != level::case_worker) f.detail.clear();
}

// Where it happened the street is evidence and the house number is not; the reporter's own address goes as a whole.
void decide_address(scene const& s, policy const& how, finding& f) {
    bool const theirs = s.near(bit(word_class::third_person) | bit(word_class::perpetrator_noun), f.begin, 3);
    bool const incident = how.incident_place || s.cued(cue::incident_place, f.begin, 3) || theirs;
    bool const own =
        f.who == role::reporter || s.cued(cue::address, f.begin, 6) || s.near(bit(word_class::own), f.begin, 3);
    if (how.incident_place && f.core == 0) f.keep = how.level == level::case_worker;
    if (how.level != level::case_worker || (!how.incident_place && (own || !incident))) f.core = 0;
    f.who = how.incident_place ? role::place : own ? role::reporter : incident ? role::place : role::unknown;
}

// A school or a mosque that was the target is evidence.
void decide_organisation(scene const& s, policy const& how, finding& f) {
    bool const target = how.incident_place || s.cued(cue::incident_place, f.begin, 4);
    if (target) f.who = role::place;
    f.keep = target && how.level == level::case_worker;
}

// The part of a link that identifies whoever copied it: query and fragment.
void shorten_link(scene const& s, finding& f) {
    auto const link = s.low().substr(f.begin, f.end - f.begin);
    auto const tail = link.find_first_of("?#");
    if (tail == std::string_view::npos) return;
    f.begin += static_cast<std::uint32_t>(tail);
    f.keep = false;
}

// A covered link may still say which well-known site it led to.
std::string host_of(scene const& s, finding const& f) {
    auto link = s.low().substr(f.begin, f.end - f.begin);
    if (auto const scheme = link.find("://"); scheme != std::string_view::npos) link.remove_prefix(scheme + 3);
    if (link.substr(0, 4) == "www.") link.remove_prefix(4);
    link = link.substr(0, link.find_first_of("/?#:"));
    return s.lists.news_host(link) ? std::string(link) : std::string();
}

}  // namespace

void decide(scene const& s, policy const& how, findings& found) {
    for (auto& f : found) {
        switch (f.what) {
            case kind::vehicle: decide_vehicle(s, how, f); break;
            case kind::url:
                decide_contact(s, how, f);
                if (f.keep)
                    shorten_link(s, f);
                else if (f.what == kind::url)
                    f.detail = host_of(s, f);
                break;
            case kind::handle:
            case kind::phone:
            case kind::email: decide_contact(s, how, f); break;
            case kind::postcode:
                if (how.level == level::statistics) f.detail.clear();
                break;
            case kind::address: decide_address(s, how, f); break;
            case kind::school:
            case kind::employer:
            case kind::worship: decide_organisation(s, how, f); break;
            case kind::person: decide_person(how, f); break;
            default: break;
        }
    }
}

namespace {

std::string shown_person(finding const& f, policy const& how) {
    if (how.level == level::statistics) return "[PERSON]";
    if (f.who == role::reporter) return "[REPORTER]";
    std::string const number = f.number > 0 ? "-" + std::to_string(f.number) : std::string();
    if (f.who == role::linked) return "[RELATIVE" + number + (f.detail.empty() ? "]" : ": " + f.detail + "]");
    if (how.level == level::partner && f.who == role::perpetrator) return "[PERPETRATOR" + number + "]";
    if (how.level == level::partner && f.who == role::official) return "[OFFICIAL" + number + "]";
    if (f.who == role::witness) return "[WITNESS" + number + "]";
    return "[PERSON" + number + "]";
}

}  // namespace

std::string shown_for(finding const& f, policy const& how, case_knowledge& knows, std::string_view canonical) {
    if (f.what == kind::postcode && !f.detail.empty()) return "[" + f.detail + "]";
    if (f.what == kind::address && f.core > 0) return "[HOUSE-NUMBER]";
    if (f.what == kind::person) return shown_person(f, how);
    auto const word = label(f.what);
    std::string out = "[";
    out += word;
    if (f.what == kind::age || f.what == kind::dob || f.what == kind::date) {
        if (!f.detail.empty()) out += ": " + f.detail;
        return out + "]";
    }
    out += "-" + std::to_string(number_in_case(knows, word, canonical));
    if (!f.detail.empty()) out += ": " + f.detail;
    return out + "]";
}

}  // namespace earshot::redact
