// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/smtp_command.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace earshot::email {
namespace {

constexpr std::array<std::pair<std::string_view, verb>, 20> verbs{{
    {"HELO", verb::helo},
    {"EHLO", verb::ehlo},
    {"LHLO", verb::lhlo},
    {"MAIL", verb::mail},
    {"RCPT", verb::rcpt},
    {"DATA", verb::data},
    {"RSET", verb::rset},
    {"NOOP", verb::noop},
    {"QUIT", verb::quit},
    {"VRFY", verb::vrfy},
    {"EXPN", verb::expn},
    {"HELP", verb::help},
    {"STARTTLS", verb::starttls},
    {"AUTH", verb::not_offered},
    {"ETRN", verb::not_offered},
    {"BDAT", verb::not_offered},
    {"TURN", verb::not_offered},
    {"XCLIENT", verb::not_offered},
    {"XFORWARD", verb::not_offered},
    {"ATRN", verb::not_offered},
}};

char fold(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::string_view trim(std::string_view text) noexcept {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

bool atext(char c) noexcept {
    auto const u = static_cast<unsigned char>(c);
    if (u >= 0x80) return true;  // RFC 6531 3.3; refused elsewhere when SMTPUTF8 was not asked for
    if ((u >= '0' && u <= '9') || (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z')) return true;
    return std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

// Length of the local part at the front of `text`, quoted or not; 0 when there is none.
std::size_t local_part(std::string_view text) noexcept {
    if (text.empty()) return 0;
    if (text.front() != '"') {
        std::size_t n = 0;
        while (n < text.size() && (atext(text[n]) || text[n] == '.')) ++n;
        return n;
    }
    for (std::size_t n = 1; n < text.size(); ++n) {
        auto const u = static_cast<unsigned char>(text[n]);
        if (u < 0x20 || u == 0x7f) return 0;
        if (text[n] == '\\')
            ++n;
        else if (text[n] == '"')
            return n + 1;
    }
    return 0;
}

std::size_t domain_part(std::string_view text) noexcept {
    if (!text.empty() && text.front() == '[') {
        auto const end = text.find(']');
        return end == std::string_view::npos ? 0 : end + 1;
    }
    std::size_t n = 0;
    while (n < text.size()) {
        auto const u = static_cast<unsigned char>(text[n]);
        bool const fits = u >= 0x80 || (u >= '0' && u <= '9') || (fold(text[n]) >= 'a' && fold(text[n]) <= 'z') ||
                          u == '-' || u == '.' || u == '_';
        if (!fits) break;
        ++n;
    }
    auto const name = text.substr(0, n);
    if (name.empty() || name.front() == '.' || name.front() == '-' || name.find("..") != std::string_view::npos)
        return 0;
    return n;
}

}  // namespace

bool equal_fold(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return fold(x) == fold(y); });
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), fold);
    return out;
}

bool ascii(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

command parse_command(std::string_view line) noexcept {
    auto const space = line.find(' ');
    auto const word = line.substr(0, space);
    command out;
    for (auto const& [name, verb] : verbs)
        if (equal_fold(word, name)) out.verb = verb;
    if (space != std::string_view::npos) out.argument = trim(line.substr(space));
    return out;
}

std::optional<path> parse_path(std::string_view argument, std::string_view keyword, bool bare_postmaster) {
    if (argument.size() <= keyword.size() || !equal_fold(argument.substr(0, keyword.size()), keyword) ||
        argument[keyword.size()] != ':')
        return {};
    // A space after the colon is wrong but sent by many.
    auto rest = trim(argument.substr(keyword.size() + 1));
    if (rest.empty() || rest.front() != '<') return {};
    rest.remove_prefix(1);
    path out;
    auto finish = [&](std::string_view after) -> std::optional<path> {
        if (after.empty() || after.front() != '>') return {};
        after.remove_prefix(1);
        if (!after.empty() && after.front() != ' ') return {};
        out.parameters = trim(after);
        return std::move(out);
    };
    if (!rest.empty() && rest.front() == '>') {
        if (bare_postmaster) return {};
        return finish(rest);
    }
    if (!rest.empty() && rest.front() == '@') {  // RFC 5321 appendix C: take and ignore a source route
        auto const colon = rest.find(':');
        if (colon == std::string_view::npos) return {};
        rest.remove_prefix(colon + 1);
    }
    auto const n = local_part(rest);
    auto const local = rest.substr(0, n);
    if (local.empty() || local.size() > 64) return {};
    if (local.front() != '"' &&
        (local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos))
        return {};
    rest.remove_prefix(n);
    if (bare_postmaster && equal_fold(local, "postmaster") && !rest.empty() && rest.front() == '>') {
        out.mailbox = "postmaster";
        return finish(rest);
    }
    if (rest.empty() || rest.front() != '@') return {};
    rest.remove_prefix(1);
    auto const d = domain_part(rest);
    if (d == 0 || d > 255) return {};
    out.mailbox.append(local).append("@").append(lower(rest.substr(0, d)));
    return finish(rest.substr(d));
}

parameter_error parse_mail_parameters(std::string_view text, mail_parameters& into) noexcept {
    while (!text.empty()) {
        auto const space = text.find(' ');
        auto const word = text.substr(0, space);
        text = space == std::string_view::npos ? std::string_view{} : trim(text.substr(space));
        auto const equals = word.find('=');
        auto const key = word.substr(0, equals);
        auto const value = equals == std::string_view::npos ? std::string_view{} : word.substr(equals + 1);
        if (equal_fold(key, "SIZE")) {
            auto const [end, error] = std::from_chars(value.data(), value.data() + value.size(), into.size);
            if (error != std::errc{} || end != value.data() + value.size()) return parameter_error::syntax;
        } else if (equal_fold(key, "BODY")) {
            if (equal_fold(value, "8BITMIME"))
                into.eight_bit = true;
            else if (!equal_fold(value, "7BIT"))
                return parameter_error::unknown;
        } else if (equal_fold(key, "SMTPUTF8")) {
            if (equals != std::string_view::npos) return parameter_error::syntax;
            into.utf8 = true;
        } else {
            return parameter_error::unknown;
        }
    }
    return parameter_error::none;
}

}  // namespace earshot::email
