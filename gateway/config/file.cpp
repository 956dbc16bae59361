// SPDX-License-Identifier: Apache-2.0
#include "gateway/config/file.hpp"

#include "gateway/config/toml_section.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

namespace earshot::config {
namespace {

constexpr std::size_t largest = 1024 * 1024;

bool is_name(std::string_view text) noexcept {
    if (text.empty() || text.size() > 32) return false;
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

}  // namespace

struct file::parts {
    toml::table root;
    source from;
    std::map<std::string, std::unique_ptr<toml_section>, std::less<>> sections;  // by full name
    std::map<std::string, bool, std::less<>> groups;                             // asked for
    std::map<std::string, bool, std::less<>> reported;                           // unknown tables already named

    void mistaken(unsigned line, std::string message) {
        from.mistakes->push_back({from.file, line, std::move(message)});
    }

    toml_section& get(std::string name, toml::table const* table) {
        auto& slot = sections[name];
        if (!slot) slot = std::make_unique<toml_section>(name, table, from);
        return *slot;
    }
};

file::file(std::unique_ptr<parts> p) : parts_(std::move(p)) {}
file::~file() = default;

result<std::unique_ptr<file>> file::load(std::string const& path, std::vector<mistake>& mistakes,
                                         std::string credentials_folder) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        mistakes.push_back({path, 0, "cannot be opened: check the name and that the user running earshot may read it"});
        return errc::malformed;
    }
    std::string text(largest + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.bad() || (in.gcount() == 0 && !in.eof())) {
        mistakes.push_back({path, 0, "cannot be read: it must be a plain file"});
        return errc::malformed;
    }
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > largest) {
        mistakes.push_back({path, 0, "is larger than 1 MiB: this is not a configuration of earshot"});
        return errc::malformed;
    }
    return parse(text, path, mistakes, std::move(credentials_folder));
}

result<std::unique_ptr<file>> file::parse(std::string_view text, std::string const& path,
                                          std::vector<mistake>& mistakes, std::string credentials_folder) {
    auto p = std::make_unique<parts>();
    p->from = {path, std::filesystem::path(path).parent_path().string(), std::move(credentials_folder), &mistakes};
    try {
        p->root = toml::parse(text, path);
    } catch (toml::parse_error const& error) {
        mistakes.push_back({path, error.source().begin.line,
                            "is not valid TOML: " + std::string(error.description()) + " (column " +
                                std::to_string(error.source().begin.column) + ")"});
        return errc::malformed;
    }
    return std::unique_ptr<file>(new file(std::move(p)));
}

std::string const& file::path() const noexcept { return parts_->from.file; }

section& file::table(std::string_view name) {
    auto const* node = parts_->root.get(name);
    auto const* found = node == nullptr ? nullptr : node->as_table();
    if (node != nullptr && found == nullptr && parts_->reported.emplace(std::string(name), true).second)
        parts_->mistaken(node->source().begin.line, "'" + std::string(name) + "' must be a table: write [" +
                                                        std::string(name) + "] on a line of its own");
    return parts_->get(std::string(name), found);
}

std::vector<std::pair<std::string, section*>> file::tables_of(std::string_view group) {
    std::vector<std::pair<std::string, section*>> found;
    bool const first_time = parts_->groups.emplace(std::string(group), true).second;
    auto const* node = parts_->root.get(group);
    if (node == nullptr) return found;
    auto const shape = "write [" + std::string(group) + ".NAME] on a line of its own";
    if (!node->is_table()) {
        if (first_time)
            parts_->mistaken(node->source().begin.line, "'" + std::string(group) + "' must be a table: " + shape);
        return found;
    }
    struct member {
        unsigned line;
        std::string name;
        toml::table const* table;
    };
    std::vector<member> members;
    for (auto const& [key, value] : *node->as_table()) {
        auto const line = key.source().begin.line;
        if (!value.is_table()) {
            if (first_time)
                parts_->mistaken(line, "[" + std::string(group) + "] '" + std::string(key.str()) +
                                           "' does not belong here: " + shape);
        } else if (!is_name(key.str())) {
            if (first_time)
                parts_->mistaken(line, "[" + std::string(group) +
                                           "] has a name that cannot be used: take 1 to 32 of "
                                           "a-z, 0-9 and '-'");
        } else {
            members.push_back({line, std::string(key.str()), value.as_table()});
        }
    }
    // toml++ keeps keys sorted; people expect the order they wrote.
    std::sort(members.begin(), members.end(),
              [](member const& a, member const& b) { return a.line != b.line ? a.line < b.line : a.name < b.name; });
    for (auto& m : members) found.emplace_back(m.name, &parts_->get(std::string(group) + "." + m.name, m.table));
    return found;
}

void file::finish(std::string_view except) {
    for (auto const& [name, section] : parts_->sections) {
        bool const later = !except.empty() && name.starts_with(std::string(except) + ".");
        if (!later) section->report_unknown();
    }
    for (auto const& [key, node] : parts_->root) {
        auto const name = std::string(key.str());
        if (name == except || parts_->sections.contains(name) || parts_->groups.contains(name)) continue;
        if (!parts_->reported.emplace(name, true).second) continue;
        auto const line = key.source().begin.line;
        if (node.is_table() || node.is_array_of_tables())
            parts_->mistaken(line, "[" + name + "] is not a known table: check the spelling, or remove it");
        else
            parts_->mistaken(line, "'" + name +
                                       "' stands outside of any table: every key belongs below a line such as "
                                       "[data]");
    }
}

std::string str(mistake const& m) {
    return m.file + (m.line != 0 ? ":" + std::to_string(m.line) : std::string()) + ": " + m.message;
}

}  // namespace earshot::config
