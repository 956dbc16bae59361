// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/html_scanner.hpp"

#include "adapters/email/smtp_command.hpp"

#include <algorithm>
#include <array>

namespace earshot::email {
namespace {

constexpr std::size_t name_limit = 32;
constexpr std::size_t value_limit = 2048;
constexpr std::size_t attribute_limit = 64;
constexpr std::array<std::string_view, 4> raw_elements{"script", "style", "title", "textarea"};

bool letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool space(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

void add(std::string& to, char c, std::size_t limit) {
    if (to.size() < limit) to += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

}  // namespace

std::string_view html_tag::attribute(std::string_view wanted) const noexcept {
    for (auto const& a : attributes)
        if (a.first == wanted) return a.second;
    return {};
}

bool html_tag::has(std::string_view wanted) const noexcept {
    return std::any_of(attributes.begin(), attributes.end(), [&](auto const& a) { return a.first == wanted; });
}

void html_scanner::scan(std::string_view utf8) {
    while (!utf8.empty()) {
        ++steps_;
        utf8.remove_prefix(step(utf8));
    }
    // A tag or comment without an end: its words were never text.
    state_ = state::text;
}

std::size_t html_scanner::step(std::string_view rest) {
    switch (state_) {
        case state::text: return text(rest);
        case state::open: return open(rest);
        case state::comment: return comment(rest);
        case state::raw: return raw(rest);
        case state::declaration: {
            auto const end = rest.find('>');
            state_ = state::text;
            return end == std::string_view::npos ? rest.size() : end + 1;
        }
        default: in_tag(rest.front()); return 1;
    }
}

std::size_t html_scanner::text(std::string_view rest) {
    auto const tag = rest.find('<');
    auto const piece = rest.substr(0, tag);
    if (!piece.empty()) sink_.on_text(piece);
    if (tag == std::string_view::npos) return rest.size();
    state_ = state::open;
    return tag + 1;
}

// After a '<'.
std::size_t html_scanner::open(std::string_view rest) {
    char const c = rest.front();
    tag_ = {};
    if (letter(c)) {
        state_ = state::tag_name;
        add(tag_.name, c, name_limit);
        return 1;
    }
    if (c == '/' && rest.size() > 1 && letter(rest[1])) {
        tag_.closing = true;
        state_ = state::tag_name;
        return 1;
    }
    if (rest.starts_with("!--")) {
        state_ = state::comment;
        // "<!-->" and "<!--->" are whole comments.
        return rest.substr(3).starts_with(">") || rest.substr(3).starts_with("->") ? 1 : 3;
    }
    if (c == '!' || c == '?' || c == '/') {
        state_ = state::declaration;
        return 1;
    }
    sink_.on_text("<");
    state_ = state::text;
    return 0;
}

std::size_t html_scanner::comment(std::string_view rest) {
    auto const end = rest.find("-->");
    auto const bang = rest.substr(0, end).find("--!>");
    state_ = state::text;
    if (bang != std::string_view::npos) return bang + 4;
    return end == std::string_view::npos ? rest.size() : end + 3;
}

std::size_t html_scanner::raw(std::string_view rest) {
    for (std::size_t at = rest.find("</"); at != std::string_view::npos; at = rest.find("</", at + 2)) {
        ++steps_;
        auto const name = rest.substr(at + 2, raw_until_.size());
        auto const after = at + 2 + raw_until_.size();
        bool const ends = after >= rest.size() || space(rest[after]) || rest[after] == '>' || rest[after] == '/';
        if (!equal_fold(name, raw_until_) || !ends) continue;
        if (raw_until_ == "textarea") sink_.on_text(rest.substr(0, at));
        state_ = state::open;
        return at + 1;
    }
    state_ = state::text;
    return rest.size();
}

void html_scanner::begin_attribute(char c) {
    name_.clear();
    value_.clear();
    add(name_, c, name_limit);
    state_ = state::attribute_name;
}

void html_scanner::in_tag(char c) {
    auto const keep = [this] {
        if (!name_.empty() && tag_.attributes.size() < attribute_limit && !tag_.has(name_))
            tag_.attributes.emplace_back(name_, value_);
        name_.clear();
        value_.clear();
    };
    switch (state_) {
        case state::tag_name:
            if (c == '>') return end_tag();
            if (space(c) || c == '/')
                state_ = state::between;
            else
                add(tag_.name, c, name_limit);
            return;
        case state::between:
            if (c == '>') return end_tag();
            if (!space(c) && c != '/') begin_attribute(c);
            return;
        case state::attribute_name:
        case state::after_name:
            if (c == '>') return keep(), end_tag();
            if (c == '=')
                state_ = state::value;
            else if (c == '/')
                keep(), state_ = state::between;
            else if (space(c))
                state_ = state::after_name;
            else if (state_ == state::attribute_name)
                add(name_, c, name_limit);
            else
                keep(), begin_attribute(c);
            return;
        case state::value:
            if (c == '>') return keep(), end_tag();
            if (value_.empty() && space(c)) return;
            if (value_.empty() && (c == '"' || c == '\'')) {
                quote_ = c;
                state_ = state::quoted;
            } else if (space(c)) {
                keep();
                state_ = state::between;
            } else if (value_.size() < value_limit) {
                value_ += c;
            }
            return;
        case state::quoted:
            if (c == quote_) {
                keep();
                state_ = state::between;
            } else if (value_.size() < value_limit) {
                value_ += c;
            }
            return;
        default: return;
    }
}

void html_scanner::end_tag() {
    state_ = state::text;
    if (!tag_.closing && std::find(raw_elements.begin(), raw_elements.end(), tag_.name) != raw_elements.end()) {
        raw_until_ = tag_.name;
        state_ = state::raw;
    }
    sink_.on_tag(tag_);
}

}  // namespace earshot::email
