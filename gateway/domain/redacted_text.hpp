// SPDX-License-Identifier: Apache-2.0
// Words that redaction has passed. Only `redact` makes one from a person's words, so un-redacted text cannot reach
// a record, a thread or the Desk by type.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earshot {

namespace redact {
class stamp;
}

class redacted_text {
public:
    redacted_text() = default;
    std::string const& str() const noexcept { return text_; }
    bool empty() const noexcept { return text_.empty(); }
    bool operator==(redacted_text const&) const = default;

private:
    friend class redact::stamp;
    explicit redacted_text(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

namespace redact {

// The right to declare text clean. Used by `gateway/redact` on its own output, and by the code that reads back what
// was stored after redaction; nobody else may use it (tests/lint checks the list of files).
class stamp {
public:
    static redacted_text clean(std::string text) { return redacted_text(std::move(text)); }
};

}  // namespace redact

// One thing that was covered up: what kind, by which rule, where in the text as shown. Never the value.
struct covered {
    std::string kind;    // person phone email address postcode url id vehicle card bank ip handle dob age
    std::string rule;    // stable id of the rule, such as "phone.uk"
    std::string method;  // rule | model | human
    std::string role;    // reporter linked perpetrator witness official place unknown
    std::size_t start{};   // bytes, in the text as shown
    std::size_t length{};  // bytes, in the text as shown
    double confidence{1.0};
    bool operator==(covered const&) const = default;
};

}  // namespace earshot
