// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/undisguised.hpp"

#include "gateway/redact/chars.hpp"

#include <algorithm>
#include <numeric>

namespace earshot::redact {

undisguised::undisguised(scene const& s) {
    auto const signs = disguised_signs(s);
    if (signs.empty()) return;
    auto const text = s.low();
    std::uint32_t at = 0;  // what stands before it is copied or left out
    auto const copy = [&](std::uint32_t end) {
        low_.append(s.low().substr(at, end - at));
        written_.append(s.as_written().substr(at, end - at));
        auto const old = from_.size();
        from_.resize(low_.size());
        upto_.resize(low_.size());
        std::iota(from_.begin() + static_cast<std::ptrdiff_t>(old), from_.end(), at);
        std::iota(upto_.begin() + static_cast<std::ptrdiff_t>(old), upto_.end(), at + 1);
        at = end;
    };
    for (std::size_t i = 0; i < signs.size(); ++i) {
        auto const& sign = signs[i];
        auto begin = sign.begin;
        while (begin > at && !is_space(text[begin - 1])) --begin;
        if (begin > at && !low_.empty()) {
            low_ += ' ';
            written_ += ' ';
            from_.push_back(at);
            upto_.push_back(at);
        }
        at = begin;
        copy(sign.begin);
        signs_.push_back(static_cast<std::uint32_t>(low_.size()));
        low_ += sign.sign;
        written_ += sign.sign;
        from_.push_back(sign.begin);
        upto_.push_back(sign.end);
        at = sign.end;
        auto const limit = i + 1 < signs.size() ? signs[i + 1].begin : static_cast<std::uint32_t>(text.size());
        auto end = at;
        while (end < limit && !is_space(text[end])) ++end;
        copy(end);
    }
}

bool undisguised::put_back(finding& f) const {
    auto const sign = std::lower_bound(signs_.begin(), signs_.end(), f.begin);
    if (f.begin >= f.end || sign == signs_.end() || *sign >= f.end) return false;
    f.end = upto_[f.end - 1];
    f.begin = from_[f.begin];
    return true;
}

}  // namespace earshot::redact
