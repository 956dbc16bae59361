// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/marks.hpp"

#include "gateway/redact/chars.hpp"

#include <algorithm>
#include <array>

namespace earshot::redact {
namespace {

// Words that redaction writes besides the labels of the kinds.
constexpr std::array other_labels = std::to_array<std::string_view>(
    {"REPORTER", "RELATIVE", "HOUSE-NUMBER", "WITNESS", "OFFICIAL", "PERPETRATOR", "REMOVED", "WEEK"});

bool known_label(std::string_view text) noexcept {
    struct known {
        std::uint64_t hash;
        std::string_view text;
    };
    static auto const all = [] {
        std::vector<known> out;
        for (auto const l : other_labels) out.push_back({word_hash(l), l});
        for (unsigned i = 0; i <= static_cast<unsigned>(kind::date); ++i) {
            auto const l = label(static_cast<kind>(i));
            out.push_back({word_hash(l), l});
        }
        return out;
    }();
    auto const hash = word_hash(text);
    return std::any_of(all.begin(), all.end(), [&](known const& k) { return k.hash == hash && k.text == text; });
}

bool small_figures(std::string_view text) noexcept {
    return !text.empty() && text.size() <= 5 && std::all_of(text.begin(), text.end(), is_digit);
}

// "son", "25-34", "bbc.co.uk": nothing that could be contact data.
bool safe_detail(std::string_view text, word_lists const& lists) noexcept {
    if (text.empty() || text.size() > 40) return false;
    auto const h = word_hash(text);
    if ((lists.classes_of(h) & (bit(word_class::kin) | bit(word_class::friend_word))) != 0) return true;
    if (lists.news_host(text)) return true;
    if (text == "90+" || text == "morning" || text == "afternoon" || text == "evening" || text == "night") return true;
    bool const week = text.size() == 8 && text.substr(4, 2) == "-W" &&
                      std::all_of(text.begin(), text.begin() + 4, is_digit) && is_digit(text[6]) && is_digit(text[7]);
    if (week) return true;
    bool const month = text.size() == 7 && text[4] == '-' && std::all_of(text.begin(), text.begin() + 4, is_digit);
    if (month) return is_digit(text[5]) && is_digit(text[6]);
    auto const dash = text.find('-');
    return dash != std::string_view::npos && dash <= 2 && text.size() - dash <= 3 &&
           small_figures(text.substr(0, dash)) && small_figures(text.substr(dash + 1));
}

bool outward_code(std::string_view text, word_lists const& lists) noexcept {
    if (text == "BFPO" || text == "GIR") return true;
    if (text.size() < 2 || text.size() > 4) return false;
    std::size_t const area = text.size() > 1 && is_upper(text[1]) ? 2 : 1;
    if (area >= text.size() || !is_digit(text[area]) || !lists.postcode_area(text.substr(0, area))) return false;
    return text.size() == area + 1 ||
           (text.size() == area + 2 && (is_digit(text[area + 1]) || is_upper(text[area + 1])));
}

bool written_by_us(std::string_view inner, word_lists const& lists) noexcept {
    if (outward_code(inner, lists)) return true;
    auto const colon = inner.find(": ");
    auto head = inner.substr(0, colon);
    if (colon != std::string_view::npos && !safe_detail(inner.substr(colon + 2), lists)) return false;
    if (known_label(head)) return true;
    auto const dash = head.rfind('-');
    return dash != std::string_view::npos && small_figures(head.substr(dash + 1)) && known_label(head.substr(0, dash));
}

}  // namespace

std::vector<extent> placeholders_in(std::string_view text, word_lists const& lists) {
    std::vector<extent> out;
    for (std::size_t open = text.find('['); open != std::string_view::npos; open = text.find('[', open + 1)) {
        auto const close = text.substr(open, 64).find(']');
        if (close == std::string_view::npos) continue;
        if (written_by_us(text.substr(open + 1, close - 1), lists)) out.push_back({open, open + close + 1});
    }
    return out;
}

void cover_placeholders(shadow& text, word_lists const& lists) {
    for (auto const& place : placeholders_in(text.text(), lists)) text.cover(place.begin, place.end);
}

}  // namespace earshot::redact
