// SPDX-License-Identifier: Apache-2.0
// What an answer means: digits, words and slips, times, ages, codes. Reads the raw message and keeps none of it.
#pragma once

#include "gateway/flow/model.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::flow {

struct understood {
    answered how{answered::given};
    std::vector<option const*> chosen;     // in the order of the options
    std::vector<std::string> extra_codes;  // time.*, age.*
    bool keep_words{};                     // the message says more than its codes do
    bool under_18{};
};

// Nothing: the message does not fit the question. "0", or a skip word alone, skips where an option does not use it.
//
// Digits: "2", "2 3", "2,3", "2 and 3", "2/3", "two"; "23" is 2 and 3 where several may be chosen and nothing else
// could be meant (no digit twice, all known). Text after digits is kept ("2. He ran"); without a break between, words
// that name other options win, because "2 men hit me" is no choice of option 2.
// Words: whole words anywhere in a short message, with slips in very short ones. A "not" in it, or words that fit
// several options where only one may be chosen: not understood, rather than wrong.
std::optional<understood> understand(script const& flow, question const& q, std::string_view raw);

// Time of day in "9pm", "21:30", "at 9", "last night", as one of 00-06 06-12 12-15 15-18 18-21 21-24, or empty.
std::string time_band(std::string_view raw);

// Five-year band as the Home Office counts them, of the first number from 0 to 120; with it, whether under 18.
struct age_found {
    std::string band;
    bool under_18{};
};
std::optional<age_found> age_band(std::string_view raw);

// Outward half of a UK postcode, upper case, or empty.
std::string outward(std::string_view raw);

// A reporter's code if the message is one: ten Crockford symbols as XXXXX-XXXXX, any case, O for 0, I and L for 1, the
// dash may be missing or a space. Ten letters without a digit or dash count only in capitals: they are a word else.
std::string code_in(std::string_view raw);

}  // namespace earshot::flow
