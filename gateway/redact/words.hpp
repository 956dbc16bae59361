// SPDX-License-Identifier: Apache-2.0
// The built-in word lists (config/lists/redact): which classes a word belongs to, and the cue phrases of all languages.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace earshot::redact {

// One bit for each class of config/lists/redact/words.tsv.
enum class word_class : std::uint8_t {
    number_word,
    tens_word,
    street_suffix,
    flat,
    road_prefix,
    title,
    official_title,
    kin,
    friend_word,
    speech_verb,
    assault_verb,
    protected_word,
    month,
    weekday,
    name_part,
    name_stop,
    sign_off,
    phone_cue,
    bank_cue,
    card_cue,
    nhs_cue,
    vehicle_cue,
    own,
    network,
    perpetrator_noun,
    ref_cue,
    id_cue,
    immigration_cue,
    passport_cue,
    tax_cue,
    born_cue,
    secret_cue,
    licence_cue,
    school_word,
    work_word,
    worship_word,
    home_cue,
    relation_adjective,
    email_cue,
    handle_cue,
    first_person,
    third_person,
    greeting,
    common_extra,
    place_word,
    pin_cue,
    ordinal,
    mail_host,
    brand_stop,
    dot_word,
    at_word,
    slash_word,
    ip_cue,
    building,
    number_sound,
    number_filler,
    street_word,
    no_street,
    cue_start,  // a cue phrase begins with it
    kin_own,    // "my son" in one word
    syllable_family,
    name_syllable,
    other_language,  // other_languages.txt
    count_,
};

using word_classes = std::uint64_t;
constexpr word_classes bit(word_class c) noexcept {
    return word_classes{1} << static_cast<unsigned>(c);
}
static_assert(static_cast<unsigned>(word_class::count_) <= 64);

// Classes that do not speak against a name.
inline constexpr word_classes quiet_classes =
    bit(word_class::title) | bit(word_class::syllable_family) | bit(word_class::name_syllable) |
    bit(word_class::other_language) | bit(word_class::building) | bit(word_class::number_sound) |
    bit(word_class::number_filler) | bit(word_class::dot_word) | bit(word_class::cue_start) |
    bit(word_class::street_word) | bit(word_class::no_street);

// Ends of host names that are words of the language too ("it", "me"), so that they prove little.
bool weak_top_level(std::string_view label) noexcept;

// Hash of a folded word: the same for the lists, the tokens and the name tables.
constexpr std::uint64_t word_hash(std::string_view folded_word) noexcept {
    std::uint64_t h = 0xCBF29CE484222325ULL;
    for (char c : folded_word) {
        if (c == '\'') continue;
        h = (h ^ static_cast<std::uint8_t>(c)) * 0x100000001B3ULL;
    }
    h ^= h >> 32;
    return h * 0x9E3779B97F4A7C15ULL;
}

// The hashes of its first letter, its first two letters, and so on.
template <std::size_t Most>
constexpr std::array<std::uint64_t, Most> word_hashes(std::string_view folded_word) noexcept {
    std::array<std::uint64_t, Most> out{};
    std::uint64_t h = 0xCBF29CE484222325ULL;
    for (std::size_t i = 0; i < Most && i < folded_word.size(); ++i) {
        if (folded_word[i] != '\'') h = (h ^ static_cast<std::uint8_t>(folded_word[i])) * 0x100000001B3ULL;
        out[i] = (h ^ h >> 32) * 0x9E3779B97F4A7C15ULL;
    }
    return out;
}
static_assert(word_hashes<3>("one")[2] == word_hash("one"));

enum class cue : std::uint8_t {
    self_name,
    weak_self_name,
    kin_name,
    named,
    sign_off,
    phone,
    email,
    address,
    born,
    age,
    handle,
    own_car,
    school,
    work,
    worship,
    other_name,
    perpetrator_name,
    incident_place,
    immigration,
    secret,
    perpetrator_contact,
};

struct cue_phrase {
    std::vector<std::uint64_t> words;
    std::uint64_t second{};  // of them, or 0: most phrases that begin alike differ here
    cue what;
    bool colon{};  // counts only before a colon
};

class word_lists {
public:
    // Reads the built-in lists. Throws std::runtime_error if one of them is broken: a fault of the build.
    word_lists();

    word_classes classes_of(std::uint64_t hash) const noexcept { return find(hash).classes; }
    // Says that classes_of(hash) will be asked soon.
    void fetch(std::uint64_t hash) const noexcept { __builtin_prefetch(&table_[(hash >> 40U) & (table_.size() - 1)]); }
    // Phrases that begin with this word; longest first.
    std::vector<cue_phrase> const* phrases(std::uint64_t first_word) const noexcept {
        auto const& e = find(first_word & ~std::uint64_t{1});
        return e.phrases < 0 ? nullptr : &phrases_[static_cast<std::size_t>(e.phrases)];
    }

    std::vector<std::string> const& keep_numbers() const noexcept { return keep_numbers_; }
    bool postcode_area(std::string_view upper) const noexcept;
    bool top_level_domain(std::string_view lower) const noexcept;
    bool news_host(std::string_view lower) const noexcept;
    int digit_of(std::uint64_t hash) const noexcept;  // value of a number word, or -1

private:
    struct same_hash {
        std::size_t operator()(std::uint64_t h) const noexcept { return static_cast<std::size_t>(h); }
    };
    void read_words(std::string_view text);
    void read_cues(std::string_view text);

    struct entry {
        std::uint64_t hash{};
        word_classes classes{};
        int phrases{-1};  // index into phrases_
    };
    // Open addressing, a power of two, mostly empty: two looks for every word of every text.
    entry const& find(std::uint64_t hash) const noexcept {
        auto const mask = table_.size() - 1;
        for (auto i = hash >> 40U;; ++i) {
            auto const& e = table_[i & mask];
            if (e.hash == hash || e.hash == 0) return e;
        }
    }
    entry& make(std::uint64_t hash);

    std::vector<entry> table_ = std::vector<entry>(1U << 14U);
    std::size_t used_{};
    std::vector<std::vector<cue_phrase>> phrases_;
    std::unordered_map<std::uint64_t, int, same_hash> digits_;
    std::vector<std::string> keep_numbers_;
    std::unordered_map<std::uint64_t, int, same_hash> areas_, domains_, hosts_;
};

}  // namespace earshot::redact
