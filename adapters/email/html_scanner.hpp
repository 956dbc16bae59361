// SPDX-License-Identifier: Apache-2.0
// HTML cut into text and tags in one pass, without a tree and without looking back: time grows with the length of the
// input and with nothing else, memory is one tag. Follows the tokenizer of the HTML standard (13.2.5) where it matters
// for reading mail: quoted attributes, comments, raw text of script, style, title and textarea.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earshot::email {

struct html_tag {
    std::string name;  // lower case, at most 32 bytes
    bool closing{};
    std::vector<std::pair<std::string, std::string>> attributes;  // names in lower case; at most 64, values 2 KiB
    std::string_view attribute(std::string_view wanted) const noexcept;
    bool has(std::string_view wanted) const noexcept;
};

class html_sink {
public:
    virtual ~html_sink() = default;
    virtual void on_text(std::string_view utf8) = 0;  // entities are not yet resolved in it
    virtual void on_tag(html_tag const& tag) = 0;
};

class html_scanner {
public:
    explicit html_scanner(html_sink& sink) : sink_(sink) {}
    void scan(std::string_view utf8);
    // Steps taken so far, for the test that they grow with the length alone.
    std::size_t steps() const noexcept { return steps_; }

private:
    enum class state : std::uint8_t {
        text,
        open,
        tag_name,
        between,
        attribute_name,
        after_name,
        value,
        quoted,
        comment,
        declaration,
        raw
    };

    std::size_t step(std::string_view rest);
    std::size_t text(std::string_view rest);
    std::size_t open(std::string_view rest);
    std::size_t comment(std::string_view rest);
    std::size_t raw(std::string_view rest);
    void in_tag(char c);
    void begin_attribute(char c);
    void end_tag();

    html_sink& sink_;
    state state_{state::text};
    html_tag tag_;
    std::string name_, value_;
    char quote_{};
    std::string raw_until_;
    std::size_t steps_{};
};

}  // namespace earshot::email
