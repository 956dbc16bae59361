// SPDX-License-Identifier: Apache-2.0
// Conversations as tests tell them: question, then codes.
#pragma once

#include "gateway/domain/conversation.hpp"
#include "gateway/record/record.hpp"

#include <string>
#include <vector>

namespace told {

// 2026-11-24 21:14:05 UTC
inline earshot::instant noon() {
    return earshot::instant(std::chrono::milliseconds(1795554845000));
}

class story {
public:
    story() {
        c.flow = "hate-incident";
        c.flow_version = "1.0.0";
        c.opened = c.last_heard = noon();
    }
    story& says(std::string const& question, std::vector<std::string> codes, std::string words = {}) {
        auto& a = c.answers[question];
        a.codes = std::move(codes);
        a.words = earshot::redact::stamp::clean(std::move(words));
        a.at = noon();
        a.wording = question + "@1.0.0";
        return *this;
    }
    story& empty(std::string const& question, earshot::answered how) {
        c.answers[question].how = how;
        c.answers[question].at = noon();
        return *this;
    }
    story& alert(std::string kind) {
        c.alerts.push_back(std::move(kind));
        return *this;
    }
    earshot::conversation c;
};

// Every answer that counts, none of which scores.
inline story plain() {
    story s;
    s.says("Q2", {"role.victim"})
        .says("Q3", {"act.verbal"})
        .says("Q4", {"strand.race"})
        .says("Q5", {"place.street"})
        .says("Q7", {"when.yesterday"})
        .says("Q8", {"repeat.first"})
        .says("Q9", {"relation.stranger"})
        .says("Q10", {"impact.ok"});
    return s;
}

inline earshot::record::context about() {
    earshot::record::context a;
    a.record_id = "0199c2d3-1234-7abc-8def-0123456789ab";
    a.channel = "sms";
    a.received_at = a.updated_at = noon();
    a.completeness = "complete";
    a.source_mac_key = "a key of the tests, 32 bytes long";
    return a;
}

}  // namespace told
