// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/cover.hpp"

#include "gateway/redact/words.hpp"

#include <algorithm>

namespace earshot::redact {

shown_text::shown_text(std::string_view original, std::vector<cover> const& covers) {
    std::size_t at = 0;
    auto const copy = [&](std::size_t end) {
        if (end <= at) return;
        pieces_.push_back({text_.size(), at, end - at, end - at, false});
        text_.append(original.substr(at, end - at));
        at = end;
    };
    for (auto const& c : covers) {
        if (c.what.keep) {
            copy(c.place.begin);
            auto const begin = text_.size();
            copy(c.place.end);
            places_.push_back({begin, text_.size()});
            continue;
        }
        copy(c.hidden.begin);
        auto const begin = text_.size();
        auto const length = c.hidden.end - c.hidden.begin;
        pieces_.push_back({begin, c.hidden.begin, c.shown.size(), length, true});
        text_ += c.shown;
        places_.push_back({begin, text_.size()});
        at = c.hidden.end;
    }
    copy(original.size());
}

extent shown_text::in_original(extent shown) const {
    auto const piece_at = [&](std::size_t place) -> piece const& {
        auto const after = std::upper_bound(pieces_.begin(), pieces_.end(), place,
                                            [](std::size_t p, piece const& x) { return p < x.shown; });
        return *std::prev(after);
    };
    auto const& first = piece_at(shown.begin);
    auto const& last = piece_at(shown.end - 1);
    return {first.placeholder ? first.original : first.original + (shown.begin - first.shown),
            last.placeholder ? last.original + last.original_length : last.original + (shown.end - last.shown)};
}

void merge(std::vector<cover>& covers, std::vector<cover> fresh) {
    for (auto& c : fresh) covers.push_back(std::move(c));
    std::sort(covers.begin(), covers.end(), [](cover const& a, cover const& b) {
        return a.place.begin != b.place.begin ? a.place.begin < b.place.begin : a.place.end > b.place.end;
    });
    std::vector<cover> out;
    for (auto& c : covers) {
        if (out.empty() || out.back().place.end <= c.place.begin) {
            out.push_back(std::move(c));
            continue;
        }
        auto& last = out.back();
        extent const all{std::min(last.place.begin, c.place.begin), std::max(last.place.end, c.place.end)};
        bool const replace = last.what.keep && !c.what.keep;
        bool const both_kept = last.what.keep && c.what.keep;
        extent hidden = replace ? c.hidden : last.hidden;
        if (!replace && !both_kept && !c.what.keep) {
            hidden = {std::min(last.hidden.begin, c.hidden.begin), std::max(last.hidden.end, c.hidden.end)};
        }
        if (replace) last = std::move(c);
        last.place = all;
        last.hidden = both_kept ? all : hidden;
    }
    covers = std::move(out);
}

int number_in_case(case_knowledge& knows, std::string_view label, std::string_view canonical) {
    // Sixteen bits tell the values of one case apart and give none of them away.
    auto const mark = static_cast<int>(word_hash(canonical) >> 48U);
    int highest = 0;
    for (auto const& v : knows.values) {
        if (v.label != label) continue;
        if (v.mark == mark) return v.number;
        highest = std::max(highest, v.number);
    }
    if (knows.values.size() < 2000) knows.values.push_back({std::string(label), mark, highest + 1});
    return highest + 1;
}

}  // namespace earshot::redact
