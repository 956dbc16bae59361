// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/operator_lists.hpp"

#include "gateway/redact/chars.hpp"
#include "gateway/redact/resolve.hpp"

#include <algorithm>

namespace earshot::redact {
namespace {

std::string plain(std::string_view text) {
    auto const valid = well_formed(text);
    return shadow(valid).lower();
}

bool may_be_kept(kind what) noexcept {
    return what == kind::person || what == kind::address || what == kind::postcode || what == kind::age ||
           what == kind::school || what == kind::employer || what == kind::worship || what == kind::vehicle ||
           what == kind::date || what == kind::url;
}

}  // namespace

void apply_operator_lists(shadow const& text, case_knowledge const& knows, findings& found) {
    std::string_view const low = text.lower();
    for (auto const& keep : knows.keep) {
        auto const wanted = plain(keep);
        if (wanted.empty()) continue;
        std::erase_if(found, [&](finding const& f) {
            return may_be_kept(f.what) && low.substr(f.begin, f.end - f.begin) == wanted;
        });
    }
    bool added = false;
    for (auto const& deny : knows.deny) {
        auto const wanted = plain(deny);
        if (wanted.size() < 2) continue;
        for (auto at = low.find(wanted); at != std::string_view::npos; at = low.find(wanted, at + wanted.size())) {
            bool const starts = at == 0 || !is_word(low[at - 1]) || !is_word(wanted.front());
            bool const ends =
                at + wanted.size() >= low.size() || !is_word(low[at + wanted.size()]) || !is_word(wanted.back());
            if (!starts || !ends) continue;
            finding f;
            f.begin = static_cast<std::uint32_t>(at);
            f.end = static_cast<std::uint32_t>(at + wanted.size());
            f.what = kind::id;
            f.rule = "operator";
            found.push_back(std::move(f));
            added = true;
        }
    }
    if (added) found = resolve(std::move(found));
}

}  // namespace earshot::redact
