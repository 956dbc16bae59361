// SPDX-License-Identifier: Apache-2.0
// Values inside free text: a time of day, an age, half a postcode, a reporter's code.
#include "gateway/flow/answers.hpp"
#include "gateway/flow/plain_words.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace earshot::flow {
namespace {

int value_of(std::string const& digits) {
    int v = -1;
    if (digits.size() <= 4) std::from_chars(digits.data(), digits.data() + digits.size(), v);
    return v;
}

char const* band_of(int hour) {
    if (hour < 6) return "00-06";
    if (hour < 12) return "06-12";
    if (hour < 15) return "12-15";
    if (hour < 18) return "15-18";
    if (hour < 21) return "18-21";
    return "21-24";
}

constexpr std::pair<std::string_view, std::string_view> parts_of_day[] = {
    {"morning", "06-12"}, {"midday", "12-15"},  {"noon", "12-15"},  {"lunchtime", "12-15"}, {"afternoon", "15-18"},
    {"evening", "18-21"}, {"tonight", "21-24"}, {"night", "21-24"}, {"midnight", "00-06"}};

}  // namespace

std::string time_band(std::string_view raw) {
    auto const t = tokens_of(raw);
    for (std::size_t i = 0; i < t.size(); ++i) {
        if (!t[i].number) continue;
        int hour = value_of(t[i].text);
        std::size_t after = i + 1;
        bool const minutes = after < t.size() && t[after].number && t[after].fresh_clause &&
                             t[after].text.size() == 2 && t[i].text.size() <= 2 && value_of(t[after].text) < 60;
        if (minutes) ++after;
        auto const half = after < t.size() ? std::string_view(t[after].text) : std::string_view();
        bool const split_half = (half == "p" || half == "a") && after + 1 < t.size() && t[after + 1].text == "m";
        bool const pm = half == "pm" || (split_half && half == "p");
        bool const am = half == "am" || (split_half && half == "a");
        bool const at = i > 0 && (t[i - 1].text == "at" || t[i - 1].text == "around" || t[i - 1].text == "about");
        if (pm || am) {
            if (hour < 1 || hour > 12) continue;
            return band_of(hour % 12 + (pm ? 12 : 0));
        }
        if (t[i].text.size() == 4 && hour >= 1300 && hour < 2400 && hour % 100 < 60) return band_of(hour / 100);
        if (minutes && hour >= 0 && hour < 24) {
            if (hour >= 13 || hour == 0) return band_of(hour);
        }
        // "at 9": the words around it may tell which half of the day.
        if ((at || half == "oclock" || minutes) && hour >= 1 && hour <= 24) {
            if (hour > 12) return band_of(hour % 24);
            for (auto const& x : t) {
                if (x.text == "morning") return band_of(hour % 12);
                if (x.text == "evening" || x.text == "night" || x.text == "afternoon" || x.text == "tonight")
                    return hour == 12 ? "00-06" : band_of(hour + 12);
            }
            // Most of it happens from 15:00 to midnight, but a guess is not a fact: no half of the day, no band.
            return {};
        }
    }
    for (auto const& x : t)
        for (auto const& [word, band] : parts_of_day)
            if (x.text == word) return std::string(band);
    return {};
}

std::optional<age_found> age_band(std::string_view raw) {
    for (auto const& t : tokens_of(raw)) {
        if (!t.number) continue;
        int const age = value_of(t.text);
        if (age < 0 || age > 120) continue;
        std::string band;
        if (age < 5)
            band = "under_5";
        else if (age < 10)
            band = "5-9";
        else if (age < 15)
            band = "10-14";
        else if (age < 18)
            band = "15-17";
        else if (age < 21)
            band = "18-20";
        else if (age > 85)
            band = "over_85";
        else {
            int const from = (age - 1) / 5 * 5 + 1;
            band = std::to_string(from) + "-" + std::to_string(from + 4);
        }
        return age_found{band, age < 18};
    }
    return std::nullopt;
}

std::string outward(std::string_view raw) {
    auto const t = tokens_of(raw);
    for (std::size_t i = 0; i + 1 < t.size(); ++i) {
        auto const& area = t[i].text;
        if (t[i].number || area.size() > 2 || !t[i + 1].number || !t[i + 1].glued || t[i + 1].text.size() > 2) continue;
        if (!std::all_of(area.begin(), area.end(), [](unsigned char c) { return std::isalpha(c); })) continue;
        std::string out;
        for (char c : area) out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        out += t[i + 1].text;
        if (i + 2 < t.size() && t[i + 2].glued && t[i + 2].text.size() == 1)
            out += static_cast<char>(std::toupper(static_cast<unsigned char>(t[i + 2].text[0])));
        return out;
    }
    return {};
}

std::string code_in(std::string_view raw) {
    auto const trim = [](unsigned char c) { return std::isspace(c) || c == '"' || c == '\'' || c == '.' || c == ':'; };
    while (!raw.empty() && trim(static_cast<unsigned char>(raw.front()))) raw.remove_prefix(1);
    while (!raw.empty() && trim(static_cast<unsigned char>(raw.back()))) raw.remove_suffix(1);
    if (raw.size() > 5 && folded(raw.substr(0, 5)) == "code") return code_in(raw.substr(4));
    std::string out;
    bool dash = false;
    bool space = false;
    bool digit = false;
    bool lower = false;
    for (char ch : raw) {
        auto const c = static_cast<unsigned char>(ch);
        if ((c == '-' || c == ' ') && out.size() == 5 && !dash && !space) {
            dash = c == '-';
            space = c == ' ';
            continue;
        }
        if (!std::isalnum(c)) return {};
        digit = digit || std::isdigit(c);
        lower = lower || std::islower(c);
        char up = static_cast<char>(std::toupper(c));
        if (up == 'O') up = '0';
        if (up == 'I' || up == 'L') up = '1';
        if (up == 'U') return {};
        out += up;
    }
    if (out.size() != 10 || (!dash && !digit && (lower || space))) return {};
    // A phone number or a date is no code.
    if (!dash && std::all_of(raw.begin(), raw.end(), [](unsigned char c) { return !std::isalpha(c); })) return {};
    return out.substr(0, 5) + "-" + out.substr(5);
}

}  // namespace earshot::flow
