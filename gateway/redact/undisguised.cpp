// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/undisguised.hpp"

#include <algorithm>

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
        for (; at < end; ++at) {
            from_.push_back(at);
            upto_.push_back(at + 1);
        }
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

std::optional<extent> undisguised::in_shadow(std::size_t begin, std::size_t end) const {
    auto const sign = std::lower_bound(signs_.begin(), signs_.end(), begin);
    if (begin >= end || sign == signs_.end() || *sign >= end) return std::nullopt;
    return extent{from_[begin], upto_[end - 1]};
}

}  // namespace earshot::redact
