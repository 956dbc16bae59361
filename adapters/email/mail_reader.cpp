// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/mail_reader.hpp"

#include "adapters/email/auth_results.hpp"
#include "adapters/email/automatic.hpp"
#include "adapters/email/encoded_word.hpp"
#include "adapters/email/headers.hpp"
#include "adapters/email/mime_body.hpp"
#include "adapters/email/quoted.hpp"
#include "adapters/email/smtp_command.hpp"
#include "adapters/email/stored_mail.hpp"
#include "gateway/net/http_client.hpp"

#include <algorithm>
#include <array>

namespace earshot::email {
namespace {

using nature = reading::nature;

bool loops(mail_headers const& headers, reading_rules const& rules) {
    auto const marks = headers.all("x-loop-mark");
    return std::any_of(marks.begin(), marks.end(), [&](auto v) { return rules.mark.ours(v); });
}

// What mail servers sent before RFC 3464, and some still do: a bounce without a report in it.
bool old_bounce(mail_headers const& headers) {
    if (headers.has("x-failed-recipients")) return true;
    auto const from = read_addresses(headers.first("from"), 1);
    return !from.empty() && lower(local_part_of(from.front().mailbox)) == "mailer-daemon";
}

// Mail to a conversation of ours: machines that answer our mail write there, so a doubt means "a machine". Mail to the
// public mailbox may be somebody's only report, so there a doubt only means "do not answer".
nature nature_of(mail_headers const& headers, mime_body const& body, mail_facts const& facts,
                 reading_rules const& rules) {
    auto const to = classify(rules.ours, facts.to).what;
    if (loops(headers, rules)) return nature::automatic;
    if (body.report == mime_body::report_kind::failed) return nature::bounce;
    if (body.report == mime_body::report_kind::other) return nature::automatic;
    bool const conversation = to == addressee::answer || to == addressee::bounce;
    auto const submitted = keyword(headers.first("auto-submitted"));
    if (submitted == "auto-replied") return nature::automatic;
    if (facts.from.empty() && (conversation || old_bounce(headers))) return nature::bounce;
    if (to == addressee::bounce) return nature::automatic;
    if (to == addressee::answer)
        return written_by_machine(headers, facts, rules.ours) ? nature::automatic : nature::personal;
    // Our own envelope senders are those of conversations; a contact form may well write as the public mailbox.
    return classify(rules.ours, facts.from).token.empty() ? nature::personal : nature::automatic;
}

bool may_answer(mail_headers const& headers, mime_body const& body, mail_facts const& facts,
                reading_rules const& rules) {
    if (body.suspect || !net::is_mailbox(facts.from)) return false;
    if (written_by_machine(headers, facts, rules.ours) || !addressed_to_us(headers, facts, rules.ours)) return false;
    if (!rules.require_authentication) return true;
    return facts.trusted_peer && sender_authenticated(headers, rules.authserv_id, domain_of(facts.from));
}

void add_names(mail_headers const& headers, reading& out) {
    constexpr std::size_t most = 8;
    for (auto const field : {"from", "sender", "reply-to"})
        for (auto const value : headers.all(field))
            for (auto& a : read_addresses(value, 4)) {
                bool const known = std::find(out.names.begin(), out.names.end(), a.name) != out.names.end();
                if (a.name.empty() || a.name.size() > 200 || known || out.names.size() >= most) continue;
                out.names.push_back(std::move(a.name));
            }
}

bool answer_subject(std::string_view subject) {
    static constexpr std::array<std::string_view, 8> marks{"re:", "aw:", "sv:", "antw:", "odp:", "rv:", "ris:", "r:"};
    auto const low = lower(subject.substr(0, 8));
    return std::any_of(marks.begin(), marks.end(), [&](auto m) { return low.starts_with(m); });
}

bool blank(std::string_view text) {
    return text.find_first_not_of(" \t\n") == std::string_view::npos;
}

void trim_end(std::string& text) {
    auto const last = text.find_last_not_of(" \t\n");
    text.resize(last == std::string::npos ? 0 : last + 1);
}

// A first mail and a forwarded one are kept whole; of an answer the history and the signature are set apart.
void put_text(mail_headers const& headers, mime_body& body, bool answer, reading& out) {
    auto const subject = decode_header(headers.first("subject").substr(0, 2000));
    if (answer && !body.nested_mail) {
        auto split = split_answer(body.text);
        out.text = std::move(split.own);
        out.aside = std::move(split.aside);
        if (blank(out.text) && !answer_subject(subject)) out.text = subject;
        return;
    }
    out.text = std::move(body.text);
    trim_end(out.text);
    // Named, so that a subject such as "Help" is part of the story and not a keyword.
    if (!answer && !blank(subject)) {
        auto line = "Subject: " + subject;
        out.text = out.text.empty() ? std::move(line) : line + "\n\n" + out.text;
    }
}

}  // namespace

result<reading> read_mail(body const& content, reading_rules const& rules) {
    auto const stored = open_mail(content.reveal());
    if (!stored) return stored.error();
    auto const& facts = stored->facts;
    auto const headers = read_headers(stored->raw);
    auto body = read_body(stored->raw, headers, rules.limits);
    reading out;
    out.what = nature_of(headers, body, facts, rules);
    out.may_answer = out.what == nature::personal && may_answer(headers, body, facts, rules);
    out.files_refused = body.files_refused;
    out.files = std::move(body.files);
    out.files_not_taken = std::move(body.files_not_taken);
    add_names(headers, out);
    auto const to = classify(rules.ours, facts.to).what;
    if (out.what == nature::bounce) {
        // A report of a delivery is no word of the person, and quotes their address.
        body.notes.assign(1, body.status.empty() ? "not delivered" : "not delivered: " + body.status);
        out.files_refused = 0;
        out.files.clear();
        out.files_not_taken.clear();
    } else {
        put_text(headers, body, to == addressee::answer || to == addressee::bounce, out);
    }
    if (to == addressee::service) body.notes.emplace_back("sent to the postmaster's or abuse address");
    for (auto const& note : body.notes) out.note += (out.note.empty() ? "" : "; ") + note;
    if (out.may_answer) {
        answer_address better;
        better.mailbox = facts.from;
        better.message_id = clean_message_id(headers.first("message-id"));
        out.reply_to = pack(better);
    }
    return out;
}

}  // namespace earshot::email
