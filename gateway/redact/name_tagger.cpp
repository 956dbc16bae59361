// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/name_tagger.hpp"

#include "gateway/redact/chars.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace earshot::redact {
namespace {

constexpr std::uint64_t mix(std::uint64_t h) noexcept {
    h ^= h >> 33U;
    h *= 0xFF51AFD7ED558CCDULL;
    h ^= h >> 29U;
    return h;
}

constexpr word_classes telling =
    bit(word_class::title) | bit(word_class::official_title) | bit(word_class::kin) | bit(word_class::friend_word) |
    bit(word_class::speech_verb) | bit(word_class::assault_verb) | bit(word_class::protected_word) |
    bit(word_class::month) | bit(word_class::weekday) | bit(word_class::name_part) | bit(word_class::sign_off) |
    bit(word_class::street_suffix) | bit(word_class::place_word) | bit(word_class::greeting) | bit(word_class::own) |
    bit(word_class::brand_stop) | bit(word_class::school_word) | bit(word_class::work_word) |
    bit(word_class::perpetrator_noun) | bit(word_class::third_person) | bit(word_class::first_person);

}  // namespace

std::vector<word_facts> facts_of(shadow const& text, token_list const& tokens, name_table const& names) {
    constexpr std::size_t ahead = 6;  // words whose place in the table is already on its way
    std::vector<word_facts> out;
    out.reserve(tokens.size());
    auto const count = tokens.size();
    for (std::size_t i = 0; i < std::min(ahead, count); ++i) names.fetch(tokens[i].hash);
    for (std::size_t i = 0; i < count; ++i) {
        if (i + ahead < count) names.fetch(tokens[i + ahead].hash);
        if (i + ahead / 2 < count) names.fetch_entry(tokens[i + ahead / 2].hash);
        auto const& t = tokens[i];
        word_facts facts;
        if (!t.digits) {
            facts = names.of(t.hash);
            bool const latin = is_latin(text.lower()[t.begin]);
            if (latin && facts.common() < 4 && t.end - t.begin > 2) facts.likeness = names.likeness(word(text, t));
        }
        out.push_back(facts);
    }
    return out;
}

name_features::name_features(shadow const& text, token_list const& tokens, std::vector<word_facts> const& facts)
    : low_(text.lower()), written_(text.text()), tokens_(tokens), facts_(facts) {
    shapes_.reserve(tokens.size());
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        shapes_.push_back(shape(i));
        auto const& t = tokens[i];
        has_capitals_ = has_capitals_ || (t.capital && t.end - t.begin > 1);
    }
}

std::uint32_t name_features::shape(std::size_t i) const noexcept {
    auto const& t = tokens_[i];
    auto const length = t.end - t.begin;
    bool const foreign = static_cast<std::uint8_t>(written_[t.begin]) >= 0x80;
    return (t.capital ? 1U : 0U) | (t.shout ? 2U : 0U) | (t.digits ? 4U : 0U) | (t.inner ? 8U : 0U) |
           (foreign ? 16U : 0U) |
           (length == 1   ? 32U
            : length <= 3 ? 64U
                          : 0U);
}

bool name_features::candidate(std::size_t i) const noexcept {
    auto const& t = tokens_[i];
    if (t.number || t.end - t.begin > 40) return false;
    auto const f = facts_[i];
    if (static_cast<std::uint8_t>(written_[t.begin]) >= 0x80) return f.a_name();  // learnt from Latin letters only
    if (t.end - t.begin == 1) return t.capital && f.common() < 7;
    if (!t.capital) return f.common() < 4 && !(f.dictionary() && !f.a_name()) && !t.digits;
    return true;
}

name_features::view name_features::at(std::ptrdiff_t i) const noexcept {
    if (i < 0) return {1, 1, 256, 0, 8};
    auto const u = static_cast<std::size_t>(i);
    if (u >= tokens_.size()) return {2, 2, 257, 0, 9};
    return {tokens_[u].hash, shapes_[u] + 8U, facts_[u].bits, tokens_[u].classes & telling, facts_[u].likeness};
}

