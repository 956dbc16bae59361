// SPDX-License-Identifier: Apache-2.0
// SMTP (RFC 5321) and LMTP (RFC 2033), server side, without any input or output of its own. The caller feeds what
// arrived, does what next() says and writes what take_output() gives. Replies of a pipelined group leave together.
//
//   wait         write the output, read, feed()
//   recipient    is this an address of ours? answer_recipient()
//   message      take_message(), store it, answer_message() or answer_message_each()
//   start_tls    write the output, do the handshake, then tls_started() or close
//   close        write the output and close
#pragma once

#include "adapters/email/data_reader.hpp"
#include "adapters/email/smtp_command.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earshot::email {

enum class protocol : std::uint8_t { lmtp, smtp };

struct smtp_limits {
    std::size_t command_line{2048};
    std::size_t message{25 * 1024 * 1024};
    std::size_t recipients{100};
    int bad_commands{10};
    int idle_commands{100};  // NOOP, RSET and the like without a message between
    int received_fields{100};
};

struct smtp_envelope {
    std::string from;             // empty: the null sender
    std::vector<std::string> to;  // accepted ones, in order
    bool utf8{};
};

struct smtp_message {
    smtp_envelope envelope;
    std::string raw;  // unstuffed, without the final dot
};

enum class recipient_verdict : std::uint8_t { known, unknown, busy };
enum class message_verdict : std::uint8_t { stored, busy, full };

enum class step : std::uint8_t { wait, recipient, message, start_tls, close };

class smtp_machine {
public:
    // `host` is what the greeting says. `tls_offered`: STARTTLS is possible (never in LMTP mode).
    smtp_machine(protocol mode, std::string host, smtp_limits limits, bool tls_offered);

    void feed(std::string_view bytes) { in_.append(bytes); }
    // Where to append what arrived, to spare a copy; same as feed().
    std::string& inbox() noexcept { return in_; }
    step next();

    std::string take_output() { return std::move(out_); }

    std::string const& recipient() const noexcept { return asked_; }
    void answer_recipient(recipient_verdict verdict);

    smtp_message take_message();
    void answer_message(message_verdict verdict);                            // one for all
    void answer_message_each(std::vector<message_verdict> const& verdicts);  // in the order of envelope.to

    void tls_started();

    // No room for this message: the rest of it is thrown away and answered 452 4.3.1.
    void no_room();
    // No new message is taken (at MAIL) while set.
    void set_full(bool full) noexcept { full_ = full; }

    // "421 4.4.2 ..." for a session that has to end; next() then says close.
    void end_session(std::string_view enhanced, std::string_view why);
    // The same instead of the greeting.
    void refuse(std::string_view enhanced, std::string_view why);

    // What was turned away for good since the last call, as reasons of channel_services::refused.
    std::vector<char const*> take_refusals() { return std::exchange(refusals_, {}); }

    // Bytes that the machine holds just now, for the budget.
    std::size_t held() const noexcept { return in_.size() - at_ + (data_ ? data_->held() : 0); }
    bool in_data() const noexcept { return data_.has_value(); }

private:
    enum class phase : std::uint8_t { commands, asking, data, storing, tls, closing };

    void reply(int code, std::string_view enhanced, std::string_view text);
    void bad(int code, std::string_view enhanced, std::string_view text);
    bool read_command();
    void on_command(std::string_view line);
    void on_hello(command const& c);
    void on_mail(std::string_view argument);
    void on_rcpt(std::string_view argument);
    void on_data(std::string_view argument);
    void on_starttls(std::string_view argument);
    void on_idle(command const& c);
    bool read_data();
    bool group_end();
    void forget_mail();
    void greet();

    protocol mode_;
    std::string host_;
    smtp_limits limits_;
    bool tls_offered_;
    bool secure_{};
    bool full_{};
    phase phase_{phase::commands};
    std::string in_;
    std::size_t at_{};
    std::string out_;
    bool greeted_{};
    bool extended_{};
    bool skipping_{};  // the rest of a command line that was too long
    std::optional<smtp_envelope> mail_;
    std::string asked_;
    std::optional<data_reader> data_;
    bool refused_for_room_{};
    std::string raw_;
    std::vector<char const*> refusals_;
    int bad_{};
    int idle_{};
};

}  // namespace earshot::email
