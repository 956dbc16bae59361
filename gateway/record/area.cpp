// SPDX-License-Identifier: Apache-2.0
#include "gateway/record/area.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

namespace earshot::record {
namespace {

using sv = std::string_view;

// The 124 postcode areas (Royal Mail PAF), in alphabetical order.
constexpr sv areas[] = {"AB", "AL", "B",  "BA", "BB", "BD", "BH", "BL", "BN", "BR", "BS", "BT", "CA", "CB", "CF", "CH",
                        "CM", "CO", "CR", "CT", "CV", "CW", "DA", "DD", "DE", "DG", "DH", "DL", "DN", "DT", "DY", "E",
                        "EC", "EH", "EN", "EX", "FK", "FY", "G",  "GL", "GU", "GY", "HA", "HD", "HG", "HP", "HR", "HS",
                        "HU", "HX", "IG", "IM", "IP", "IV", "JE", "KA", "KT", "KW", "KY", "L",  "LA", "LD", "LE", "LL",
                        "LN", "LS", "LU", "M",  "ME", "MK", "ML", "N",  "NE", "NG", "NN", "NP", "NR", "NW", "OL", "OX",
                        "PA", "PE", "PH", "PL", "PO", "PR", "RG", "RH", "RM", "S",  "SA", "SE", "SG", "SK", "SL", "SM",
                        "SN", "SO", "SP", "SR", "SS", "ST", "SW", "SY", "TA", "TD", "TF", "TN", "TQ", "TR", "TS", "TW",
                        "UB", "W",  "WA", "WC", "WD", "WF", "WN", "WR", "WS", "WV", "YO", "ZE"};

constexpr sv not_after[] = {"bus",  "route", "line", "platform", "bay",   "room", "flat", "gate",
                            "seat", "coach", "door", "unit",     "block", "exit", "stop", "stand"};
constexpr sv not_before[] = {"bus", "motorway", "coach", "train"};

bool digit(char c) {
    return c >= '0' && c <= '9';
}
bool letter(char c) {
    return c >= 'A' && c <= 'Z';
}

template <std::size_t N>
bool among(sv const (&list)[N], std::string word) {
    std::transform(word.begin(), word.end(), word.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

}  // namespace

bool is_outward_postcode(sv text) {
    std::size_t letters = 0;
    while (letters < text.size() && letter(text[letters])) ++letters;
    if (letters == 0 || letters > 2) return false;
    if (!std::binary_search(std::begin(areas), std::end(areas), text.substr(0, letters))) return false;
    auto const rest = text.substr(letters);
    if (rest.empty() || rest.size() > 2 || !digit(rest[0])) return false;
    return rest.size() == 1 || digit(rest[1]) || letter(rest[1]);
}

std::string outward_postcode(sv words) {
    std::vector<std::string> tokens;
    for (std::size_t i = 0; i < words.size();) {
        auto const plain = [&] { return i < words.size() && std::isalnum(static_cast<unsigned char>(words[i])); };
        std::string token;
        for (; plain(); ++i) token += words[i];
        if (!token.empty())
            tokens.push_back(std::move(token));
        else
            ++i;
    }
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        auto code = tokens[i];
        std::transform(code.begin(), code.end(), code.begin(),
                       [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        if (!is_outward_postcode(code)) continue;
        if (i > 0 && among(not_after, tokens[i - 1])) continue;
        if (i + 1 < tokens.size() && among(not_before, tokens[i + 1])) continue;
        return code;
    }
    return {};
}

}  // namespace earshot::record
