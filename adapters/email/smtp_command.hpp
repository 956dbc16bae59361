// SPDX-License-Identifier: Apache-2.0
// One command line of SMTP or LMTP, taken apart (RFC 5321 4.1.1, RFC 2033 4.1). Views point into the line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace earshot::email {

enum class verb : std::uint8_t {
    unknown,
    helo,
    ehlo,
    lhlo,
    mail,
    rcpt,
    data,
    rset,
    noop,
    quit,
    vrfy,
    expn,
    help,
    starttls,
    not_offered
};

struct command {
    enum verb verb { verb::unknown };
    std::string_view argument;  // without leading and trailing spaces
};

// The line without its CR LF.
command parse_command(std::string_view line) noexcept;

struct path {
    std::string mailbox;          // empty: the null path; domain in lower case, a source route is dropped
    std::string_view parameters;  // what follows the '>'
};

// "FROM:<a@b> SIZE=1" with keyword "FROM". The null path only where allowed; `<postmaster>` without a domain only
// where `bare_postmaster`. Nothing when it breaks RFC 5321's grammar or limits (64 + 255 bytes).
std::optional<path> parse_path(std::string_view argument, std::string_view keyword, bool bare_postmaster);

struct mail_parameters {
    std::uint64_t size{};  // 0: not told
    bool eight_bit{};
    bool utf8{};
};

enum class parameter_error : std::uint8_t { none, syntax, unknown };

parameter_error parse_mail_parameters(std::string_view text, mail_parameters& into) noexcept;

bool equal_fold(std::string_view a, std::string_view b) noexcept;  // ASCII
std::string lower(std::string_view text);                          // ASCII
bool ascii(std::string_view text) noexcept;

}  // namespace earshot::email
