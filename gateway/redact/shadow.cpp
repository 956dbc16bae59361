// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/shadow.hpp"

#include "gateway/redact/chars.hpp"
#include "gateway/redact/look_alike.hpp"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace earshot::redact {
namespace {

using unit = shadow::unit;

// Place of the first byte of a character outside ASCII from `at` on, or the end.
std::size_t first_foreign(std::string_view text, std::size_t at) noexcept {
    auto const* const bytes = text.data();
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes + at, 8);
        if ((word & 0x8080808080808080ULL) != 0) break;
    }
    while (at < text.size() && static_cast<std::uint8_t>(bytes[at]) < 0x80) ++at;
    return at;
}

bool all_ascii(std::string_view text) noexcept {
    std::uint64_t any = 0;
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + i, 8);
        any |= word;
    }
    for (; i < text.size(); ++i) any |= static_cast<std::uint8_t>(text[i]);
    return (any & 0x8080808080808080ULL) == 0;
}

UNormalizer2 const* nfkc() {
    UErrorCode status = U_ZERO_ERROR;
    static UNormalizer2 const* const instance = unorm2_getNFKCInstance(&status);
    return instance;
}

// Letters that Unicode does not decompose but people type without the stroke.
char const* plain_letter(UChar32 c) noexcept {
    switch (c) {
        case 0x142:
        case 0x26B: return "l";
        case 0x141: return "L";
        case 0xF8: return "o";
        case 0xD8: return "O";
        case 0xE6: return "ae";
        case 0xC6: return "AE";
        case 0x153: return "oe";
        case 0x152: return "OE";
        case 0xDF: return "ss";
        case 0x111:
        case 0xF0:
        case 0x257: return "d";
        case 0x110:
        case 0xD0:
        case 0x18A: return "D";
        case 0x131: return "i";
        case 0x253: return "b";
        case 0x199: return "k";
        case 0x198: return "K";
        case 0x1B4: return "y";
        case 0x127: return "h";
        case 0x126: return "H";
        case 0x254: return "o";
        case 0x25B: return "e";
        case 0x14B: return "ng";
        case 0xFE: return "th";
        case 0xDE: return "Th";
        default: return nullptr;
    }
}

char plain_punctuation(UChar32 c) noexcept {
    switch (c) {
        case 0x2018:
        case 0x2019:
        case 0x201A:
        case 0x201B:
        case 0x2032:
        case 0x2BC:
        case 0x60:
        case 0xB4: return '\'';
        case 0x201C:
        case 0x201D:
        case 0x201E:
        case 0xAB:
        case 0xBB:
        case 0x2033:
        case 0x300C:
        case 0x300D: return '"';
        case 0x2022:
        case 0xB7:
        case 0x2027:
        case 0x3002:
        case 0x6D4: return '.';
        case 0x60C: return ',';
        case 0x2215:
        case 0x2044: return '/';
        case 0x2212:
        case 0x2043: return '-';
        default: return 0;
    }
}

bool dropped(UChar32 c) noexcept {
    return u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) || u_hasBinaryProperty(c, UCHAR_BIDI_CONTROL) ||
           u_hasBinaryProperty(c, UCHAR_VARIATION_SELECTOR) || u_charType(c) == U_ENCLOSING_MARK || c == 0xFEFF;
}

// Turns code points into units of plain text.
class folder {
public:
    explicit folder(std::vector<unit>& out) : out_(out) {}

    void add(UChar32 c, std::uint32_t from, std::uint32_t upto) {
        if (c < 0x80) {
            bool const control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
            put(control || c == 0x7F ? ' ' : c, from, upto);
            return;
        }
        if (dropped(c)) return;
        if (char const mark = plain_punctuation(c)) return put(mark, from, upto);
        if (c == 0x2026) {
            for (int i = 0; i < 3; ++i) put('.', from, upto);
            return;
        }
        if (char const* plain = plain_letter(c)) {
            for (; *plain; ++plain) put(*plain, from, upto);
            return;
        }
        auto const type = u_charType(c);
        if (type == U_DECIMAL_DIGIT_NUMBER) return put('0' + u_charDigitValue(c), from, upto);
        if (u_isUWhiteSpace(c)) return put(c == 0x2028 || c == 0x2029 || c == 0x85 ? '\n' : ' ', from, upto);
        if (type == U_DASH_PUNCTUATION) return put('-', from, upto);
        if (type == U_NON_SPACING_MARK && latin_before()) return;
        expand(c, type, from, upto);
    }

private:
    bool latin_before() const { return !out_.empty() && out_.back().cp < 0x80; }

