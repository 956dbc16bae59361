// SPDX-License-Identifier: Apache-2.0
// The API in one table: what there is, and who may do it. gateway/desk/openapi.json describes the same; a test holds
// both against each other.
#pragma once

#include "gateway/desk/service.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace earshot::desk {

using role_set = std::uint8_t;
inline constexpr role_set anybody = 0;  // without a session
inline constexpr role_set operators = 1;
inline constexpr role_set supervisors = 2;
inline constexpr role_set admins = 4;
// Who works on cases. Administrators run the house and see no case: no role sees all.
inline constexpr role_set case_workers = operators | supervisors;
inline constexpr role_set everybody = operators | supervisors | admins;

role_set role_named(std::string_view role) noexcept;  // 0: no such role

struct route {
    std::string_view method;
    std::string_view path;  // below /api/v1, with at most one {id} and one {n}
    role_set may;
    api_handler run;  // null: the event stream, which the net thread serves itself
};

std::span<route const> routes() noexcept;

struct found_route {
    route const* what{};   // null: no such path, or not with this method
    std::string allow;     // methods of the path; empty: no such path
    std::string argument;  // of {id}
    std::string second;    // of {n}
};
found_route find_route(std::string_view method, std::string_view path);

// A fresh session for somebody who has just proved who they are.
net::http_reply signed_in(service& s, storage::operator_row const& who, instant at);

// ---- handlers, by subject ----
net::http_reply sign_in(service&, call const&);
net::http_reply show_session(service&, call const&);
net::http_reply sign_out(service&, call const&);

net::http_reply list_cases(service&, call const&);
net::http_reply show_case(service&, call const&);
net::http_reply show_thread(service&, call const&);
net::http_reply show_file(service&, call const&);
net::http_reply show_stats(service&, call const&);
net::http_reply show_figures(service&, call const&);

net::http_reply claim_case(service&, call const&);
net::http_reply keep_case(service&, call const&);
net::http_reply return_case(service&, call const&);
net::http_reply hand_over_case(service&, call const&);
net::http_reply close_case(service&, call const&);
net::http_reply set_level(service&, call const&);
net::http_reply clear_alerts(service&, call const&);

net::http_reply write_message(service&, call const&);
net::http_reply ask_question(service&, call const&);
net::http_reply hand_back(service&, call const&);
net::http_reply add_note(service&, call const&);
net::http_reply mask_text(service&, call const&);
net::http_reply erase_case(service&, call const&);
net::http_reply silence_sender(service&, call const&);
net::http_reply hold_case(service&, call const&);
net::http_reply show_silence(service&, call const&);

net::http_reply show_glass(service&, call const&);
net::http_reply ask_glass(service&, call const&);
net::http_reply list_glass(service&, call const&);
net::http_reply allow_glass(service&, call const&);
net::http_reply refuse_glass(service&, call const&);
net::http_reply open_glass(service&, call const&);
net::http_reply review_glass(service&, call const&);

net::http_reply list_operators(service&, call const&);
net::http_reply add_operator(service&, call const&);
net::http_reply change_operator(service&, call const&);
net::http_reply confirm_operator(service&, call const&);
net::http_reply change_own_password(service&, call const&);
net::http_reply show_keys(service&, call const&);
net::http_reply put_own_keys(service&, call const&);
net::http_reply add_team_key(service&, call const&);
net::http_reply add_key_copies(service&, call const&);
net::http_reply show_audit(service&, call const&);
net::http_reply show_openapi(service&, call const&);

}  // namespace earshot::desk
