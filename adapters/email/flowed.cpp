// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/flowed.hpp"

#include <algorithm>
#include <cstddef>

namespace earshot::email {
namespace {

// Thousands of '>' on each line would be a way to make much out of little.
constexpr std::size_t max_quotes = 32;

void begin_line(std::string& out, std::size_t depth) {
    out.append(std::min(depth, max_quotes), '>');
    if (depth > 0) out += ' ';
}

}  // namespace

std::string unflow(std::string_view text, bool delete_space) {
    std::string out;
    out.reserve(text.size());
    bool open = false;  // the paragraph in `out` goes on
    std::size_t open_depth = 0;
    while (!text.empty()) {
        auto const end = text.find('\n');
        auto line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        std::size_t depth = 0;
        while (depth < line.size() && line[depth] == '>') ++depth;
        line.remove_prefix(depth);
        if (!line.empty() && line.front() == ' ') line.remove_prefix(1);  // space-stuffing
        bool const signature = line == "-- ";
        bool const flows = !signature && !line.empty() && line.back() == ' ';
        // 4.5: a paragraph ends where the quote depth changes, and a signature mark is never part of one.
        if (open && (depth != open_depth || signature)) {
            out += '\n';
            open = false;
        }
        if (!open) begin_line(out, depth);
        if (flows && delete_space) line.remove_suffix(1);
        out.append(line);
        open = flows;
        open_depth = depth;
        if (!open) out += '\n';
    }
    if (open) out += '\n';
    return out;
}

}  // namespace earshot::email
