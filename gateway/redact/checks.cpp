// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/checks.hpp"

#include "gateway/redact/chars.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <string>

namespace earshot::redact {
namespace {

int value(char c) noexcept {
    return c - '0';
}

int number(std::string_view figures) noexcept {
    int out = 0;
    for (char c : figures) out = out * 10 + value(c);
    return out;
}

bool all_same(std::string_view s) noexcept {
    return std::all_of(s.begin(), s.end(), [&](char c) { return c == s.front(); });
}

bool between(int n, int low, int high) noexcept {
    return n >= low && n <= high;
}

struct country_length {
    char code[3];
    int length;
};
// Registry of IBAN formats (SWIFT), lengths.
constexpr std::array iban_lengths = std::to_array<country_length>({
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22}, {"BH", 22},
    {"BI", 27}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24}, {"DE", 22}, {"DJ", 27},
    {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18}, {"FK", 18}, {"FO", 18}, {"FR", 27},
    {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27}, {"GT", 28}, {"HN", 28}, {"HR", 21}, {"HU", 28},
    {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26}, {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28},
    {"LC", 32}, {"LI", 21}, {"LT", 20}, {"LU", 20}, {"LV", 21}, {"LY", 25}, {"MC", 27}, {"MD", 24}, {"ME", 22},
    {"MK", 19}, {"MN", 20}, {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NI", 28}, {"NL", 18}, {"NO", 15}, {"OM", 23},
    {"PK", 24}, {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"RU", 33}, {"SA", 24},
    {"SC", 31}, {"SD", 18}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"SO", 23}, {"ST", 25}, {"SV", 28},
    {"TL", 23}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20}, {"YE", 30},
});

// Country calling codes in use (ITU E.164 list): one bit for each code of one, two or three digits.
bool country_code(std::string_view figures) noexcept {
    constexpr std::string_view one = "17";
    constexpr std::array two =
        std::to_array<int>({20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54,
                            55, 56, 57, 58, 60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98});
    if (figures.size() < 3) return false;
    if (one.find(figures[0]) != std::string_view::npos) return true;
    int const first_two = number(figures.substr(0, 2));
    if (std::find(two.begin(), two.end(), first_two) != two.end()) return true;
    constexpr std::array families = std::to_array<int>(
        {21, 22, 23, 24, 25, 26, 29, 35, 37, 38, 42, 50, 59, 67, 68, 69, 80, 85, 87, 88, 96, 97, 99});
    return std::find(families.begin(), families.end(), first_two) != families.end();
}

}  // namespace

bool luhn(std::string_view figures) noexcept {
    int sum = 0;
    bool twice = false;
    for (auto it = figures.rbegin(); it != figures.rend(); ++it, twice = !twice) {
        int d = value(*it) * (twice ? 2 : 1);
        sum += d > 9 ? d - 9 : d;
    }
    return !figures.empty() && sum % 10 == 0;
}

bool card_number(std::string_view f) noexcept {
    if (f.size() < 12 || f.size() > 19 || all_same(f)) return false;
    int const two = number(f.substr(0, 2));
    int const three = number(f.substr(0, 3));
    int const four = number(f.substr(0, 4));
    auto const n = f.size();
    bool issuer = false;
    if (f[0] == '4')
        issuer = n == 13 || n == 16 || n == 19;
    else if (between(two, 51, 55) || between(four, 2221, 2720))
        issuer = n == 16;
    else if (two == 34 || two == 37)
        issuer = n == 15;
    else if (four == 6011 || two == 65 || between(three, 644, 649) || two == 62 || two == 60 || two == 81)
        issuer = n >= 16;
    else if (two == 35)
        issuer = n >= 16;
    else if (two == 30 || two == 36 || two == 38 || two == 39)
        issuer = n == 14 || n == 16;
    else if (two == 50 || between(two, 56, 69))
        issuer = n >= 12;
    else if (four == 2131 || four == 1800)
        issuer = n == 15;
    return issuer && luhn(f);
}

bool nhs_number(std::string_view f) noexcept {
    if (f.size() != 10 || all_same(f)) return false;
    int sum = 0;
    for (int i = 0; i < 9; ++i) sum += value(f[static_cast<std::size_t>(i)]) * (10 - i);
    int check = 11 - sum % 11;
    if (check == 11) check = 0;
    return check == value(f[9]);
}

bool iban(std::string_view s) noexcept {
    if (s.size() < 15 || s.size() > 34 || !is_upper(s[0]) || !is_upper(s[1]) || !is_digit(s[2]) || !is_digit(s[3])) {
        return false;
    }
    auto const* found = std::find_if(iban_lengths.begin(), iban_lengths.end(),
                                     [&](auto const& c) { return s.substr(0, 2) == std::string_view(c.code, 2); });
    if (found == iban_lengths.end() || found->length != static_cast<int>(s.size())) return false;
    int rest = 0;
    auto const feed = [&](char c) {
        if (is_digit(c))
            rest = (rest * 10 + value(c)) % 97;
        else
            rest = (rest * 100 + (c - 'A' + 10)) % 97;
    };
    for (char c : s.substr(4)) feed(c);
    for (char c : s.substr(0, 4)) feed(c);
    return rest == 1;
}

