// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/stored_mail.hpp"

#include <array>

namespace earshot::email {
namespace {

constexpr std::string_view magic = "earshot-mail 1\n";

}  // namespace

body store_mail(mail_facts const& facts, std::string_view raw) {
    // None of the facts can hold a line end: they passed the grammar of a command line.
    std::string out(magic);
    out.reserve(raw.size() + 512);
    out.append(facts.from).append("\n").append(facts.to).append("\n").append(facts.mode).append("\n");
    out.append(facts.trusted_peer ? "trusted\n" : "stranger\n");
    out.append(raw);
    return body(std::move(out));
}

result<stored_mail> open_mail(std::string_view content) {
    if (!content.starts_with(magic)) return make_error_code(errc::malformed);
    content.remove_prefix(magic.size());
    std::array<std::string_view, 4> lines;
    for (auto& line : lines) {
        auto const end = content.find('\n');
        if (end == std::string_view::npos) return make_error_code(errc::malformed);
        line = content.substr(0, end);
        content.remove_prefix(end + 1);
    }
    stored_mail out;
    out.facts.from = lines[0];
    out.facts.to = lines[1];
    out.facts.mode = lines[2];
    out.facts.trusted_peer = lines[3] == "trusted";
    out.raw = content;
    return out;
}

address canonical_sender(own_addresses const& ours, std::string_view envelope_from, std::string_view mail_key) {
    if (envelope_from.empty() || classify(ours, envelope_from).what != addressee::unknown)
        return address("<>" + std::string(mail_key));
    // The domain is in lower case already; the local part belongs to the other side and is kept (RFC 5321 2.4).
    return address(std::string(envelope_from));
}

address pack(answer_address const& a) {
    return address(a.message_id.empty() ? a.mailbox : a.mailbox + "\n" + a.message_id);
}

answer_address unpack(address const& a) {
    auto const text = a.reveal();
    auto const end = text.find('\n');
    answer_address out;
    out.mailbox = text.substr(0, end);
    if (end != std::string_view::npos) out.message_id = text.substr(end + 1);
    return out;
}

}  // namespace earshot::email
