// SPDX-License-Identifier: Apache-2.0
// Street addresses: a house number before a street, a flat, a post box, and the reporter's street without a number.
#include "gateway/redact/address_words.hpp"
#include "gateway/redact/chars.hpp"

#include <algorithm>
#include <array>

namespace earshot::redact {
namespace {

class address_scanner : address_words {
public:
    address_scanner(scene const& s, findings& out) : address_words(s), out_(out) {}

    void run() {
        for (std::size_t i = 0; i < t_.size(); ++i) {
            if (!s_.work.spend(4)) return;
            if (!may_tell(t_[i])) continue;
            if (has(i, word_class::street_suffix)) street(i);
            if (has(i, word_class::road_prefix) && (t_[i].capital || welsh(i))) foreign_street(i);
            if (compound(i)) compound_street(i);
            if (has(i, word_class::flat)) flat(i);
            if (t_[i].hash == word_hash("box")) post_box(i);
            if (has(i, word_class::building)) building(i);
            unsuffixed(i);
        }
        chains();
        for (auto const& hit : s_.cues) {
            if (hit.what == cue::address) bare_street(hit);
        }
    }

private:
    // Most words say nothing of an address: short ones of no class that matters here.
    static bool may_tell(token const& t) noexcept {
        constexpr auto telling = bit(word_class::street_suffix) | bit(word_class::road_prefix) | bit(word_class::flat) |
                                 bit(word_class::building) | bit(word_class::street_word);
        return (t.classes & telling) != 0 || t.end - t.begin >= 7 || t.hash == word_hash("box") ||
               t.hash == word_hash("the");
    }

    void street(std::size_t suffix) {
        std::size_t words = 0;
        std::size_t j = suffix;
        bool const written_small = !t_[suffix].capital;
        while (j > 0 && words < 5) {
            if (j != suffix && t_[j].gap != ' ' && t_[j].gap != '-' && t_[j].gap != '\'' && t_[j].gap != ',' &&
                t_[j].gap != '.')
                return;
            if (j == suffix && t_[j].gap != ' ' && t_[j].gap != '-') return;
            --j;
            if (house_number(j) && words > 0) break;
            if (one_of(j, {"bus", "buses", "tram", "train", "people", "men", "stops", "of"}) && !t_[j].capital) return;
            bool const joins = one_of(j, {"of", "and", "the", "on", "in"}) && words > 0;
            if (!joins && (t_[j].number || ((t_[j].classes & never_in_street) != 0 && !t_[j].capital))) return;
            if (joins && written_small) {
                if (words == 0 || !said(j, "on")) return;
            }
            ++words;
        }
        if (words == 0 || !house_number(j)) return;
        if (t_[j + 1].gap != ' ' && t_[j + 1].gap != ',') return;
        if (written_small && ambiguous_suffix(suffix) && !home_before(t_[j].begin) && !located(extended_back(j)))
            return;
        if (t_[j].opens && written_small && words > 2 && !home_before(t_[j].begin)) return;
        add(extended_back(j), tail(suffix), t_[j + 1].begin, "address.street", 0.93F);
    }

    // "Apt. 5" after the street.
    std::size_t tail(std::size_t last) const {
        while (last + 2 < t_.size() &&
               one_of(last + 1, {"apt", "suite", "unit", "flat", "apartment", "room", "floor"}) &&
               t_[last + 2].digits && t_[last + 1].gap != barrier_mark && t_[last + 2].gap != barrier_mark) {
            last += 2;
        }
        return last;
    }

    // A piece of an address; a weak one ("Rose Cottage", "Oak Road") counts only beside others.
    struct part {
        std::size_t first{};
        std::size_t last{};
        std::uint32_t number_end{};  // where the street begins that may stay readable
        char const* rule = "";
        float confidence{};
        bool weak{};
    };

    void add(std::size_t first, std::size_t last, std::uint32_t number_end, char const* rule, float confidence) {
        parts_.push_back({first, last, number_end, rule, confidence, false});
    }
    void add_weak(std::size_t first, std::size_t last, bool street) {
        parts_.push_back({first, last, street ? t_[first].begin : t_[last].end, "address.named", 0.8F, true});
    }

