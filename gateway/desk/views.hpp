// SPDX-License-Identifier: Apache-2.0
// Cases, threads and operators as the API shows them.
#pragma once

#include "gateway/desk/case_book.hpp"
#include "storage/store.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::desk {

// Operators by id, read once for a page.
using people = std::map<operator_id, storage::operator_row>;
people all_people(storage::store& store);

// A claim counts only while its lease runs.
bool is_held(storage::case_row const& row, instant now);
bool is_held_by(storage::case_row const& row, operator_id who, instant now);

boost::json::value when(std::optional<instant> at);    // null when it was not yet
boost::json::array split(std::string_view list);       // of codes, at its commas
boost::json::object show(storage::case_row const& row, people const& known, operator_id viewer, instant now);
boost::json::object show(thread_item const& item, people const& known);
boost::json::object show(conversation_state const& state);
boost::json::object show_person(operator_id id, people const& known);
boost::json::object show_operator(storage::operator_row const& row, bool with_login);

// May an operator write to the person now? `why` says so, or why not, in words for the operator.
struct may_write {
    bool yes{};
    unsigned status{403};
    std::string why;
};
may_write writing_allowed(storage::case_row const& row, conversation_state const& state);

// What the record's member `consent` says, in its order: [{body, state, at?}].
boost::json::array consent_ribbon(boost::json::object const& consent);
bool consent_given(boost::json::object const& consent, std::string_view body);

std::optional<boost::json::object> parsed(std::string_view text);

}  // namespace earshot::desk
