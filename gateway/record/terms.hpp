// SPDX-License-Identifier: Apache-2.0
// The record's vocabulary: which codes of the flow belong to which field, and what a conversation says on each subject.
// The enumerations are those of config/record.schema.json (handbook, sections 3 and 4); a test keeps both equal.
#pragma once

#include "gateway/domain/conversation.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::record {

enum class subject : std::uint8_t {
    role,
    victim_knows,
    act,
    strand,
    place,
    place_words,
    when,
    repeat,
    relation,
    impact,
    consent,
    narrative,
    age,
    gender,
    ethnic,
    // asked on the web only
    faith,
    association,
    platform,
    weapon,
    injury,
    target,
    time_band,
    duration,
    count,
    context,
    affected,
    children,
    need,
    told_police,
    told,
    barrier,
    religion,
    orientation,
    disabled,
    trans,
};

// Values of the field, without the flow's prefix: "threat" of "act.threat". Empty: the field is free text.
std::span<std::string_view const> values(subject s) noexcept;

// What the conversation holds on a subject. Without an answer: `how` says which of the three facts that is.
struct heard {
    answered how{answered::not_asked};
    std::vector<std::string_view> values;  // known values only, each once, in the order of values()
    bool own_words{};                      // answered, but only in words that fit no value
    instant at{};                          // of the newest answer
};
heard hear(conversation const& c, subject s);

// A code as the flow has it, with its prefix: "act.threat". False for codes that no field knows.
bool known_code(std::string_view code) noexcept;

// Which subject a question of the flow asks for; the free words of an answer are kept under it.
std::string_view field_name(std::string_view question) noexcept;
bool asks(std::string_view question, subject s) noexcept;

}  // namespace earshot::record
