// SPDX-License-Identifier: Apache-2.0
// The text with the signs of net addresses put back where people wrote them otherwise: "a [at] b [.] org",
// "203[.]0[.]113[.]77", "a . b @ example . org", "example dot com slash me", "akhanATexampleDOTorg".
#pragma once

#include "gateway/redact/finding.hpp"
#include "gateway/redact/scene.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace earshot::redact {

// Bytes [begin, end) of the shadow that stand for one sign.
struct written_sign {
    std::uint32_t begin{};
    std::uint32_t end{};
    char sign{};
};

// In order of place, without overlaps.
std::vector<written_sign> disguised_signs(scene const& s);

// Only the runs without blanks that hold such a sign: no net address goes across a blank, and what has no sign is found
// in the text as it is.
class undisguised {
public:
    explicit undisguised(scene const& s);

    bool empty() const noexcept { return low_.empty(); }  // nothing was written otherwise
    std::string_view low() const noexcept { return low_; }
    std::string_view as_written() const noexcept { return written_; }
    // What was found here gets its place in the shadow. False: no sign in it was put back, so it is found there anyway.
    bool put_back(finding& f) const;

private:
    std::string low_;
    std::string written_;
    std::vector<std::uint32_t> from_;  // of each byte here, its place in the shadow
    std::vector<std::uint32_t> upto_;
    std::vector<std::uint32_t> signs_;  // places here that were put back
};

}  // namespace earshot::redact
