// SPDX-License-Identifier: Apache-2.0
// Text that must never reach a log, a metric or a page: it cannot be streamed, formatted or compared by accident,
// and its memory is wiped. `reveal()` is the only way in, so that each use can be found by name.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>

namespace earshot {

// Overwrites the whole capacity in a way the optimiser keeps, then empties the string.
void wipe(std::string& text) noexcept;

template <class Tag>
class private_text {
public:
    private_text() = default;
    explicit private_text(std::string text) noexcept : text_(std::move(text)) {}
    private_text(private_text const&) = default;
    private_text& operator=(private_text const& other) {
        if (this != &other) {
            wipe(text_);
            text_ = other.text_;
        }
        return *this;
    }
    private_text(private_text&& other) noexcept : text_(std::move(other.text_)) { wipe(other.text_); }
    private_text& operator=(private_text&& other) noexcept {
        if (this != &other) {
            wipe(text_);
            text_ = std::move(other.text_);
            wipe(other.text_);
        }
        return *this;
    }
    ~private_text() { wipe(text_); }

    std::string_view reveal() const noexcept { return text_; }
    bool empty() const noexcept { return text_.empty(); }
    std::size_t size() const noexcept { return text_.size(); }

    friend std::ostream& operator<<(std::ostream&, private_text const&) = delete;
    friend bool operator==(private_text const&, private_text const&) = delete;

private:
    std::string text_;
};

// Where an answer goes, in the adapter's own form: a phone number, a mail address, a chat session.
using address = private_text<struct address_tag>;
// What a person wrote, in the adapter's own form, before redaction.
using body = private_text<struct body_tag>;

}  // namespace earshot
