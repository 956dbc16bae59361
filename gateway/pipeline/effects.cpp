// SPDX-License-Identifier: Apache-2.0
#include "gateway/pipeline/effects.hpp"

#include "gateway/seal/code_tags.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace earshot {
namespace {

using namespace std::chrono_literals;

constexpr char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr char base32[] = "abcdefghijklmnopqrstuvwxyz234567";

// RFC 3834, section 2, asks for a limit on automatic answers: these are per conversation.
constexpr int mail_per_hour = 6;
constexpr int mail_per_day = 20;
// A reply address works for this long after the mail that carried it.
constexpr auto route_lifetime = 90 * 24h;

// 128 bits as 26 lower-case symbols (some mail servers fold case): email.md, section 4.2.
std::string fresh_token(random_fn const& random) {
    std::array<std::uint8_t, 26> bytes{};
    random(bytes);
    std::string out;
    for (auto b : bytes) out += base32[b & 31];
    return out;
}

bool within_mail_limits(conversation& c, instant now) {
    auto const hours = std::chrono::duration_cast<std::chrono::hours>(now.time_since_epoch()).count();
    return counts_within(c, "mail_hour", hours, mail_per_hour) && counts_within(c, "mail_day", hours / 24, mail_per_day);
}

}  // namespace

bool counts_within(conversation& c, std::string const& memo, std::int64_t slot, int limit) {
    auto& entry = c.memo[memo];
    std::int64_t in_slot = -1;
    int count = 0;
    if (auto const at = entry.find(':'); at != std::string::npos) {
        std::from_chars(entry.data(), entry.data() + at, in_slot);
        std::from_chars(entry.data() + at + 1, entry.data() + entry.size(), count);
    }
    if (in_slot != slot) count = 0;
    if (count >= limit) return false;
    entry = std::to_string(slot) + ":" + std::to_string(count + 1);
    return true;
}

std::string fresh_code(random_fn const& random) {
    std::array<std::uint8_t, 10> bytes{};
    random(bytes);
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 5) out += '-';
        out += crockford[bytes[i] & 31];
    }
    return out;
}

std::string without_codes(std::string text) {
    constexpr std::size_t length = 11;
    constexpr std::size_t dash = 5;
    auto const letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
    auto const digit = [](char c) { return c >= '0' && c <= '9'; };
    auto const part = [&](std::size_t at) { return at < text.size() && (letter(text[at]) || digit(text[at])); };
    for (std::size_t at = 0; at + length <= text.size(); ++at) {
        if ((at > 0 && part(at - 1)) || part(at + length) || text[at + dash] != '-') continue;
        bool fits = true, digits = false, letters = false, ours = true;
        for (std::size_t i = 0; i < length && fits; ++i) {
            char const c = text[at + i];
            if (i == dash) continue;
            fits = (letter(c) || digit(c)) && c != 'u' && c != 'U';
            digits = digits || digit(c);
            letters = letters || letter(c);
            ours = ours && std::string_view(crockford).find(c) != std::string_view::npos;
        }
        // "north-south" is no code, "12345-67890" a number; a code without a digit has only our capitals.
        if (fits && letters && (digits || ours)) text.replace(at, length, "[CODE]");
    }
    return text;
}

void effect_writer::send(
    open_conversation& c,
    say const& words,
    std::string const& secret,
    effect_context const& about,
    storage::step_commit& commit,
    batch& out
) const {
    sealed::thread_text shown;
    shown.text = words.text;
    shown.text_id = words.text_id;
    shown.choices = words.choices;
    shown.several = words.several;
    if (auto const at = secret.empty() ? std::string::npos : words.text.find(secret); at != std::string::npos) {
        // The code is the reporter's password: operators see that it was given, not what it is.
        // Their own page alone shows it again; a phone and a mailbox have it.
        if (c.state.how == medium::chat) shown.for_reporter = words.text;
        shown.text.replace(at, secret.size(), "[CODE]");
    }
    auto const seq =
        files_.append(c, commit, words.by_person ? "operator" : "gateway", shown, about.now, about.by);
    bool const automatic = !words.by_person;
    if (!about.may_send) return;
    if (c.state.how == medium::mail && automatic && !within_mail_limits(c.state, about.now)) return;

    sealed::parcel parcel{words.text, words.choices, words.several, {}, {}, words.text_id};
    if (about.traits.uses_reply_tokens) {
        parcel.reply_token = fresh_token(random_);
        parcel.return_token = fresh_token(random_);
        out.address_work.push_back([who = c.row.who, reply = parcel.reply_token, back = parcel.return_token,
                                    until = std::chrono::ceil<std::chrono::days>(about.now + route_lifetime)](vault& v) -> result<void> {
            auto first = v.add_route(v.route_of(reply), who, until);
            if (!first) return first;
            return v.add_route(v.route_of(back), who, until);
        });
    }
    storage::outbox_row row;
    row.kind = "reply";
    row.conversation = c.row.id;
    row.who = c.row.who;
    row.channel = c.row.channel;
    row.seq = seq;
    row.sealed_body = sealed::close_parcel(keys_, c.row.who, seq, parcel, random_);
    row.automatic = automatic;
    row.due = about.now;
    row.state = "pending";
    commit.outbox.push_back(std::move(row));
}

