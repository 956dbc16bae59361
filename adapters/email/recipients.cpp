// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/recipients.hpp"

#include "adapters/email/smtp_command.hpp"

#include <algorithm>

namespace earshot::email {

bool is_token(std::string_view text) noexcept {
    return text.size() == 26 && std::all_of(text.begin(), text.end(),
                                            [](char c) { return (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7'); });
}

std::string domain_of(std::string_view mailbox) {
    auto const at = mailbox.rfind('@');
    return at == std::string_view::npos ? std::string() : lower(mailbox.substr(at + 1));
}

std::string_view local_part_of(std::string_view mailbox) {
    return mailbox.substr(0, mailbox.rfind('@'));
}

recipient classify(own_addresses const& ours, std::string_view mailbox) {
    auto const whole = lower(mailbox);
    if (whole == "postmaster") return {addressee::service, {}};
    if (std::find(ours.mailboxes.begin(), ours.mailboxes.end(), whole) != ours.mailboxes.end())
        return {addressee::mailbox, {}};
    auto const domain = domain_of(whole);
    auto const local = local_part_of(whole);
    if (domain == ours.reply_domain && local.size() > 2 && is_token(local.substr(2))) {
        if (local.starts_with("r-")) return {addressee::answer, std::string(local.substr(2))};
        if (local.starts_with("b-")) return {addressee::bounce, std::string(local.substr(2))};
    }
    bool const here = domain == ours.domain || domain == ours.reply_domain;
    if (here && (local == "postmaster" || local == "abuse")) return {addressee::service, {}};
    return {};
}

}  // namespace earshot::email
