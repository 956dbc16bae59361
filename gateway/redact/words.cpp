// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/words.hpp"

#include "gateway/redact/chars.hpp"
#include "gateway/redact/shadow.hpp"
#include "generated/redact_assets.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace earshot::redact {
namespace {

constexpr std::array class_names = std::to_array<std::string_view>({
    "number_word",
    "tens_word",
    "street_suffix",
    "flat",
    "road_prefix",
    "title",
    "official_title",
    "kin",
    "friend_word",
    "speech_verb",
    "assault_verb",
    "protected_word",
    "month",
    "weekday",
    "name_part",
    "name_stop",
    "sign_off",
    "phone_cue",
    "bank_cue",
    "card_cue",
    "nhs_cue",
    "vehicle_cue",
    "own",
    "network",
    "perpetrator_noun",
    "ref_cue",
    "id_cue",
    "immigration_cue",
    "passport_cue",
    "tax_cue",
    "born_cue",
    "secret_cue",
    "licence_cue",
    "school_word",
    "work_word",
    "worship_word",
    "home_cue",
    "relation_adjective",
    "email_cue",
    "handle_cue",
    "first_person",
    "third_person",
    "greeting",
    "common_extra",
    "place_word",
    "pin_cue",
    "ordinal",
    "mail_host",
    "brand_stop",
    "dot_word",
    "at_word",
    "slash_word",
    "ip_cue",
    "building",
    "number_sound",
    "number_filler",
    "street_word",
    "no_street",
    "cue_start",
    "kin_own",
    "syllable_family",
    "name_syllable",
    "other_language",
});
static_assert(class_names.size() == static_cast<std::size_t>(word_class::count_));

constexpr std::array cue_names = std::to_array<std::string_view>({
    "self_name",
    "weak_self_name",
    "kin_name",
    "named",
    "sign_off",
    "phone",
    "email",
    "address",
    "born",
    "age",
    "handle",
    "own_car",
    "school",
    "work",
    "worship",
    "other_name",
    "perpetrator_name",
    "incident_place",
    "immigration",
    "secret",
    "perpetrator_contact",
});

template <class Table>
std::size_t index_in(Table const& table, std::string_view wanted) {
    auto const found = std::find(table.begin(), table.end(), wanted);
    if (found == table.end()) throw std::runtime_error("redaction lists: unknown class '" + std::string(wanted) + "'");
    return static_cast<std::size_t>(found - table.begin());
}

template <class Each>
void lines(std::string_view text, Each each) {
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        auto const line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!line.empty() && line[0] != '#') each(line);
    }
}

