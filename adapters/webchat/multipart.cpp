// SPDX-License-Identifier: Apache-2.0
#include "adapters/webchat/multipart.hpp"

#include <algorithm>
#include <cctype>

namespace earshot::webchat {
namespace {

constexpr std::size_t most_parts = 100;
constexpr std::string_view line_end = "\r\n";

bool same_word(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
        return std::tolower(x) == std::tolower(y);
    });
}

// Value of a parameter such as name="..." in a header's value. Browsers write %22 for a quote inside, and no escapes.
std::optional<std::string_view> parameter(std::string_view value, std::string_view name) {
    for (auto at = value.find(';'); at != std::string_view::npos; at = value.find(';')) {
        value.remove_prefix(at + 1);
        while (value.starts_with(' ')) value.remove_prefix(1);
        auto const equals = value.find('=');
        if (equals == std::string_view::npos) return std::nullopt;
        auto const key = value.substr(0, equals);
        value.remove_prefix(equals + 1);
        std::string_view found;
        if (value.starts_with('"')) {
            auto const end = value.find('"', 1);
            if (end == std::string_view::npos) return std::nullopt;
            found = value.substr(1, end - 1);
            value.remove_prefix(end + 1);
        } else {
            found = value.substr(0, value.find_first_of("; "));
            value.remove_prefix(found.size());
        }
        if (same_word(key, name)) return found;
    }
    return std::nullopt;
}

// The Content-Disposition of a part's head; empty when there is none.
std::string_view disposition(std::string_view head) {
    constexpr std::string_view name = "content-disposition:";
    while (!head.empty()) {
        auto const line = head.substr(0, head.find(line_end));
        if (same_word(line.substr(0, name.size()), name)) return line.substr(name.size());
        head.remove_prefix(std::min(head.size(), line.size() + line_end.size()));
    }
    return {};
}

// Where the next boundary stands: a line that goes on otherwise is content (RFC 2046, 5.1.1).
std::size_t next_boundary(std::string_view body, std::string_view between) {
    for (auto at = body.find(between); at != std::string_view::npos; at = body.find(between, at + 1)) {
        auto const behind = body.substr(at + between.size(), 2);
        if (behind == line_end || behind == "--") return at;
    }
    return std::string_view::npos;
}

bool take_part(std::string_view part, form_parts& into) {
    auto const head_end = part.find("\r\n\r\n");
    if (head_end == std::string_view::npos) return false;
    auto const about = disposition(part.substr(0, head_end + line_end.size()));
    auto const content = part.substr(head_end + 4);
    auto const name = parameter(about, "name");
    if (!name) return false;
    if (!parameter(about, "filename")) into.fields.emplace_back(*name, content);
    else if (!content.empty()) into.files.emplace_back(content);
    return true;
}

}  // namespace

std::optional<form_parts> parse_multipart(std::string_view content_type, std::string_view body) {
    constexpr std::string_view kind = "multipart/form-data";
    if (!same_word(content_type.substr(0, kind.size()), kind)) return std::nullopt;
    auto const boundary = parameter(content_type, "boundary");
    // RFC 2046, 5.1.1: one to seventy characters.
    if (!boundary || boundary->empty() || boundary->size() > 70) return std::nullopt;
    std::string const between = "\r\n--" + std::string(*boundary);
    std::string_view const first = std::string_view(between).substr(line_end.size());
    if (!body.starts_with(first)) return std::nullopt;
    body.remove_prefix(first.size());
    form_parts out;
    for (std::size_t parts = 0; !body.starts_with("--"); ++parts) {
        auto const end = next_boundary(body, between);
        if (!body.starts_with(line_end) || end == std::string_view::npos || parts == most_parts) return std::nullopt;
        if (!take_part(body.substr(line_end.size(), end - std::min(end, line_end.size())), out)) return std::nullopt;
        body.remove_prefix(end + between.size());
    }
    return out;
}

}  // namespace earshot::webchat
