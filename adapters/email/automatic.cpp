// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/automatic.hpp"

#include "adapters/email/smtp_command.hpp"

#include <algorithm>
#include <array>

namespace earshot::email {
namespace {

constexpr std::array<std::string_view, 9> list_fields{"list-id",      "list-owner",   "list-subscribe",
                                                      "list-post",    "list-help",    "list-unsubscribe",
                                                      "list-archive", "mailing-list", "feedback-id"};
constexpr std::array<std::string_view, 4> precedences{"bulk", "junk", "list", "auto_reply"};
// As a whole; the same with "-", "_", "." left out.
constexpr std::array<std::string_view, 9> whole{"mailerdaemon", "postmaster", "listserv",      "majordomo", "noreply",
                                                "donotreply",   "autoreply",  "autoresponder", "nobody"};

}  // namespace

bool machine_mailbox(std::string_view mailbox) {
    auto const local = lower(local_part_of(mailbox));
    auto bare = local.substr(0, local.find('+'));
    bare.erase(std::remove_if(bare.begin(), bare.end(), [](char c) { return c == '-' || c == '_' || c == '.'; }),
               bare.end());
    return std::find(whole.begin(), whole.end(), bare) != whole.end() || local.starts_with("owner-") ||
           local.ends_with("-request") || local.ends_with("-owner") || local.starts_with("bounce") ||
           bare.starts_with("noreply") || bare.starts_with("donotreply");
}

bool written_by_machine(mail_headers const& headers, mail_facts const& facts, own_addresses const& ours) {
    if (facts.from.empty() || machine_mailbox(facts.from)) return true;
    // Our own mail that comes back, by a forwarding loop or a forged sender.
    auto const domain = domain_of(facts.from);
    if (domain == ours.domain || domain == ours.reply_domain) return true;
    for (auto const value : headers.all("auto-submitted"))
        if (keyword(value) != "no") return true;
    for (auto const value : headers.all("precedence")) {
        auto const word = keyword(value);
        if (std::find(precedences.begin(), precedences.end(), word) != precedences.end()) return true;
    }
    if (std::any_of(list_fields.begin(), list_fields.end(), [&](auto name) { return headers.has(name); })) return true;
    // X-Auto-Response-Suppress alone says nothing: Exchange puts it on mail that people wrote.
    if (headers.has("x-autoreply") && keyword(headers.first("x-autoreply")) != "no") return true;
    if (headers.has("x-autorespond")) return true;
    return keyword(headers.first("return-path")) == "<>";
}

bool addressed_to_us(mail_headers const& headers, mail_facts const& facts, own_addresses const& ours) {
    auto const who = classify(ours, facts.to);
    if (who.what == addressee::answer) return true;
    if (who.what != addressee::mailbox) return false;
    for (auto const name : {"to", "cc"})
        for (auto const value : headers.all(name))
            for (auto const& a : read_addresses(value, 200))
                if (classify(ours, a.mailbox).what == addressee::mailbox) return true;
    return false;
}

}  // namespace earshot::email