    void put(UChar32 c, std::uint32_t from, std::uint32_t upto) { out_.push_back({c, from, upto}); }

    void expand(UChar32 c, int type, std::uint32_t from, std::uint32_t upto) {
        std::array<UChar, 40> wide{};
        UErrorCode status = U_ZERO_ERROR;
        auto const length = unorm2_getDecomposition(nfkc(), c, wide.data(), wide.size(), &status);
        if (length > 0 && U_SUCCESS(status)) {
            bool const latin = uscript_getScript(c, &status) == USCRIPT_LATIN || wide[0] < 0x80;
            if (latin) return take(wide.data(), length, true, from, upto);
            std::array<UChar, 40> composed{};
            auto const size = unorm2_normalize(nfkc(), wide.data(), length, composed.data(), composed.size(), &status);
            if (U_SUCCESS(status)) return take(composed.data(), size, false, from, upto);
        }
        double const value = type == U_OTHER_NUMBER ? u_getNumericValue(c) : -1;
        if (value >= 0 && value <= 9 && value == static_cast<int>(value)) {
            return put('0' + static_cast<int>(value), from, upto);
        }
        bool const picture =
            type == U_OTHER_SYMBOL || type == U_MODIFIER_SYMBOL || u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC);
        put(picture && c != 0xFFFD ? picture_mark : c, from, upto);
    }

    void take(UChar const* wide, std::int32_t length, bool latin, std::uint32_t from, std::uint32_t upto) {
        for (std::int32_t i = 0; i < length;) {
            UChar32 c = 0;
            U16_NEXT(wide, i, length, c);
            if (latin && u_charType(c) == U_NON_SPACING_MARK) continue;
            if (u_charType(c) == U_DECIMAL_DIGIT_NUMBER) c = '0' + u_charDigitValue(c);
            if (char const mark = c >= 0x80 ? plain_punctuation(c) : char{}) c = mark;
            put(c, from, upto);
        }
    }

    std::vector<unit>& out_;
};

bool extends(UChar32 c) noexcept {
    auto const kind = u_getIntPropertyValue(c, UCHAR_GRAPHEME_CLUSTER_BREAK);
    return kind == U_GCB_EXTEND || kind == U_GCB_SPACING_MARK || kind == U_GCB_ZWJ || dropped(c);
}

}  // namespace

shadow::shadow(std::string_view original) : original_(original) {
    build();
}

void shadow::build() {
    auto const size = original_.size();
    bool const plain = all_ascii(original_);
    text_.reserve(size);
    lower_.reserve(size);
    if (!plain) {
        from_.reserve(size + 1);
        upto_.reserve(size + 1);
    }
    std::vector<unit> units;
    for (std::size_t at = 0; at < size;) {
        auto const foreign = plain ? size : first_foreign(original_, at);
        if (foreign == size) return add_plain(at, size);
        // From the blank before it to the blank after it: look-alikes are told from what stands in one run without.
        auto begin = foreign;
        while (begin > at && !is_space(original_[begin])) --begin;
        auto end = foreign;
        while (end < size && !is_space(original_[end])) ++end;
        add_plain(at, begin);
        units.clear();
        add_folded(begin, end, units);
        at = end;
    }
}

void shadow::add_plain(std::size_t begin, std::size_t end) {
    auto const at = text_.size();
    auto const count = end - begin;
    bool const mixed = from_.capacity() > 0;
    text_.resize(at + count);
    lower_.resize(at + count);
    auto const* const in = original_.data() + begin;
    auto* const out = text_.data() + at;
    auto* const low = lower_.data() + at;
    for (std::size_t i = 0; i < count; ++i) {  // without branches: the compiler makes vectors of it
        auto const c = static_cast<std::uint8_t>(in[i]);
        bool const control = ((c < 0x20) & (c != 0x09) & (c != 0x0A) & (c != 0x0D)) | (mixed & (c == 0x7F));
        auto const shown = control ? std::uint8_t{0x20} : c;
        bool const upper = (shown >= 'A') & (shown <= 'Z');
        out[i] = static_cast<char>(shown);
        low[i] = static_cast<char>(shown | (upper ? 0x20 : 0));
    }
    if (!mixed) return;
    from_.resize(at + count);
    upto_.resize(at + count);
    auto* const from = from_.data() + at;
    auto* const upto = upto_.data() + at;
    for (std::size_t i = 0; i < count; ++i) {
        from[i] = static_cast<std::uint32_t>(begin + i);
        upto[i] = static_cast<std::uint32_t>(begin + i + 1);
    }
}

