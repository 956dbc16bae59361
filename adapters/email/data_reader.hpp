// SPDX-License-Identifier: Apache-2.0
// Finds the end of mail data and undoes dot-stuffing (RFC 5321 4.5.2), whatever the pieces it arrives in. Only CR LF
// ends a line and only CR LF . CR LF ends the data: reading anything else as an end is how a second message gets
// smuggled in (CVE-2023-51764 and its kin).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace earshot::email {

class data_reader {
public:
    explicit data_reader(std::size_t limit) : limit_(limit) {}

    // Takes bytes up to the end of data at most; returns how many. At the end, ended() is true.
    std::size_t feed(std::string_view bytes);

    bool ended() const noexcept { return state_ == state::ended; }
    // More text than the limit came: the rest is counted and thrown away.
    bool too_large() const noexcept { return size_ > limit_; }
    // A bare CR, a bare LF or a NUL was seen.
    bool irregular() const noexcept { return irregular_; }
    // Bytes of text seen, also those that were not kept.
    std::size_t size() const noexcept { return size_; }
    std::size_t held() const noexcept { return text_.size(); }
    // From here on nothing is kept; the end is still looked for.
    void discard();
    bool discarding() const noexcept { return discarding_; }
    std::string take() { return std::move(text_); }

private:
    enum class state : std::uint8_t { line_start, middle, cr, dot, dot_cr, ended };

    void keep(std::string_view piece);
    std::size_t plain(std::string_view bytes);

    std::size_t limit_;
    std::string text_;
    std::size_t size_{};
    state state_{state::line_start};
    bool irregular_{};
    bool discarding_{};
};

}  // namespace earshot::email