template <class Each>
void split(std::string_view text, char mark, Each each) {
    while (!text.empty()) {
        auto const end = std::min(text.find(mark), text.size());
        if (end > 0) each(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

std::string_view asset(std::string_view file) {
    auto const text = redact_asset(file);
    if (text.empty()) throw std::runtime_error("redaction lists: '" + std::string(file) + "' is missing");
    return text;
}

template <class Map>
void read_set(std::string_view text, Map& out) {
    lines(text, [&](std::string_view line) { split(line, ' ', [&](std::string_view w) { out[word_hash(w)] = 1; }); });
}

}  // namespace

bool weak_top_level(std::string_view label) noexcept {
    constexpr std::array words = std::to_array<std::string_view>(
        {"me",    "in",    "it",  "is",    "to",     "so",    "no",   "be",     "at",     "my",     "am",
         "us",    "do",    "as",  "by",    "de",     "la",    "es",   "id",     "hi",     "ok",     "pm",
         "he",    "we",    "go",  "im",    "mr",     "ms",    "st",   "one",    "live",   "life",   "news",
         "help",  "today", "now", "love",  "work",   "man",   "fun",  "men",    "bar",    "care",   "cool",
         "day",   "dog",   "eat", "email", "family", "world", "top",  "win",    "black",  "blue",   "red",
         "pink",  "how",   "new", "foo",   "page",   "show",  "team", "police", "school", "church", "city",
         "house", "place", "tel", "link",  "here",   "there", "pro"});
    return std::find(words.begin(), words.end(), label) != words.end();
}

word_lists::word_lists() {
    read_words(asset("words.tsv"));
    read_cues(asset("cues.tsv"));
    lines(asset("other_languages.txt"), [&](std::string_view line) {
        split(line, ' ', [&](std::string_view w) { make(word_hash(w)).classes |= bit(word_class::other_language); });
    });
    lines(asset("number_values.tsv"), [&](std::string_view line) {
        auto const tab = line.find('\t');
        int const value = std::stoi(std::string(line.substr(0, tab)));
        split(line.substr(tab + 1), ' ', [&](std::string_view w) { digits_[word_hash(w)] = value; });
    });
    lines(asset("keep_numbers.tsv"),
          [&](std::string_view line) { keep_numbers_.emplace_back(line.substr(0, line.find('\t'))); });
    read_set(asset("postcode_areas.tsv"), areas_);
    read_set(asset("domains.tsv"), domains_);
    read_set(asset("news_hosts.tsv"), hosts_);
}

void word_lists::read_words(std::string_view text) {
    lines(text, [&](std::string_view line) {
        auto const tab = line.find('\t');
        auto const mask = word_classes{1} << index_in(class_names, line.substr(0, tab));
        split(line.substr(tab + 1), ' ', [&](std::string_view w) { make(word_hash(w)).classes |= mask; });
    });
}

void word_lists::read_cues(std::string_view text) {
    lines(text, [&](std::string_view line) {
        auto const first = line.find('\t');
        auto const second = line.find('\t', first + 1);
        cue_phrase phrase{
            {}, 0, static_cast<cue>(index_in(cue_names, line.substr(first + 1, second - first - 1))), false};
        std::string const said(line.substr(second + 1));
        shadow const plain(said);
        split(plain.lower(), ' ', [&](std::string_view w) {
            bool const possessive = w.ends_with("'s");
            if (w.ends_with(":")) {
                w.remove_suffix(1);
                phrase.colon = true;
            }
            auto const hash = word_hash(possessive ? w.substr(0, w.size() - 2) : w);
            if (phrase.words.empty()) make(hash).classes |= bit(word_class::cue_start);
            phrase.words.push_back(possessive ? hash ^ 1U : hash);
        });
        if (phrase.words.size() > 1) phrase.second = phrase.words[1];
        auto const key = phrase.words.at(0) & ~std::uint64_t{1};
        auto& e = make(key);
        if (e.phrases < 0) {
            e.phrases = static_cast<int>(phrases_.size());
            phrases_.emplace_back();
        }
        phrases_[static_cast<std::size_t>(e.phrases)].push_back(std::move(phrase));
    });
    for (auto& list : phrases_) {
        std::sort(list.begin(), list.end(), [](cue_phrase const& a, cue_phrase const& b) {
            if (a.words.size() != b.words.size()) return a.words.size() > b.words.size();
            return a.words != b.words ? a.words < b.words : a.what < b.what;
        });
    }
}

word_lists::entry& word_lists::make(std::uint64_t hash) {
    auto& e = table_[static_cast<std::size_t>(&find(hash) - table_.data())];
    if (e.hash == 0) {
        e.hash = hash;
        if (++used_ * 2 > table_.size()) throw std::runtime_error("redaction lists: more words than the table holds");
    }
    return e;
}

bool word_lists::postcode_area(std::string_view upper) const noexcept {
    return areas_.contains(word_hash(upper));
}
bool word_lists::top_level_domain(std::string_view lower) const noexcept {
    return domains_.contains(word_hash(lower));
}
bool word_lists::news_host(std::string_view lower) const noexcept {
    return hosts_.contains(word_hash(lower));
}

int word_lists::digit_of(std::uint64_t hash) const noexcept {
    auto const found = digits_.find(hash);
    return found == digits_.end() ? -1 : found->second;
}

}  // namespace earshot::redact
