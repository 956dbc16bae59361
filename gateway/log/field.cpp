// SPDX-License-Identifier: Apache-2.0
#include "gateway/log/field.hpp"

namespace earshot::log {
namespace {

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) noexcept {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool fits(std::string_view text) noexcept {
    if (text.empty() || text.size() > 64) return false;
    std::size_t run = 0;
    for (char const c : text) {
        if (!is_digit(c) && !is_letter(c) && c != '.' && c != '_' && c != ':' && c != '/' && c != '-') return false;
        if (is_digit(c))
            ++run;
        else if (is_letter(c))
            run = 0;
        if (run >= 7) return false;
    }
    return true;
}

}  // namespace

code code::of(std::string_view text) {
    std::string word(text.substr(0, 65));
    for (char& c : word)
        if (c == ' ') c = '-';
    return code(fits(word) ? std::move(word) : std::string("-unfit-"));
}

}  // namespace earshot::log
