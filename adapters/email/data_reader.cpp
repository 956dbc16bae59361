// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/data_reader.hpp"

namespace earshot::email {

void data_reader::discard() {
    discarding_ = true;
    std::string().swap(text_);
}

void data_reader::keep(std::string_view piece) {
    size_ += piece.size();
    if (size_ > limit_ && !discarding_) discard();
    if (!discarding_) text_.append(piece);
}

// Text up to and with the next CR, or all of it.
std::size_t data_reader::plain(std::string_view bytes) {
    auto const cr = bytes.find('\r');
    auto const piece = bytes.substr(0, cr == std::string_view::npos ? bytes.size() : cr + 1);
    if (piece.find('\n') != std::string_view::npos || piece.find('\0') != std::string_view::npos) irregular_ = true;
    keep(piece);
    state_ = cr == std::string_view::npos ? state::middle : state::cr;
    return piece.size();
}

std::size_t data_reader::feed(std::string_view bytes) {
    std::size_t at = 0;
    while (at < bytes.size() && state_ != state::ended) {
        char const c = bytes[at];
        switch (state_) {
            case state::line_start:
                if (c == '.') {
                    state_ = state::dot;
                    ++at;
                } else {
                    at += plain(bytes.substr(at));
                }
                break;
            case state::middle: at += plain(bytes.substr(at)); break;
            case state::cr:
                if (c == '\n') {
                    keep("\n");
                    state_ = state::line_start;
                    ++at;
                } else {
                    irregular_ = true;
                    state_ = state::middle;
                }
                break;
            case state::dot:
                if (c == '\r') {
                    state_ = state::dot_cr;
                    ++at;
                } else {
                    state_ = state::middle;
                }
                break;
            case state::dot_cr:
                if (c == '\n') {
                    state_ = state::ended;
                    ++at;
                } else {
                    keep("\r");
                    irregular_ = true;
                    state_ = state::middle;
                }
                break;
            case state::ended: break;
        }
    }
    return at;
}

}  // namespace earshot::email