void shadow::add_folded(std::size_t begin, std::size_t end, std::vector<unit>& units) {
    folder fold(units);
    auto const size = static_cast<std::int32_t>(end);
    for (auto i = static_cast<std::int32_t>(begin); i < size;) {
        auto const from = static_cast<std::uint32_t>(i);
        auto const plain = static_cast<std::uint8_t>(original_[from]);
        if (plain >= 0x20 && plain < 0x7F) {
            units.push_back({plain, from, from + 1});
            ++i;
            continue;
        }
        UChar32 c = 0;
        U8_NEXT_OR_FFFD(original_.data(), i, size, c);
        fold.add(c, from, static_cast<std::uint32_t>(i));
    }
    for (std::size_t i = 0; i < units.size();) {  // look-alikes, one run without spaces at a time
        std::size_t stop = i;
        bool latin = false;
        bool foreign = false;
        for (; stop < units.size() && !(units[stop].cp < 0x80 && is_space(static_cast<char>(units[stop].cp))); ++stop) {
            if (units[stop].cp >= 0x80)
                foreign = true;
            else
                latin = latin || is_word(static_cast<char>(units[stop].cp));
        }
        if (latin && foreign) {
            for (std::size_t k = i; k < stop; ++k) units[k].cp = latin_look_alike(units[k].cp);
        }
        i = stop + 1;
    }
    for (auto const& u : units) {
        if (u.cp < 0x80) {
            auto const c = static_cast<char>(u.cp);
            text_ += c;
            lower_ += to_lower(c);
            from_.push_back(u.from);
            upto_.push_back(u.upto);
            continue;
        }
        std::array<char, 4> as_is{};
        std::array<char, 4> low{};
        std::int32_t n = 0;
        std::int32_t m = 0;
        U8_APPEND_UNSAFE(as_is.data(), n, u.cp);
        U8_APPEND_UNSAFE(low.data(), m, u_foldCase(u.cp, U_FOLD_CASE_DEFAULT));
        lower_.append(low.data(), static_cast<std::size_t>(m));
        text_.append(n == m ? as_is.data() : low.data(), static_cast<std::size_t>(m));
        for (std::int32_t k = 0; k < m; ++k) {
            from_.push_back(u.from);
            upto_.push_back(u.upto);
        }
    }
}

extent shadow::in_original(std::size_t begin, std::size_t end) const {
    if (from_.empty() || begin >= end) {
        auto const limit = from_.empty() ? text_.size() : original_.size();
        return {std::min(begin, limit), std::min(end, limit)};
    }
    auto const size = static_cast<std::int32_t>(original_.size());
    auto first = static_cast<std::int32_t>(from_[begin]);
    auto last = static_cast<std::int32_t>(upto_[end - 1]);
    while (first > 0) {
        std::int32_t at = first;
        UChar32 c = 0;
        U8_NEXT_OR_FFFD(original_.data(), at, size, c);
        if (!extends(c)) break;
        do --first;
        while (first > 0 && U8_IS_TRAIL(original_[static_cast<std::size_t>(first)]));
    }
    while (last < size) {
        std::int32_t next = last;
        UChar32 c = 0;
        U8_NEXT_OR_FFFD(original_.data(), next, size, c);
        if (!extends(c)) break;
        last = next;
    }
    return {static_cast<std::size_t>(first), static_cast<std::size_t>(last)};
}

void shadow::cover(std::size_t begin, std::size_t end) noexcept {
    for (std::size_t i = begin; i < end && i < text_.size(); ++i) text_[i] = lower_[i] = barrier_mark;
}

bool is_well_formed(std::string_view text) noexcept {
    if (all_ascii(text)) return true;
    auto const size = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < size;) {
        UChar32 c = 0;
        U8_NEXT(text.data(), i, size, c);
        if (c < 0) return false;
    }
    return true;
}

std::string well_formed(std::string_view text) {
    if (is_well_formed(text)) return std::string(text);
    std::string out;
    out.reserve(text.size() + 16);
    auto const size = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < size;) {
        auto const begin = i;
        UChar32 c = 0;
        U8_NEXT(text.data(), i, size, c);
        if (c < 0)
            out += "\xEF\xBF\xBD";
        else
            out.append(text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(i - begin)));
    }
    return out;
}

std::string folded(std::string_view text) {
    std::string const valid = well_formed(text);
    shadow const plain(valid);
    std::string out;
    for (char c : plain.lower()) {
        if (c != '\'') out += c;
    }
    return out;
}

}  // namespace earshot::redact