bool nino(std::string_view s) noexcept {
    if (s.size() != 8 && s.size() != 9) return false;
    constexpr std::string_view never_first = "DFIQUV";
    constexpr std::string_view never_second = "DFIOQUV";
    if (!is_upper(s[0]) || !is_upper(s[1]) || never_first.find(s[0]) != std::string_view::npos ||
        never_second.find(s[1]) != std::string_view::npos) {
        return false;
    }
    for (auto const* pair : {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}) {
        if (s.substr(0, 2) == pair) return false;
    }
    for (char c : s.substr(2, 6)) {
        if (!is_digit(c)) return false;
    }
    return s.size() == 8 || (s[8] >= 'A' && s[8] <= 'D');
}

bool taxpayer_reference(std::string_view f) noexcept {
    if (f.size() != 10) return false;
    constexpr std::array weights = {6, 7, 8, 9, 10, 5, 4, 3, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += value(f[i + 1]) * weights[i];
    return std::string_view("21987654321")[static_cast<std::size_t>(sum % 11)] == f[0];
}

bool driving_licence(std::string_view s) noexcept {
    if (s.size() != 16 && s.size() != 18) return false;
    bool nines = false;
    for (std::size_t i = 0; i < 5; ++i) {
        if (s[i] == '9' && i > 0)
            nines = true;
        else if (!is_upper(s[i]) || nines)
            return false;
    }
    for (std::size_t i = 5; i < 11; ++i) {
        if (!is_digit(s[i])) return false;
    }
    int month = number(s.substr(6, 2));
    if (month > 50) month -= 50;
    auto const letter_or_9 = [](char c) { return is_upper(c) || c == '9'; };
    return between(month, 1, 12) && between(number(s.substr(8, 2)), 1, 31) && letter_or_9(s[11]) &&
           letter_or_9(s[12]) && (is_upper(s[13]) || is_digit(s[13])) && is_upper(s[14]) && is_upper(s[15]);
}

bool mrz_check(std::string_view field, char check) noexcept {
    constexpr std::array weights = {7, 3, 1};
    int sum = 0;
    for (std::size_t i = 0; i < field.size(); ++i) {
        char const c = field[i];
        int const v = is_digit(c) ? value(c) : is_upper(c) ? c - 'A' + 10 : 0;
        sum += v * weights[i % 3];
    }
    return is_digit(check) && sum % 10 == value(check);
}

bool uk_national(std::string_view n) noexcept {
    if (n.size() < 9 || n.size() > 10 || all_same(n)) return false;
    switch (n[0]) {
        case '1': return n[1] != '0' || n.size() == 10;
        case '2': return n.size() == 10 && std::string_view("03489").find(n[1]) != std::string_view::npos;
        case '3': return n.size() == 10 && std::string_view("0347").find(n[1]) != std::string_view::npos;
        case '5': return n.size() == 10 && (n[1] == '5' || n[1] == '6');
        case '7': return n.size() == 10;
        case '8': return n[1] == '0' || (n.size() == 10 && (n[1] == '4' || n[1] == '7' || n[1] == '0'));
        case '9': return n.size() == 10;
        default: return false;
    }
}

phone_form phone_number(std::string_view f, bool plus) noexcept {
    if (plus) {
        if (f.substr(0, 2) == "44") {
            auto rest = f.substr(2);
            if (!rest.empty() && rest[0] == '0') rest.remove_prefix(1);
            if (uk_national(rest)) return rest[0] == '7' ? phone_form::uk_mobile : phone_form::uk;
        }
        if (f.size() >= 8 && f.size() <= 15 && f[0] != '0' && country_code(f)) return phone_form::international;
        return phone_form::none;
    }
    if (f.size() >= 10 && f.size() <= 11 && f[0] == '0' && uk_national(f.substr(1))) {
        return f[1] == '7' ? phone_form::uk_mobile : phone_form::uk;
    }
    if (f.size() == 8 && f.substr(0, 4) == "0800") return phone_form::uk;
    auto const nanp = f.size() == 11 && f[0] == '1' ? f.substr(1) : f;
    if (nanp.size() == 10 && nanp[0] >= '2' && nanp[3] >= '2') return phone_form::north_america;
    return phone_form::none;
}

bool ipv4(std::string_view text) noexcept {
    in_addr out{};
    return text.size() <= 15 && inet_pton(AF_INET, std::string(text).c_str(), &out) == 1;
}

bool ipv6(std::string_view text) noexcept {
    in6_addr out{};
    return text.size() <= 45 && inet_pton(AF_INET6, std::string(text).c_str(), &out) == 1;
}

}  // namespace earshot::redact
