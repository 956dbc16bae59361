// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/routes.hpp"

namespace earshot::desk {
namespace {

constexpr route table[] = {
    {"GET", "/openapi.json", anybody, show_openapi},
    {"POST", "/session", anybody, sign_in},
    {"GET", "/session", everybody, show_session},
    {"DELETE", "/session", everybody, sign_out},

    {"GET", "/cases", case_workers, list_cases},
    {"GET", "/cases/{id}", case_workers, show_case},
    {"GET", "/cases/{id}/thread", case_workers, show_thread},
    {"POST", "/cases/{id}/claim", case_workers, claim_case},
    {"POST", "/cases/{id}/heartbeat", case_workers, keep_case},
    {"POST", "/cases/{id}/return", case_workers, return_case},
    {"POST", "/cases/{id}/handover", case_workers, hand_over_case},
    {"POST", "/cases/{id}/close", case_workers, close_case},
    {"POST", "/cases/{id}/level", case_workers, set_level},
    {"POST", "/cases/{id}/alerts/clear", case_workers, clear_alerts},
    {"POST", "/cases/{id}/messages", case_workers, write_message},
    {"POST", "/cases/{id}/ask", case_workers, ask_question},
    {"POST", "/cases/{id}/hand-back", case_workers, hand_back},
    {"POST", "/cases/{id}/note", case_workers, add_note},
    {"POST", "/cases/{id}/mask", case_workers, mask_text},
    {"POST", "/cases/{id}/erase", supervisors, erase_case},
    {"POST", "/cases/{id}/silence", supervisors, silence_sender},

    {"GET", "/events", everybody, nullptr},
    {"GET", "/stats", everybody, show_stats},

    {"GET", "/operators", everybody, list_operators},
    {"POST", "/operators", admins, add_operator},
    {"PATCH", "/operators/{id}", admins, change_operator},
    {"POST", "/operators/me/password", everybody, change_own_password},
    {"GET", "/keys", case_workers, show_keys},
    {"PUT", "/keys/mine", case_workers, put_own_keys},
    {"POST", "/keys/team", supervisors, add_team_key},
    {"POST", "/keys/copies", supervisors, add_key_copies},
    {"GET", "/audit", supervisors | admins, show_audit},
};

// True when `path` is the pattern's; an {id} takes one segment without '/'.
bool fits(std::string_view pattern, std::string_view path, std::string& argument) {
    auto const at = pattern.find("{id}");
    if (at == std::string_view::npos) return pattern == path;
    auto const before = pattern.substr(0, at);
    auto const after = pattern.substr(at + 4);
    if (!path.starts_with(before) || !path.ends_with(after) || path.size() <= before.size() + after.size())
        return false;
    auto const middle = path.substr(before.size(), path.size() - before.size() - after.size());
    if (middle.find('/') != std::string_view::npos) return false;
    argument = middle;
    return true;
}

}  // namespace

role_set role_named(std::string_view role) noexcept {
    if (role == "operator") return operators;
    if (role == "supervisor") return supervisors;
    if (role == "admin") return admins;
    return 0;
}

std::span<route const> routes() noexcept {
    return table;
}

found_route find_route(std::string_view method, std::string_view path) {
    found_route out;
    for (auto const& r : table) {
        std::string argument;
        if (!fits(r.path, path, argument)) continue;
        if (r.method == method || (method == "HEAD" && r.method == "GET")) {
            out.what = &r;
            out.argument = std::move(argument);
        }
        if (!out.allow.empty()) out.allow += ", ";
        out.allow += r.method;
    }
    return out;
}

}  // namespace earshot::desk
