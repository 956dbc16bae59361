// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/smtp_machine.hpp"

#include <utility>

namespace earshot::email {
namespace {

int received_fields(std::string_view raw) {
    int count = 0;
    while (!raw.empty()) {
        auto const end = raw.find('\n');
        auto const line = raw.substr(0, end);
        if (line.empty() || line == "\r") break;
        if (line.size() >= 9 && equal_fold(line.substr(0, 9), "received:")) ++count;
        if (end == std::string_view::npos) break;
        raw.remove_prefix(end + 1);
    }
    return count;
}

}  // namespace

smtp_machine::smtp_machine(protocol mode, std::string host, smtp_limits limits, bool tls_offered)
    : mode_(mode), host_(std::move(host)), limits_(limits), tls_offered_(tls_offered && mode == protocol::smtp) {
    greet();
}

void smtp_machine::greet() {
    out_ += "220 " + host_ + (mode_ == protocol::lmtp ? " LMTP\r\n" : " ESMTP\r\n");
}

void smtp_machine::reply(int code, std::string_view enhanced, std::string_view text) {
    out_ += std::to_string(code);
    out_ += ' ';
    if (!enhanced.empty()) out_.append(enhanced).append(" ");
    out_.append(text).append("\r\n");
}

void smtp_machine::bad(int code, std::string_view enhanced, std::string_view text) {
    reply(code, enhanced, text);
    if (++bad_ < limits_.bad_commands) return;
    refusals_.push_back("malformed");
    end_session("4.7.0", "Too many errors");
}

void smtp_machine::end_session(std::string_view enhanced, std::string_view why) {
    if (phase_ == phase::closing) return;
    reply(421, enhanced, why);
    phase_ = phase::closing;
}

void smtp_machine::refuse(std::string_view enhanced, std::string_view why) {
    out_.clear();
    end_session(enhanced, why);
}

void smtp_machine::forget_mail() {
    mail_.reset();
    data_.reset();
    raw_.clear();
    refused_for_room_ = false;
}

step smtp_machine::next() {
    for (;;) {
        bool going = false;
        switch (phase_) {
            case phase::closing: return step::close;
            case phase::asking: return step::recipient;
            case phase::storing: return step::message;
            case phase::tls: return step::start_tls;
            case phase::commands: going = read_command(); break;
            case phase::data: going = read_data(); break;
        }
        if (!going && (phase_ == phase::commands || phase_ == phase::data)) {
            in_.erase(0, at_);
            at_ = 0;
            return step::wait;
        }
    }
}

bool smtp_machine::read_command() {
    auto const waiting = std::string_view(in_).substr(at_);
    auto const end = waiting.find('\n');
    if (end == std::string_view::npos) {
        if (skipping_ || waiting.size() > limits_.command_line) {
            skipping_ = true;
            at_ = in_.size();
        }
        return false;
    }
    at_ += end + 1;
    bool const too_long = std::exchange(skipping_, false) || end + 1 > limits_.command_line;
    if (too_long) {
        bad(500, "5.5.2", "Line too long");
        return true;
    }
    auto line = waiting.substr(0, end);
    if (line.empty() || line.back() != '\r') {
        bad(500, "5.5.2", "Lines end with CR LF");
        return true;
    }
    line.remove_suffix(1);
    if (line.find('\0') != std::string_view::npos || line.find('\r') != std::string_view::npos) {
        bad(500, "5.5.2", "Invalid character");
        return true;
    }
    on_command(line);
    return true;
}

void smtp_machine::on_command(std::string_view line) {
    auto const c = parse_command(line);
    switch (c.verb) {
        case verb::helo:
        case verb::ehlo:
        case verb::lhlo: return on_hello(c);
        case verb::mail: return on_mail(c.argument);
        case verb::rcpt: return on_rcpt(c.argument);
        case verb::data: return on_data(c.argument);
        case verb::starttls: return on_starttls(c.argument);
        case verb::rset:
        case verb::noop:
        case verb::vrfy:
        case verb::help: return on_idle(c);
        case verb::quit:
            reply(221, "2.0.0", "Bye");
            phase_ = phase::closing;
            return;
        case verb::expn:
        case verb::not_offered: return bad(502, "5.5.1", "Not offered");
        case verb::unknown: return bad(500, "5.5.1", "Unknown command");
    }
}

// RFC 2920 3.1: these commands end a group; what follows them unasked was meant for somebody else.
bool smtp_machine::group_end() {
    if (at_ == in_.size()) return true;
    reply(503, "5.5.1", "Commands after the end of a group");
    end_session("4.7.0", "Improper pipelining");
    return false;
}

void smtp_machine::on_hello(command const& c) {
    bool const lmtp = mode_ == protocol::lmtp;
    if (lmtp != (c.verb == verb::lhlo)) return bad(500, "5.5.1", lmtp ? "This is LMTP: say LHLO" : "This is SMTP");
    if (c.argument.empty()) return bad(501, "5.5.4", "Name missing");
    if (!group_end()) return;
    forget_mail();
    greeted_ = true;
    if (++idle_ > limits_.idle_commands) return end_session("4.7.0", "Too many commands without mail");
    extended_ = c.verb != verb::helo;
    if (!extended_) return reply(250, "", host_);
    out_ += "250-" + host_ + "\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n";
    if (tls_offered_ && !secure_) out_ += "250-STARTTLS\r\n";
    out_ += "250-SIZE " + std::to_string(limits_.message) + "\r\n250 ENHANCEDSTATUSCODES\r\n";
}

void smtp_machine::on_mail(std::string_view argument) {
    if (!greeted_) return bad(503, "5.5.1", "Say hello first");
    if (mail_) return bad(503, "5.5.1", "Nested MAIL");
    auto const from = parse_path(argument, "FROM", false);
    if (!from) return bad(501, "5.1.7", "Bad sender address");
    mail_parameters parameters;
    switch (parse_mail_parameters(from->parameters, parameters)) {
        case parameter_error::syntax: return bad(501, "5.5.4", "Bad parameter");
        case parameter_error::unknown: return bad(555, "5.5.4", "Unknown parameter");
        case parameter_error::none: break;
    }
    if (!parameters.utf8 && !ascii(from->mailbox)) return bad(550, "5.6.7", "Needs SMTPUTF8");
    if (parameters.size > limits_.message) {
        refusals_.push_back("too_large");
        return reply(552, "5.3.4", "Message too large");
    }
    if (full_) return reply(452, "4.3.1", "No room just now");
    mail_.emplace();
    mail_->from = from->mailbox;
    mail_->utf8 = parameters.utf8;
    reply(250, "2.1.0", "OK");
}

void smtp_machine::on_rcpt(std::string_view argument) {
    if (!mail_) return bad(503, "5.5.1", "MAIL first");
    auto const to = parse_path(argument, "TO", true);
    if (!to) return bad(501, "5.1.3", "Bad recipient address");
    if (!to->parameters.empty()) return bad(555, "5.5.4", "Unknown parameter");
    if (!mail_->utf8 && !ascii(to->mailbox)) return bad(550, "5.6.7", "Needs SMTPUTF8");
    if (mail_->to.size() >= limits_.recipients) return reply(452, "4.5.3", "Too many recipients");
    asked_ = to->mailbox;
    phase_ = phase::asking;
}

void smtp_machine::answer_recipient(recipient_verdict verdict) {
    phase_ = phase::commands;
    switch (verdict) {
        case recipient_verdict::known:
            mail_->to.push_back(std::move(asked_));
            reply(250, "2.1.5", "OK");
            break;
        case recipient_verdict::unknown:
            refusals_.push_back("unknown_route");
            // Behind a mail server the recipients were sorted already; a stranger who tries names is stopped.
            if (mode_ == protocol::smtp)
                bad(550, "5.1.1", "No such address");
            else
                reply(550, "5.1.1", "No such address");
            break;
        case recipient_verdict::busy: reply(451, "4.3.0", "Try again later"); break;
    }
    asked_.clear();
}

void smtp_machine::on_data(std::string_view argument) {
    if (!argument.empty()) return bad(501, "5.5.4", "DATA takes no argument");
    if (!mail_ || mail_->to.empty()) return bad(503, "5.5.1", "No valid recipients");
    if (!group_end()) return;
    data_.emplace(limits_.message);
    phase_ = phase::data;
    reply(354, "", "End with CRLF.CRLF");
}

bool smtp_machine::read_data() {
    at_ += data_->feed(std::string_view(in_).substr(at_));
    if (!data_->ended()) {
        // Somebody who sends twice the limit does not listen.
        if (data_->size() / 2 > limits_.message) {
            reply(552, "5.3.4", "Message too large");
            refusals_.push_back("too_large");
            forget_mail();
            end_session("4.3.0", "Message too large");
            return true;
        }
        return false;
    }
    int code = 0;
    std::string_view enhanced, why;
    if (data_->too_large())
        code = 552, enhanced = "5.3.4", why = "Message too large";
    else if (refused_for_room_)
        code = 452, enhanced = "4.3.1", why = "No room just now";
    else if (mode_ == protocol::smtp && data_->irregular())
        code = 550, enhanced = "5.6.11", why = "Bare CR, bare LF or NUL in the message";
    if (code == 0) {
        raw_ = data_->take();
        if (received_fields(raw_) > limits_.received_fields) code = 554, enhanced = "5.4.6", why = "Too many hops";
    }
    bool const irregular = data_->irregular();
    data_.reset();
    if (code == 0) {
        phase_ = phase::storing;
        return true;
    }
    if (code >= 500) refusals_.push_back(code == 552 ? "too_large" : "malformed");
    auto const replies = mode_ == protocol::lmtp ? mail_->to.size() : 1;
    for (std::size_t i = 0; i < replies; ++i) reply(code, enhanced, why);
    forget_mail();
    phase_ = phase::commands;
    if (irregular && mode_ == protocol::smtp) end_session("4.7.0", "Closing");
    return true;
}

void smtp_machine::no_room() {
    if (!data_ || data_->discarding()) return;
    data_->discard();
    refused_for_room_ = true;
}

smtp_message smtp_machine::take_message() {
    smtp_message out;
    out.envelope = *mail_;
    out.raw = std::move(raw_);
    raw_.clear();
    return out;
}

void smtp_machine::answer_message_each(std::vector<message_verdict> const& verdicts) {
    auto say = [this](message_verdict v) {
        switch (v) {
            case message_verdict::stored: return reply(250, "2.0.0", "OK");
            case message_verdict::busy: return reply(451, "4.3.0", "Try again later");
            case message_verdict::full: return reply(452, "4.3.1", "No room just now");
        }
    };
    if (mode_ == protocol::lmtp) {
        for (auto v : verdicts) say(v);
    } else {
        // One answer for all: a repeat is harmless where it was stored already, a loss is not.
        auto worst = message_verdict::stored;
        for (auto v : verdicts)
            if (v != message_verdict::stored) worst = v;
        say(worst);
    }
    forget_mail();
    idle_ = 0;
    phase_ = phase::commands;
}

void smtp_machine::answer_message(message_verdict verdict) {
    answer_message_each(std::vector<message_verdict>(mail_->to.size(), verdict));
}

void smtp_machine::on_starttls(std::string_view argument) {
    if (!tls_offered_ || secure_) return bad(502, "5.5.1", "Not offered");
    if (!argument.empty()) return bad(501, "5.5.4", "STARTTLS takes no argument");
    if (!greeted_ || !extended_) return bad(503, "5.5.1", "EHLO first");
    reply(220, "2.0.0", "Go ahead");
    phase_ = phase::tls;
}

void smtp_machine::tls_started() {
    // RFC 3207 4.2: nothing that was said in clear counts any more; what was sent along is thrown away.
    in_.clear();
    at_ = 0;
    out_.clear();
    forget_mail();
    greeted_ = extended_ = skipping_ = false;
    secure_ = true;
    phase_ = phase::commands;
}

void smtp_machine::on_idle(command const& c) {
    if (++idle_ > limits_.idle_commands) return end_session("4.7.0", "Too many commands without mail");
    if (c.verb == verb::rset) {
        forget_mail();
        reply(250, "2.0.0", "OK");
    } else if (c.verb == verb::vrfy) {
        reply(252, "2.5.0", "Send mail and see");
    } else {
        reply(c.verb == verb::help ? 214 : 250, "2.0.0", "OK");
    }
}

}  // namespace earshot::email
