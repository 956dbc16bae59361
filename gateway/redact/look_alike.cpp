// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/look_alike.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace earshot::redact {
namespace {

constexpr std::array look_alikes = std::to_array<std::pair<char32_t, char>>({
    {0x391, 'A'},  {0x392, 'B'},  {0x395, 'E'},  {0x396, 'Z'},  {0x397, 'H'},  {0x399, 'I'},  {0x39A, 'K'},
    {0x39C, 'M'},  {0x39D, 'N'},  {0x39F, 'O'},  {0x3A1, 'P'},  {0x3A4, 'T'},  {0x3A5, 'Y'},  {0x3A7, 'X'},
    {0x3B1, 'a'},  {0x3B3, 'y'},  {0x3B9, 'i'},  {0x3BA, 'k'},  {0x3BD, 'v'},  {0x3BF, 'o'},  {0x3C1, 'p'},
    {0x3C4, 't'},  {0x3C5, 'u'},  {0x3C7, 'x'},  {0x3F2, 'c'},  {0x3F3, 'j'},  {0x405, 'S'},  {0x406, 'I'},
    {0x408, 'J'},  {0x410, 'A'},  {0x412, 'B'},  {0x415, 'E'},  {0x417, '3'},  {0x41A, 'K'},  {0x41C, 'M'},
    {0x41D, 'H'},  {0x41E, 'O'},  {0x420, 'P'},  {0x421, 'C'},  {0x422, 'T'},  {0x423, 'Y'},  {0x425, 'X'},
    {0x430, 'a'},  {0x435, 'e'},  {0x437, '3'},  {0x43A, 'k'},  {0x43C, 'm'},  {0x43D, 'h'},  {0x43E, 'o'},
    {0x440, 'p'},  {0x441, 'c'},  {0x442, 't'},  {0x443, 'y'},  {0x445, 'x'},  {0x455, 's'},  {0x456, 'i'},
    {0x458, 'j'},  {0x475, 'v'},  {0x4AE, 'Y'},  {0x4AF, 'y'},  {0x4BB, 'h'},  {0x4C0, 'I'},  {0x4CF, 'l'},
    {0x501, 'd'},  {0x51A, 'Q'},  {0x51B, 'q'},  {0x51C, 'W'},  {0x51D, 'w'},  {0x53D, 'h'},  {0x555, 'O'},
    {0x570, 'h'},  {0x578, 'n'},  {0x57D, 'u'},  {0x585, 'o'},  {0x13A0, 'D'}, {0x13A1, 'R'}, {0x13A2, 'T'},
    {0x13AA, 'A'}, {0x13B3, 'W'}, {0x13B7, 'M'}, {0x13C0, 'G'}, {0x13C3, 'Z'}, {0x13C6, 'I'}, {0x13D2, 'R'},
    {0x13D9, 'V'}, {0x13DA, 'S'}, {0x13DE, 'L'}, {0x13DF, 'C'}, {0x13E2, 'P'}, {0x13E6, 'K'},
});
static_assert(std::is_sorted(look_alikes.begin(), look_alikes.end()));

}  // namespace

UChar32 latin_look_alike(UChar32 c) noexcept {
    if (c < 0x391 || c > 0x13E6) return c;
    auto const wanted = static_cast<char32_t>(c);
    auto const* found = std::lower_bound(look_alikes.begin(), look_alikes.end(), wanted,
                                         [](auto const& entry, char32_t value) { return entry.first < value; });
    return found != look_alikes.end() && found->first == wanted ? found->second : c;
}

}  // namespace earshot::redact