template <class Each>
void name_features::each(std::size_t i, bool before, Each take) const noexcept {
    auto const here = static_cast<std::ptrdiff_t>(i);
    auto const& t = tokens_[i];
    view const w = at(here);
    view const p = at(here - 1);
    view const n = at(here + 1);
    view const pp = at(here - 2);
    view const nn = at(here + 2);
    auto const gap = static_cast<std::uint8_t>(t.gap);
    auto const gap_after = i + 1 < tokens_.size() ? static_cast<std::uint8_t>(tokens_[i + 1].gap) : std::uint8_t{3};
    std::uint64_t const tag = before ? 1 : 0;
    std::uint64_t const style = (tokens_.has_lower ? 1U : 0U) | (has_capitals_ ? 2U : 0U);
    auto const text = low_.substr(t.begin, t.end - t.begin);
    auto const head = [&](std::size_t k) { return word_hash(text.substr(0, k)); };
    auto const tail = [&](std::size_t k) { return word_hash(text.substr(text.size() - std::min(k, text.size()))); };
    std::uint64_t number = 0;
    auto const put = [&](std::uint64_t a, std::uint64_t b = 0, std::uint64_t c = 0) {
        auto const h = mix(a * 0x9E3779B97F4A7C15ULL + mix(b + 0x7F4A7C15ULL) * 31 + mix(c + 0xBF58476DULL) * 17 +
                           ++number * 0x94D049BB133111EBULL);
        take(static_cast<std::uint32_t>(h >> (64U - table_bits)));
    };
    put(0);
    put(w.hash);
    put(w.shape);
    put(w.shape, t.opens ? 1 : 0, style);
    put(head(3));
    put(head(2), w.shape);
    put(tail(2), w.shape);
    put(tail(3));
    put(tail(4));
    put(w.facts);
    put(w.facts, w.shape);
    put(p.hash);
    put(n.hash);
    put(pp.hash, w.shape);
    put(nn.hash, w.shape);
    put(p.shape, w.shape, n.shape);
    put(p.facts, w.facts);
    put(w.facts, n.facts);
    put(tag);
    put(tag, w.facts);
    put(tag, w.shape, gap);
    put(tag, p.hash);
    put(gap, w.shape);
    put(gap_after, w.shape);
    put(p.hash, w.shape);
    put(n.hash, w.shape);
    put(w.classes);
    put(p.classes, w.shape);
    put(n.classes, w.shape);
    put(p.classes, w.facts & 0x1FU);
    put(w.facts & 0x1FU, w.shape, t.opens ? 1 : 0);
    put(w.facts & 0x1FU, style, p.shape);
    put(text.size(), w.shape);
    put(t.possessive ? 1 : 0, w.shape);
    put(n.facts & 0x1FU, n.shape, w.shape);
    put(pp.hash, p.hash);
    auto const known = (w.facts & 0x0FU) != 0 ? 1U : 0U;
    put(w.likeness, w.shape, known);
    put(w.likeness, w.facts, style);
    put(w.likeness, p.facts & 0x1FU, w.shape);
    put(w.likeness, n.likeness, (n.shape << 8U) | w.shape);
    static_assert(count == 40);
}

void name_features::fill(std::size_t i, bool before, row& out) const noexcept {
    std::size_t next = 0;
    each(i, before, [&](std::uint32_t index) { out[next++] = index; });
}

int name_features::sum(std::size_t i, bool before, std::string_view weights) const noexcept {
    int out = 0;
    auto const* const bytes = weights.data();
    each(i, before, [&](std::uint32_t index) { out += static_cast<signed char>(bytes[index]); });
    return out;
}

name_tagger::name_tagger(std::string_view blob) {
    if (blob.size() != 8 + (std::size_t{1} << name_features::table_bits) || blob.substr(0, 4) != "ETW1") {
        throw std::runtime_error("name weights: wrong format");
    }
    std::memcpy(&threshold_, blob.data() + 4, 4);
    weights_ = blob.substr(8);
}

std::vector<int> name_tagger::tag(name_features const& features, std::vector<bool> const& skip) const {
    std::vector<int> out(skip.size(), 0);
    bool before = false;
    for (std::size_t i = 0; i < skip.size(); ++i) {
        if (skip[i] || !features.candidate(i)) {
            before = false;
            continue;
        }
        out[i] = features.sum(i, before, weights_) - threshold_;
        before = out[i] > 0;
    }
    return out;
}

}  // namespace earshot::redact