// Not at once: the last texts still have to reach the person. Items of one conversation leave in order, so an item of
// its own, behind them, is the right time.
void effect_writer::forget_address_later(
    open_conversation const& c,
    effect_context const& about,
    storage::step_commit& commit
) const {
    storage::outbox_row row;
    row.kind = "forget";
    row.conversation = c.row.id;
    row.who = c.row.who;
    row.channel = c.row.channel;
    row.seq = c.row.last_seq;
    row.due = about.now;
    row.state = "pending";
    commit.outbox.push_back(std::move(row));
}

followed effect_writer::carry_out(
    open_conversation& c,
    step_result step,
    effect_context const& about,
    storage::step_commit& commit,
    batch& out
) const {
    // What only the pipeline writes into the memo survives the step.
    followed lead;
    if (c.sealed()) {
        if (auto more = flow::additions(*c.flow, step.next, c.state); !more.empty()) {
            sealed::thread_text answered;
            answered.note = "answered after the report: " + more;
            files_.append(c, commit, "system", answered, about.now);
        }
    }
    c.state = std::move(step.next);
    std::vector<std::string> alerts;
    std::optional<std::string> completeness;
    bool erase = false;
    std::string secret;
    for (auto const& e : step.effects)
        if (auto const* code = std::get_if<remember_code>(&e)) secret = code->code;

    for (auto const& e : step.effects) {
        did_(e);
        if (auto const* words = std::get_if<say>(&e)) {
            send(c, *words, secret, about, commit, out);
        } else if (auto const* filed = std::get_if<file_record>(&e)) {
            completeness = filed->completeness;
        } else if (auto const* alert = std::get_if<raise_alert>(&e)) {
            alerts.push_back(alert->kind);
            commit.events.push_back("alert." + alert->kind);
        } else if (auto const* code = std::get_if<remember_code>(&e)) {
            c.row.new_code = seal::quick_tag_of_code(keys_, code->code);
            out.hands_out_code = true;
        } else if (auto const* follow = std::get_if<follow_code>(&e)) {
            lead.code = follow->code;
        } else if (std::holds_alternative<begin_again>(e)) {
            lead.again = true;
        } else if (std::holds_alternative<forget_address>(e)) {
            forget_address_later(c, about, commit);
        } else if (auto const* wiped = std::get_if<forget_everything>(&e)) {
            erase = true;
            if (!wiped->receipt.empty()) {
                // The receipt and nothing else: the log must not tell which conversation it was.
                storage::audit_row row;
                row.at = about.now;
                row.who = about.by;
                row.action = "conversation.erased";
                row.about = wiped->receipt;
                row.detail = std::string("by=") + about.asked_by;
                commit.audit.push_back(std::move(row));
            }
            commit.drop_pending_replies = true;
            forget_address_later(c, about, commit);
        } else if (std::holds_alternative<mute>(e) || std::holds_alternative<unmute>(e)) {
            bool const muted = std::holds_alternative<mute>(e);
            if (muted) commit.drop_pending_replies = true;
            if (about.sender != sender_tag{})
                out.address_work.push_back([tag = about.sender, muted, at = about.now](vault& v) {
                    return v.set_muted(tag, muted, at);
                });
        }
    }

    if (erase) {
        // The key goes, and with it everything that was said; the goodbye lies in the outbox under another key.
        commit.forget_conversation = true;
        commit.messages.clear();
        commit.events.push_back("case.withdrawn");
        commit.event_case = c.row.filed_as;
        return lead;
    }
    if (completeness || !alerts.empty()) {
        std::optional<storage::case_row> before;
        if (c.row.filed_as) before = store_.find_case(*c.row.filed_as);
        auto const how = completeness.value_or(before ? before->completeness : std::string("partial"));
        cases_.file(c, commit, before, how, alerts, about.now);
    }
    return lead;
}

}  // namespace earshot