    // "Flat 2, Kestrel House, 14 Oak Road": pieces beside each other are one address.
    void chains() {
        std::sort(parts_.begin(), parts_.end(), [](part const& a, part const& b) {
            return a.first != b.first ? a.first < b.first : a.last > b.last;
        });
        for (std::size_t i = 0; i < parts_.size();) {
            part whole = parts_[i];
            std::size_t pieces = 1;
            std::size_t k = i + 1;
            for (; k < parts_.size(); ++k) {
                auto const& next = parts_[k];
                bool const inside = next.first <= whole.last;
                bool const beside =
                    next.first == whole.last + 1 && t_[next.first].end - t_[next.first].begin > 0 &&
                    (t_[next.first].gap == ' ' || t_[next.first].gap == ',' || t_[next.first].gap == '\n');
                if (!inside && !beside) break;
                if (next.weak && !whole.weak && !inside && t_[next.first].gap == ' ') break;
                pieces += inside ? 0 : 1;
                if (!next.weak && whole.weak) {
                    whole.rule = next.rule;
                    whole.confidence = next.confidence;
                }
                whole.weak = whole.weak && next.weak;
                if (next.last > whole.last || !inside) whole.number_end = std::max(whole.number_end, next.number_end);
                whole.last = std::max(whole.last, next.last);
            }
            if (auto const street = bare_end(whole.last + 1); street > 0) {
                whole.number_end = t_[whole.last + 1].begin;
                whole.last = street;
                ++pieces;
            }
            if (!whole.weak || (pieces > 1 && (home_before(t_[whole.first].begin) || located(whole.first))))
                emit(whole);
            i = k;
        }
    }

    void emit(part const& p) {
        finding f;
        f.begin = t_[p.first].begin;
        f.end = t_[p.last].end;
        f.what = kind::address;
        f.rule = p.rule;
        f.confidence = p.confidence;
        auto core = p.number_end;
        while (core > f.begin && (is_space(s_.low()[core - 1]) || s_.low()[core - 1] == ',')) --core;
        f.core = core - f.begin;
        out_.push_back(std::move(f));
    }

    // "Kestrel House", "Trellick Heights", "Tower Block A".
    void building(std::size_t i) {
        auto first = i;
        bool const capital = t_[i].capital;
        while (first > 0 && i - first < 2 && t_[first].gap == ' ' && t_[first - 1].capital == capital &&
               !t_[first - 1].digits && (t_[first - 1].classes & (never_in_street | bit(word_class::home_cue))) == 0 &&
               !has(first - 1, word_class::flat) && !one_of(first - 1, {"the", "a", "my", "our", "this", "at", "in"}))
            --first;
        auto last = i;
        if (said(i, "block") && i + 1 < t_.size() && t_[i + 1].gap == ' ' && short_word(i + 1)) ++last;
        if (first == i && last == i) return;
        if (first > 0 && house_number(first - 1) && t_[first].gap == ' ' &&
            (capital || home_before(t_[first].begin) || located(extended_back(first - 1))))
            return add(extended_back(first - 1), last, t_[last].end, "address.building", 0.85F);
        add_weak(first, last, false);
    }

    // Streets of one word: "34 Kingsway", "8 Broadway", "150, the green".
    void unsuffixed(std::size_t i) {
        if (t_[i].digits || t_[i].end - t_[i].begin < 3) return;
        bool const the =
            one_of(i, {"the"}) && i + 1 < t_.size() && t_[i + 1].gap == ' ' && has(i + 1, word_class::street_suffix);
        if (!the && !one_word_street(i)) return;
        auto const last = the ? i + 1 : i;
        bool const capital = t_[last].capital;
        bool const numbered = i > 0 && house_number(i - 1) && (t_[i].gap == ' ' || t_[i].gap == ',');
        auto const sure = [&](std::size_t from) {
            bool const plain = !the || one_of(last, {"green", "crescent", "avenue", "square", "terrace", "ridings",
                                                     "grove", "mews", "parade", "mount", "gardens", "close"});
            return home_before(t_[from].begin) || (capital && t_[i].capital) || (located(extended_back(from)) && plain);
        };
        if (numbered && sure(i - 1)) return add(extended_back(i - 1), last, t_[i].begin, "address.street", 0.85F);
        if (!numbered && (capital || t_[i].gap == ',')) add_weak(i, last, true);
    }

