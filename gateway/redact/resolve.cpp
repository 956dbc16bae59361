// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/resolve.hpp"

#include <algorithm>

namespace earshot::redact {
namespace {

// True if `a` names the cover rather than `b`.
bool stronger(finding const& a, finding const& b) noexcept {
    bool const a_wraps = a.begin <= b.begin && a.end >= b.end && a.end - a.begin > b.end - b.begin;
    bool const b_wraps = b.begin <= a.begin && b.end >= a.end && b.end - b.begin > a.end - a.begin;
    bool const wide_a =
        a.what == kind::url || a.what == kind::email || a.what == kind::address || a.what == kind::passport;
    bool const wide_b =
        b.what == kind::url || b.what == kind::email || b.what == kind::address || b.what == kind::passport;
    if (a_wraps && wide_a) return true;
    if (b_wraps && wide_b) return false;
    if (a.keep != b.keep) return b.keep;
    if (a.what != b.what) return a.what < b.what;
    return a.end - a.begin >= b.end - b.begin;
}

}  // namespace

findings resolve(findings found) {
    std::sort(found.begin(), found.end(), [](finding const& a, finding const& b) {
        if (a.begin != b.begin) return a.begin < b.begin;
        return a.end != b.end ? a.end > b.end : a.what < b.what;
    });
    findings out;
    for (auto& f : found) {
        if (f.begin >= f.end) continue;
        if (out.empty() || out.back().end <= f.begin) {
            out.push_back(std::move(f));
            continue;
        }
        auto& last = out.back();
        auto const begin = std::min(last.begin, f.begin);
        auto const end = std::max(last.end, f.end);
        auto const keep = last.keep && f.keep;
        bool const grows = end != last.end || begin != last.begin;
        if (!stronger(last, f)) {
            if (grows || begin != f.begin || end != f.end) f.core = 0;
            last = std::move(f);
        } else if (grows || (!f.keep && f.what != kind::person && f.what != kind::address)) {
            last.core = 0;  // more than the house number is at stake: cover all of it
        }
        last.begin = begin;
        last.end = end;
        last.keep = keep;
    }
    return out;
}

}  // namespace earshot::redact
