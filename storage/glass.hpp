// SPDX-License-Identifier: Apache-2.0
// Break-glass: the requests by which two people open the address behind a case. Codes, people and times only; no word
// and no address.
//
// Every verb is one transaction that looks once more at who and when, and writes its line of the audit log with it:
// what cannot be written down does not happen. errc::not_found: no such request. errc::forbidden: not this person.
// errc::conflict: it is past that, or its time is over.
#pragma once

#include "gateway/domain/clock.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/result.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace earshot::storage {

using glass_id = strong<struct glass_id_tag>;

struct glass_row {
    glass_id id{};  // 0: a new one
    case_id about{};
    conversation_id conversation{};
    std::string reason;   // life_in_danger suicide child_at_risk terrorism court_order agreed_contact
    std::string ground;   // what of the case allowed it: "level.high", "alert.suicide", "consent.contact", "order"
    std::string telling;  // "tell", or why the person is not told
    std::string state;    // asked allowed refused lapsed opened failed
    operator_id asked_by{};
    instant asked{};
    instant answer_by{};  // lapses when nobody answered until then
    operator_id decided_by{};
    std::optional<instant> decided;
    std::optional<instant> open_by;  // allowed: lapses when it was not opened until then
    std::optional<instant> opened;
    bool told{};  // the act that tells the person is in the journal
    operator_id reviewed_by{};
    std::optional<instant> reviewed;
    std::string finding;  // code of the review
};

struct glass_counts {
    std::int64_t waiting{};     // asked, or allowed and not yet opened
    std::int64_t unreviewed{};  // opened, and no third person has looked at it
    std::int64_t opened{};      // of those that are remembered
};

class glass_book {
public:
    virtual ~glass_book() = default;

    // errc::conflict: another one waits for this case. errc::busy also when `most` wait already.
    virtual result<glass_row> ask_glass(glass_row fresh, std::size_t most) = 0;
    // By somebody else than who asked. Allowed: to be opened until `now` + `within`.
    virtual result<glass_row> allow_glass(glass_id id, operator_id who, instant now, std::chrono::seconds within) = 0;
    // As long as it was not opened; by who asked: taken back.
    virtual result<glass_row> refuse_glass(glass_id id, operator_id who, instant now) = 0;
    // Once, by who asked.
    virtual result<glass_row> open_glass(glass_id id, operator_id who, instant now) = 0;
    // It was opened and nothing could be shown.
    virtual result<void> fail_glass(glass_id id, operator_id who, instant now) = 0;
    virtual result<void> mark_glass_told(glass_id id) = 0;
    // By a third person.
    virtual result<glass_row> review_glass(glass_id id, operator_id who, std::string finding, instant now) = 0;
    // Ends what nobody answered or opened in time; how many.
    virtual result<std::size_t> lapse_glass(instant now) = 0;

    virtual std::optional<glass_row> glass(glass_id id) = 0;
    virtual std::vector<glass_row> glass_of(case_id about, std::size_t limit) = 0;  // newest first
    // What waits or was not reviewed, then the newest of the others.
    virtual std::vector<glass_row> glass_list(std::size_t limit) = 0;
    virtual std::vector<glass_row> untold_glass(std::size_t limit) = 0;  // opened, and the person is still to be told
    virtual glass_counts count_glass(instant now) = 0;
};

}  // namespace earshot::storage