    // "20 Rue Hassan", "Via Roma 60", "calle Mayor 5".
    void foreign_street(std::size_t i) {
        std::size_t last = i;
        if (welsh(i) && !t_[i].capital) {  // "heol y bryn", "ffordd las"
            if (i + 2 < t_.size() && one_of(i + 1, {"y", "yr", "r", "a", "the"}) && t_[i + 2].gap == ' ') ++last;
            if (last + 1 < t_.size() && t_[last + 1].gap == ' ' && !t_[last + 1].digits) ++last;
        }
        while (last + 1 < t_.size() && last - i < 4 && t_[last + 1].gap == ' ' && !t_[last + 1].digits &&
               (t_[last + 1].capital || has(last + 1, word_class::name_part))) {
            ++last;
        }
        if (last == i) return;
        if (i > 0 && house_number(i - 1) && close(i))
            return add(extended_back(i - 1), last, t_[i].begin, "address.prefix", 0.85F);
        if (last + 1 < t_.size() && house_number(last + 1) && close(last + 1) && t_[last + 1].gap != '.') {
            add(i, last + 1, t_[i].begin, "address.prefix", 0.85F);
        }
    }

    void compound_street(std::size_t i) {
        if (i + 1 < t_.size() && house_number(i + 1) && t_[i + 1].gap == ' ')
            add(i, tail(i + 1), t_[i].begin, "address.compound", 0.85F);
    }

    // A flat or house by its number alone, where the words speak of a home.
    void flat(std::size_t i) {
        if (i + 1 >= t_.size() || !house_number(i + 1) || !close(i + 1) || t_[i + 1].gap == ',') return;
        bool const sure = one_of(i, {"flat", "apartment", "apt", "suite", "studio", "pitch"}) ||
                          (one_of(i, {"plot", "caravan", "unit"}) && home_before(t_[i].begin));
        bool const numbered = one_of(i, {"number", "no", "house", "room", "block", "door"}) &&
                              (s_.near(bit(word_class::home_cue) | bit(word_class::friend_word), t_[i].begin, 5) ||
                               s_.cued(cue::address, t_[i].begin, 5));
        bool const a_count =
            i + 2 < t_.size() && one_of(i + 2, {"bus", "tram", "times", "people", "men", "years", "minutes"});
        if ((!sure && !numbered) || a_count ||
            (i > 0 && one_of(i - 1, {"bus", "tram", "route", "phone", "my", "platform"}) && numbered))
            return;
        add(i, i + 1, t_[i + 1].end, "address.flat", 0.85F);
    }

    void post_box(std::size_t i) {
        if (i + 1 >= t_.size() || !t_[i + 1].digits || i == 0) return;
        bool const po = said(i - 1, "po") || said(i - 1, "p.o");
        bool const spelt = i >= 2 && said(i - 1, "o") && said(i - 2, "p");
        if (po || spelt) add(po ? i - 1 : i - 2, i + 1, t_[i + 1].end, "address.box", 0.95F);
    }

    void reporters_street(std::size_t first, std::size_t last) {
        finding f;
        f.begin = t_[first].begin;
        f.end = t_[last].end;
        f.what = kind::address;
        f.rule = "address.reporter";
        f.confidence = 0.85F;
        f.who = role::reporter;
        out_.push_back(std::move(f));
    }

    // "I live on Oak Road": without a number it is still the reporter's.
    void bare_street(cue_hit const& hit) {
        std::size_t i = hit.next;
        while (i < t_.size() && i < hit.next + 3 &&
               one_of(i, {"on", "at", "in", "is", "near", "the", "off", "number", "a", "just"}))
            ++i;
        if (i < t_.size() && welsh(i)) {
            if (auto const last = street_from(i); last > i) return reporters_street(i, last);
        }
        for (std::size_t last = i; last < t_.size() && last < i + 5; ++last) {
            if (t_[last].gap != ' ' && last != i) return;
            if (house_number(last)) return;  // found as a whole elsewhere
            if (has(last, word_class::street_suffix) && last > i) {
                return reporters_street(i, last);
            }
            if ((t_[last].classes & never_in_street) != 0 && !t_[last].capital) return;
        }
    }

    std::vector<part> parts_;
    findings& out_;
};

}  // namespace

void find_addresses(scene const& s, findings& out) {
    address_scanner(s, out).run();
}

}  // namespace earshot::redact
