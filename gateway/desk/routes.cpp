// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/routes.hpp"

#include <algorithm>

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
    {"GET", "/cases/{id}/files/{n}", case_workers, show_file},
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
    {"GET", "/cases/{id}/silence", supervisors, show_silence},
    {"POST", "/cases/{id}/silence", supervisors, silence_sender},
    {"POST", "/cases/{id}/hold", supervisors, hold_case},

    {"GET", "/cases/{id}/break-glass", case_workers, show_glass},
    {"POST", "/cases/{id}/break-glass", case_workers, ask_glass},
    {"GET", "/break-glass", supervisors | admins, list_glass},
    {"POST", "/break-glass/{id}/allow", supervisors | admins, allow_glass},
    {"POST", "/break-glass/{id}/refuse", everybody, refuse_glass},
    {"POST", "/break-glass/{id}/open", case_workers, open_glass},
    {"POST", "/break-glass/{id}/review", supervisors | admins, review_glass},

    {"GET", "/events", everybody, nullptr},
    {"GET", "/stats", everybody, show_stats},
    {"GET", "/figures", supervisors | admins, show_figures},

    {"GET", "/operators", everybody, list_operators},
    {"POST", "/operators", admins, add_operator},
    {"PATCH", "/operators/{id}", admins, change_operator},
    {"POST", "/operators/{id}/confirm", supervisors | admins, confirm_operator},
    {"POST", "/operators/me/password", everybody, change_own_password},
    {"GET", "/keys", case_workers, show_keys},
    {"PUT", "/keys/mine", case_workers, put_own_keys},
    {"POST", "/keys/team", supervisors, add_team_key},
    {"POST", "/keys/copies", supervisors, add_key_copies},
    {"GET", "/audit", supervisors | admins, show_audit},
};

// True when `path` is the pattern's; {id} and {n} take one segment each, not empty.
bool fits(std::string_view pattern, std::string_view path, std::string& argument, std::string& second) {
    auto const segment = [](std::string_view& rest) {
        auto const end = std::min(rest.find('/', 1), rest.size());
        auto const one = rest.substr(0, end);
        rest.remove_prefix(end);
        return one;
    };
    while (!pattern.empty() && !path.empty()) {
        auto const wanted = segment(pattern), got = segment(path);
        if (wanted == "/{id}" || wanted == "/{n}") {
            if (got.size() < 2) return false;
            (wanted == "/{id}" ? argument : second) = got.substr(1);
        } else if (wanted != got) {
            return false;
        }
    }
    return pattern.empty() && path.empty();
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
        std::string argument, second;
        if (!fits(r.path, path, argument, second)) continue;
        if (r.method == method || (method == "HEAD" && r.method == "GET")) {
            out.what = &r;
            out.argument = std::move(argument);
            out.second = std::move(second);
        }
        if (!out.allow.empty()) out.allow += ", ";
        out.allow += r.method;
    }
    return out;
}

}  // namespace earshot::desk
