// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/compose.hpp"

#include "adapters/email/charset.hpp"
#include "adapters/email/digest.hpp"
#include "adapters/email/encoded_word.hpp"
#include "adapters/email/headers.hpp"
#include "adapters/email/quoted.hpp"
#include "gateway/net/http_client.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace earshot::email {
namespace {

bool one_line(std::string_view text) {
    return text.size() <= 300 && std::none_of(text.begin(), text.end(),
                                              [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

std::string phrase(std::string_view name) {
    bool const plain = std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ';
    });
    if (plain) return std::string(name);
    bool const ascii = std::all_of(name.begin(), name.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
    if (!ascii) return encode_header(name);
    std::string out = "\"";
    for (char const c : name) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

// Quoted-printable where most of it stays readable, else base64, which is shorter.
bool mostly_ascii(std::string_view text) {
    auto const wide =
        std::count_if(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > 0x7E; });
    return static_cast<std::size_t>(wide) * 5 <= text.size();
}

std::string with_crlf(std::string_view text) {
    std::string out;
    for (char const c : text) {
        if (c == '\n') out += '\r';
        out += c;
    }
    return out;
}

}  // namespace

std::string mail_date(instant at) {
    static constexpr std::array<char const*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<char const*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto const day = std::chrono::floor<std::chrono::days>(at);
    std::chrono::year_month_day const date(day);
    std::chrono::hh_mm_ss const time(std::chrono::floor<std::chrono::seconds>(at - day));
    std::array<char, 64> out{};
    auto const n = std::snprintf(out.data(), out.size(), "%s, %02u %s %04d %02d:%02d:%02d +0000",
                                 days[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                                 months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                                 static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                                 static_cast<int>(time.seconds().count()));
    return std::string(out.data(), static_cast<std::size_t>(std::max(n, 0)));
}

std::optional<std::string> compose(letter const& what, loop_mark const& mark, random_fn const& random) {
    if (!net::is_mailbox(what.from) || !net::is_mailbox(what.to)) return {};
    if (!one_line(what.sender_name) || !one_line(what.subject) || !one_line(what.id_domain)) return {};
    if (!what.answers.empty() && clean_message_id(what.answers) != what.answers) return {};

    std::array<std::uint8_t, 16> bytes{};
    random(bytes);
    std::string out;
    auto const field = [&out](std::string_view name, std::string_view value) {
        out.append(name).append(": ").append(value).append("\r\n");
    };
    auto const from = phrase(what.sender_name) + " <" + what.from + ">";
    field("From", from);
    field("Reply-To", "<" + what.from + ">");
    field("To", "<" + what.to + ">");
    field("Subject", encode_header(what.subject));
    field("Date", mail_date(what.at));
    field("Message-ID", "<" + hex(bytes) + "@" + what.id_domain + ">");
    if (!what.answers.empty()) {
        field("In-Reply-To", what.answers);
        field("References", what.answers);
    }
    if (what.automatic) {
        field("Auto-Submitted", "auto-replied");
        field("X-Auto-Response-Suppress", "All");
    }
    field(loop_mark::field, mark.make(random));
    field("MIME-Version", "1.0");
    field("Content-Type", "text/plain; charset=utf-8");
    auto const text = std::string(separator_line) + "\n\n" + presentable(to_utf8(what.text, "utf-8")) + "\n";
    bool const quoted = mostly_ascii(text);
    field("Content-Transfer-Encoding", quoted ? "quoted-printable" : "base64");
    out += "\r\n";
    out += quoted ? quoted_printable(text) : base64_lines(with_crlf(text));
    return out;
}

}  // namespace earshot::email
