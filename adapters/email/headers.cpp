// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/headers.hpp"

#include "adapters/email/encoded_word.hpp"
#include "adapters/email/smtp_command.hpp"

#include <algorithm>

namespace earshot::email {
namespace {

std::string_view trim(std::string_view t) {
    auto const blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!t.empty() && blank(t.front())) t.remove_prefix(1);
    while (!t.empty() && blank(t.back())) t.remove_suffix(1);
    return t;
}

// Length of a field name that a colon follows, else 0.
std::size_t name_length(std::string_view line) {
    std::size_t n = 0;
    while (n < line.size() && n < 200 && line[n] > 0x20 && line[n] < 0x7F && line[n] != ':') ++n;
    auto end = n;
    while (end < line.size() && (line[end] == ' ' || line[end] == '\t')) ++end;
    return n > 0 && end < line.size() && line[end] == ':' ? n : 0;
}

std::string without_comments(std::string_view value) {
    std::string out;
    std::size_t depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < value.size(); ++i) {
        char const c = value[i];
        if (c == '\\' && (quoted || depth > 0)) {
            if (depth == 0 && i + 1 < value.size()) out.append({c, value[i + 1]});
            ++i;
        } else if (c == '"' && depth == 0) {
            quoted = !quoted;
            out += c;
        } else if (c == '(' && !quoted) {
            ++depth;
        } else if (c == ')' && !quoted && depth > 0) {
            --depth;
        } else if (depth == 0) {
            out += c;
        }
    }
    return out;
}

std::string unquote(std::string_view text) {
    text = trim(text);
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') continue;
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        out += text[i];
    }
    return out;
}

named_address one_address(std::string_view text) {
    named_address out;
    auto const open = text.rfind('<');
    if (open == std::string_view::npos) {
        out.mailbox = trim(text);
        return out;
    }
    auto const close = text.find('>', open);
    out.mailbox = trim(text.substr(open + 1, close == std::string_view::npos ? close : close - open - 1));
    out.name = decode_header(unquote(text.substr(0, open)));
    return out;
}

}  // namespace

std::string_view mail_headers::first(std::string_view name) const noexcept {
    for (auto const& f : fields)
        if (f.name == name) return f.value;
    return {};
}

bool mail_headers::has(std::string_view name) const noexcept {
    return std::any_of(fields.begin(), fields.end(), [&](auto const& f) { return f.name == name; });
}

std::vector<std::string_view> mail_headers::all(std::string_view name) const {
    std::vector<std::string_view> out;
    for (auto const& f : fields)
        if (f.name == name) out.push_back(f.value);
    return out;
}

mail_headers read_headers(std::string_view raw, header_limits limits) {
    mail_headers out;
    std::size_t at = 0;
    while (at < raw.size()) {
        auto const end = raw.find('\n', at);
        auto const next = end == std::string_view::npos ? raw.size() : end + 1;
        auto line = raw.substr(at, next - at);
        while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
        if (line.empty()) {
            out.body = next;
            return out;
        }
        bool const folded = line.front() == ' ' || line.front() == '\t';
        auto const n = folded ? 0 : name_length(line);
        if (!folded && n == 0) {
            // A body without the empty line before it, or no header at all. mbox's "From " line is passed over.
            if (!(at == 0 && line.starts_with("From "))) {
                out.present = !out.fields.empty();
                out.body = at;
                return out;
            }
        } else if (next > limits.block || out.fields.size() > limits.fields) {
            out.over_limit = true;
        } else if (folded && !out.fields.empty()) {
            auto& value = out.fields.back().value;
            if (value.size() + line.size() > limits.field)
                out.over_limit = true;
            else
                value.append(value.empty() ? "" : " ").append(trim(line));
        } else if (!folded) {
            auto const value = trim(line.substr(line.find(':', n) + 1));
            if (value.size() > limits.field) out.over_limit = true;
            out.fields.push_back({lower(line.substr(0, n)), std::string(value.substr(0, limits.field))});
        }
        at = next;
    }
    out.body = raw.size();
    out.present = !out.fields.empty();
    return out;
}

std::vector<named_address> read_addresses(std::string_view value, std::size_t most) {
    std::vector<named_address> out;
    auto const plain = without_comments(value);
    std::string_view rest(plain);
    bool quoted = false;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= rest.size() && out.size() < most; ++i) {
        bool const last = i == rest.size();
        if (!last && rest[i] == '\\') {
            ++i;
            continue;
        }
        if (!last && rest[i] == '"') quoted = !quoted;
        if (!last && (quoted || (rest[i] != ',' && rest[i] != ';' && rest[i] != ':'))) continue;
        // A ':' ends the name of a group.
        auto const piece = trim(rest.substr(std::min(begin, rest.size()), i - std::min(begin, i)));
        if ((last || rest[i] != ':') && !piece.empty()) out.push_back(one_address(piece));
        begin = i + 1;
    }
    return out;
}

std::string clean_message_id(std::string_view value) {
    auto const open = value.find('<');
    if (open == std::string_view::npos) return {};
    auto const close = value.find('>', open);
    if (close == std::string_view::npos) return {};
    auto const id = value.substr(open, close - open + 1);
    bool const fit = id.size() > 4 && id.size() <= 250 && id.find('@') != std::string_view::npos &&
                     std::all_of(id.begin(), id.end(), [](char c) { return c > 0x20 && c < 0x7F; });
    return fit ? std::string(id) : std::string();
}

std::string keyword(std::string_view value) {
    auto const plain = without_comments(value.substr(0, 1000));
    auto word = trim(std::string_view(plain).substr(0, plain.find(';')));
    return lower(word.substr(0, word.find_first_of(" \t")));
}

}  // namespace earshot::email
