// SPDX-License-Identifier: Apache-2.0
#include "gateway/domain/quarter.hpp"

#include <charconv>

namespace earshot {

using namespace std::chrono;

quarter quarter::of(instant at) {
    year_month_day const day{floor<days>(at)};
    return {static_cast<int>(day.year()) * 4 + static_cast<int>(static_cast<unsigned>(day.month()) - 1) / 3};
}

std::optional<quarter> quarter::named(std::string_view name) {
    if (name.size() != 7 || name.substr(4, 2) != "-Q" || name[6] < '1' || name[6] > '4') return std::nullopt;
    int year = 0;
    auto const [end, wrong] = std::from_chars(name.data(), name.data() + 4, year);
    if (wrong != std::errc{} || end != name.data() + 4 || year < 1970) return std::nullopt;
    return quarter{year * 4 + name[6] - '1'};
}

instant quarter::start() const {
    return sys_days{year{number / 4} / month{static_cast<unsigned>(number % 4) * 3 + 1} / 1};
}

std::string quarter::name() const {
    return std::to_string(number / 4) + "-Q" + std::to_string(number % 4 + 1);
}

}  // namespace earshot
