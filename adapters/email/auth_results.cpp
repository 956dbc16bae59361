// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/auth_results.hpp"

#include "adapters/email/recipients.hpp"
#include "adapters/email/smtp_command.hpp"

#include <set>
#include <string>
#include <vector>

namespace earshot::email {
namespace {

bool plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '@';
}

// Without comments and quotes, cut at ';'. Each piece in lower case. What is quoted was chosen by the sender (a local
// part, say): nothing in it may look like a result or a property.
std::vector<std::string> pieces(std::string_view value) {
    std::vector<std::string> out(1);
    std::size_t depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < value.size(); ++i) {
        char const c = value[i];
        if (c == '\\' && (quoted || depth > 0))
            ++i;
        else if (c == '"' && depth == 0)
            quoted = !quoted;
        else if (quoted)
            out.back() += plain(c) ? c : '_';
        else if (c == '(')
            ++depth;
        else if (c == ')' && depth > 0)
            --depth;
        else if (depth > 0)
            continue;
        else if (c == ';')
            out.emplace_back();
        else
            out.back() += c;
    }
    for (auto& piece : out) piece = lower(piece);
    return out;
}

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        auto const begin = text.find_first_not_of(" \t");
        if (begin == std::string_view::npos) break;
        auto const end = std::min(text.find_first_of(" \t", begin), text.size());
        out.emplace_back(text.substr(begin, end - begin));
        text.remove_prefix(end);
    }
    return out;
}

// "smtp.mailfrom=a@b" -> "b"; "header.d=b" -> "b"; "header.i=@b" -> "b"
std::string domain_value(std::vector<std::string> const& list, std::string_view property) {
    for (auto const& w : list) {
        if (!std::string_view(w).starts_with(property) || w.size() <= property.size() || w[property.size()] != '=')
            continue;
        auto const value = w.substr(property.size() + 1);
        return value.find('@') == std::string::npos ? value : domain_of(value);
    }
    return {};
}

bool same_or_above(std::string_view domain, std::string_view sender) {
    if (domain.find('.') == std::string_view::npos) return false;
    if (domain == sender) return true;
    return sender.size() > domain.size() && sender.ends_with(domain) &&
           sender[sender.size() - domain.size() - 1] == '.';
}

// "pass" or not, for the first result of each method.
bool passes(std::string_view method, std::vector<std::string> const& list, std::string_view sender) {
    if (method == "spf") return domain_value(list, "smtp.mailfrom") == sender;
    if (method == "dkim") {
        return same_or_above(domain_value(list, "header.d"), sender) ||
               same_or_above(domain_value(list, "header.i"), sender);
    }
    return method == "dmarc" && same_or_above(domain_value(list, "header.from"), sender);
}

}  // namespace

bool sender_authenticated(mail_headers const& headers, std::string_view authserv_id, std::string_view sender_domain) {
    if (authserv_id.empty() || sender_domain.empty()) return false;
    std::set<std::string> seen;
    int received = 0;
    for (auto const& field : headers.fields) {
        if (field.name == "received" && ++received > 1) break;
        if (field.name != "authentication-results") continue;
        auto const list = pieces(field.value);
        auto const who = words(list.front());
        if (who.empty() || !equal_fold(who.front(), authserv_id)) continue;
        // A mail may carry several DKIM signatures, told in one field: any good one will do.
        std::set<std::string> here;
        for (std::size_t i = 1; i < list.size(); ++i) {
            auto const result = words(list[i]);
            if (result.empty()) continue;
            auto const equals = result.front().find('=');
            auto const method = result.front().substr(0, equals);
            if (equals == std::string::npos || seen.contains(method)) continue;
            here.insert(method);
            if (result.front().substr(equals + 1) == "pass" && passes(method, result, sender_domain)) return true;
        }
        seen.merge(here);
    }
    return false;
}

}  // namespace earshot::email
