// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/undisguised.hpp"

#include <algorithm>
#include <numeric>

namespace earshot::redact {

undisguised::undisguised(scene const& s) {
    auto const signs = disguised_signs(s);
    if (signs.empty()) return;
    auto const size = s.low().size();
    low_.reserve(size);
    written_.reserve(size);
    from_.reserve(size);
    upto_.reserve(size);
    std::uint32_t at = 0;
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
    for (auto const& sign : signs) {
        copy(sign.begin);
        signs_.push_back(static_cast<std::uint32_t>(low_.size()));
        low_ += sign.sign;
        written_ += sign.sign;
        from_.push_back(sign.begin);
        upto_.push_back(sign.end);
        at = sign.end;
    }
    copy(static_cast<std::uint32_t>(size));
}

bool undisguised::put_back(finding& f) const {
    auto const sign = std::lower_bound(signs_.begin(), signs_.end(), f.begin);
    if (f.begin >= f.end || sign == signs_.end() || *sign >= f.end) return false;
    f.end = upto_[f.end - 1];
    f.begin = from_[f.begin];
    return true;
}

}  // namespace earshot::redact
