// SPDX-License-Identifier: Apache-2.0
#include "gateway/record/moment.hpp"

#include <array>
#include <cctype>
#include <cstdio>
#include <vector>

namespace earshot::record {
namespace {

using namespace std::chrono;

std::string_view band_of_hour(int hour) {
    if (hour < 6) return "00-06";
    if (hour < 12) return "06-12";
    if (hour < 15) return "12-15";
    if (hour < 18) return "15-18";
    if (hour < 21) return "18-21";
    return "21-24";
}

struct piece {
    std::string text;  // digits, or letters in lower case
    bool digits{};
    char next{};  // character right after it, 0 at the end
};

std::vector<piece> pieces_of(std::string_view words) {
    std::vector<piece> out;
    for (std::size_t i = 0; i < words.size();) {
        auto const kind = [&](std::size_t at) {
            auto const c = static_cast<unsigned char>(words[at]);
            return std::isdigit(c) ? 1 : std::isalpha(c) ? 2 : 0;
        };
        int const what = kind(i);
        if (what == 0) {
            ++i;
            continue;
        }
        piece p;
        p.digits = what == 1;
        for (; i < words.size() && kind(i) == what; ++i)
            p.text += static_cast<char>(std::tolower(static_cast<unsigned char>(words[i])));
        p.next = i < words.size() ? words[i] : '\0';
        out.push_back(std::move(p));
    }
    return out;
}

}  // namespace

local_seconds london(instant at) {
    auto const utc = floor<seconds>(at);
    auto const y = year_month_day{floor<days>(at)}.year();
    auto const start = sys_days{y / March / Sunday[last]} + hours{1};
    auto const end = sys_days{y / October / Sunday[last]} + hours{1};
    auto const ahead = utc >= start && utc < end ? hours{1} : hours{0};
    return local_seconds{utc.time_since_epoch() + ahead};
}

std::optional<span_of_days> days_of(std::string_view code, instant asked_at) {
    auto const today = floor<days>(london(asked_at));
    if (code == "today") return span_of_days{today, today, "day"};
    if (code == "yesterday") return span_of_days{today - days{1}, today - days{1}, "day"};
    if (code == "week") return span_of_days{today - days{7}, today, "week"};
    if (code == "month") return span_of_days{today - days{31}, today, "month"};
    if (code == "older") return span_of_days{std::nullopt, today - days{1}, "older"};
    return std::nullopt;
}

std::string_view band_of(std::string_view words) {
    auto const pieces = pieces_of(words);
    std::string_view found;
    auto const see = [&found](std::string_view band) {
        if (!found.empty() && found != band) return false;
        found = band;
        return true;
    };
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        auto const& p = pieces[i];
        if (!p.digits) {
            std::string_view const band = p.text == "morning"                        ? "06-12"
                                          : p.text == "evening"                      ? "18-21"
                                          : p.text == "night" || p.text == "tonight" ? "21-24"
                                          : p.text == "midnight"                     ? "00-06"
                                          : p.text == "noon" || p.text == "midday"   ? "12-15"
                                          : p.text == "lunchtime"                    ? "12-15"
                                                                                     : "";
            if (!band.empty() && !see(band)) return {};
            continue;
        }
        if (p.text.size() > 2) continue;
        int hour = std::stoi(p.text);
        std::size_t after = i + 1;
        bool minutes = false;
        if ((p.next == ':' || p.next == '.') && after < pieces.size() && pieces[after].digits &&
            pieces[after].text.size() == 2) {
            minutes = true;
            ++after;
        }
        auto const half = after < pieces.size() && !pieces[after].digits ? std::string_view(pieces[after].text) : "";
        if ((half == "pm" || half == "p") && hour >= 1 && hour <= 12) {
            if (hour < 12) hour += 12;
        } else if (half == "am" && hour >= 1 && hour <= 12) {
            hour %= 12;
        } else if (!minutes || p.next != ':' || hour > 23) {
            continue;
        }
        i = after - 1;
        if (!see(band_of_hour(hour))) return {};
    }
    return found;
}

std::string iso_date(local_days day) {
    year_month_day const d{day};
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(d.year()),
                  static_cast<unsigned>(d.month()), static_cast<unsigned>(d.day()));
    return text.data();
}

std::string iso_instant(instant at) {
    auto const day = floor<days>(at);
    hh_mm_ss const t{floor<seconds>(at - day)};
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "T%02d:%02d:%02dZ", static_cast<int>(t.hours().count()),
                  static_cast<int>(t.minutes().count()), static_cast<int>(t.seconds().count()));
    return iso_date(local_days{day.time_since_epoch()}) + text.data();
}

}  // namespace earshot::record
