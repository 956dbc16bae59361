// SPDX-License-Identifier: Apache-2.0
#include "adapters/sms/optout.hpp"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <string>

namespace earshot::sms {
namespace {

using signal = reading::signal;

struct row {
    std::string_view word;
    signal means;
};

constexpr std::array rows{
    row{"stop", signal::stop},        row{"stopall", signal::stop},      row{"stop all", signal::stop},
    row{"unsubscribe", signal::stop}, row{"cancel", signal::stop},       row{"end", signal::stop},
    row{"quit", signal::stop},        row{"revoke", signal::stop},       row{"optout", signal::stop},
    row{"opt out", signal::stop},     row{"opt-out", signal::stop},      row{"remove", signal::stop},
    row{"arret", signal::stop},       row{"arr\xc3\xaat", signal::stop}, row{"stopio", signal::stop},
    row{"start", signal::start},      row{"unstop", signal::start},      row{"optin", signal::start},
    row{"opt in", signal::start},     row{"opt-in", signal::start},      row{"help", signal::help},
    row{"info", signal::help},        row{"cymorth", signal::help},
};

bool edge(UChar32 c) noexcept {
    return u_isUWhiteSpace(c) != 0 || u_ispunct(c) != 0 || u_charType(c) == U_FORMAT_CHAR || u_iscntrl(c) != 0 ||
           u_charType(c) == U_MATH_SYMBOL || c == '`';
}

}  // namespace

signal opt_out_word(std::string_view text) {
    // Longer than any word with its decoration.
    if (text.size() > 64) return signal::none;
    auto word = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
    while (!word.isEmpty() && edge(word.char32At(0))) word.remove(0, word.moveIndex32(0, 1));
    while (!word.isEmpty()) {
        auto const last = word.moveIndex32(word.length(), -1);
        if (!edge(word.char32At(last))) break;
        word.truncate(last);
    }
    word.foldCase();
    std::string plain;
    bool gap = false;
    for (std::int32_t i = 0; i < word.length(); i = word.moveIndex32(i, 1)) {
        auto const c = word.char32At(i);
        if (u_isUWhiteSpace(c) != 0) {
            gap = true;
            continue;
        }
        if (gap) plain += ' ';
        gap = false;
        icu::UnicodeString(c).toUTF8String(plain);
    }
    auto const* const found = std::find_if(rows.begin(), rows.end(), [&](row const& r) { return r.word == plain; });
    return found == rows.end() ? signal::none : found->means;
}

}  // namespace earshot::sms
