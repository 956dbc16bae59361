// SPDX-License-Identifier: Apache-2.0
// What is covered of one original text, and the text as it is shown.
#pragma once

#include "gateway/redact/finding.hpp"
#include "gateway/redact/redact.hpp"
#include "gateway/redact/shadow.hpp"

#include <string>
#include <vector>

namespace earshot::redact {

struct cover {
    extent place;   // bytes of the original
    extent hidden;  // the part of it that is replaced: all of it, or the house number of an address
    finding what;
    std::string shown;  // replaces `hidden`; empty if the finding is kept
};

// A text made of pieces of the original and of placeholders, which knows the way back.
class shown_text {
public:
    shown_text(std::string_view original, std::vector<cover> const& covers);
    std::string const& text() const noexcept { return text_; }
    // Bytes of the original behind bytes of the shown text; a placeholder stands for all that it hides.
    extent in_original(extent shown) const;
    // Where cover `index` stands in the shown text.
    extent of_cover(std::size_t index) const { return places_.at(index); }

private:
    struct piece {
        std::size_t shown, original, length, original_length;
        bool placeholder;
    };
    std::string text_;
    std::vector<piece> pieces_;
    std::vector<extent> places_;
};

// Adds `fresh` to `covers`, in order of place; overlapping ones become one (a kept one gives way).
void merge(std::vector<cover>& covers, std::vector<cover> fresh);

// The number of this value in the case: the same value has the same number in every message.
int number_in_case(case_knowledge& knows, std::string_view label, std::string_view canonical);

}  // namespace earshot::redact
