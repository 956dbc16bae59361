// SPDX-License-Identifier: Apache-2.0
// Numbers that only their surroundings explain: immigration papers, passports, crime references, memberships, secrets.
#include "gateway/redact/chars.hpp"
#include "gateway/redact/scene.hpp"

#include <algorithm>

namespace earshot::redact {
namespace {

class reference_scanner {
public:
    reference_scanner(scene const& s, findings& out) : s_(s), t_(s.tokens), low_(s.low()), out_(out) {}

    void run() {
        for (std::size_t i = 0; i < t_.size() && t_.has_digits; ++i) {  // all of these hold figures
            if (!s_.work.spend(4)) return;
            if (t_[i].digits) paper(i);
            if (has(i, word_class::ref_cue)) crime(i);
            if (has(i, word_class::id_cue)) membership(i);
        }
        for (auto const& hit : s_.cues) {
            if (hit.what == cue::secret) secret(hit);
        }
    }

private:
    bool has(std::size_t i, word_class c) const { return i < t_.size() && (t_[i].classes & bit(c)) != 0; }
    bool one_of(std::size_t i, std::initializer_list<std::string_view> words) const {
        if (i >= t_.size()) return false;
        auto const w = word(s_.text, t_[i]);
        return std::find(words.begin(), words.end(), w) != words.end();
    }

    void add(std::size_t begin, std::size_t end, kind what, char const* rule, float confidence) {
        finding f;
        f.begin = static_cast<std::uint32_t>(begin);
        f.end = static_cast<std::uint32_t>(end);
        f.what = what;
        f.rule = rule;
        f.confidence = confidence;
        out_.push_back(std::move(f));
    }

    // Letters then figures: "A1234567" is 1 and 7.
    static bool shaped(std::string_view w, std::size_t letters, std::size_t figures) {
        if (w.size() != letters + figures) return false;
        return std::all_of(w.begin(), w.begin() + static_cast<std::ptrdiff_t>(letters), is_latin) &&
               std::all_of(w.begin() + static_cast<std::ptrdiff_t>(letters), w.end(), is_digit);
    }

    void paper(std::size_t i) {
        auto const w = word(s_.text, t_[i]);
        auto const at = t_[i].begin;
        auto const end = t_[i].end;
        if (shaped(w, 3, 9) && w.substr(0, 3) == "gwf")
            return add(at, end, kind::immigration, "immigration.gwf", 0.99F);
        if (shaped(w, 1, 12)) return add(at, end, kind::id, "pupil.upn", 0.9F);
        bool const passport = s_.near(bit(word_class::passport_cue), at, 6, 2);
        if (passport && (shaped(w, 0, 9) || shaped(w, 2, 7) || shaped(w, 1, 8) || shaped(w, 2, 6) || shaped(w, 1, 7))) {
            return add(at, end, kind::passport, "passport.cue", 0.95F);
        }
        bool const immigration =
            s_.near(bit(word_class::immigration_cue), at, 8, 3) || s_.cued(cue::immigration, at, 8);
        if (immigration && (shaped(w, 2, 7) || shaped(w, 1, 7) || shaped(w, 1, 8) || shaped(w, 2, 8))) {
            return add(at, end, kind::immigration, "immigration.cue", 0.95F);
        }
        if (immigration && grouped(i, 4, 4)) return add(at, t_[i + 3].end, kind::immigration, "immigration.uan", 0.97F);
        if (share_code(i)) return;
        if (i > 0 && one_of(i - 1, {"asy"}) && (t_[i].gap == '/' || t_[i].gap == '-')) {
            return add(t_[i - 1].begin, end, kind::immigration, "immigration.arc", 0.95F);
        }
        if (shaped(w, 0, 8) && s_.near(bit(word_class::licence_cue), at, 5))
            add(at, end, kind::driving, "driving_licence.cue", 0.9F);
        if ((shaped(w, 1, 7) || shaped(w, 1, 8) || shaped(w, 2, 7)) && t_[i].capital)
            add(at, end, kind::id, "id.shape", 0.75F);
    }

    bool grouped(std::size_t i, std::size_t groups, std::uint32_t size) const {
        if (i + groups > t_.size()) return false;
        for (std::size_t k = i; k < i + groups; ++k) {
            if (!t_[k].number || t_[k].end - t_[k].begin != size || (k > i && t_[k].gap != '-' && t_[k].gap != ' '))
                return false;
        }
        return true;
    }

    // Nine letters and figures, often in threes, after the words "share code".
    bool share_code(std::size_t i) {
        std::size_t first = i;
        if (!said_share(i)) return false;
        while (first > 0 && i - first < 2 && t_[first].gap != ':' && t_[first - 1].end - t_[first - 1].begin == 3 &&
               !one_of(first - 1, {"the", "was", "are", "and"}) && (t_[first - 1].classes & ~quiet_classes) == 0) {
            --first;
        }
        std::size_t size = 0;
        std::size_t last = first;
        for (std::size_t k = first; k < t_.size() && k < first + 3 && size < 9; ++k) {
            size += t_[k].end - t_[k].begin;
            last = k;
        }
        if (size != 9) return false;
        add(t_[first].begin, t_[last].end, kind::immigration, "immigration.share_code", 0.95F);
        return true;
    }
    bool said_share(std::size_t i) const {
        for (auto k = i; k > 0 && i - k < 6; --k) {
            if (one_of(k - 1, {"share"}) && one_of(k, {"code"})) return true;
        }
        return false;
    }

    // The end of a reference that begins at token k: groups of letters and figures joined by / or -.
    std::size_t reference_end(std::size_t k, std::size_t& figures) const {
        std::size_t last = k;
        auto const count = [&](std::size_t i) {
            auto const w = word(s_.text, t_[i]);
            figures += static_cast<std::size_t>(std::count_if(w.begin(), w.end(), is_digit));
        };
        count(k);
        while (last + 1 < t_.size() && last - k < 4 && t_[last + 1].begin == t_[last].end + 1 &&
               (t_[last + 1].gap == '/' || t_[last + 1].gap == '-')) {
            count(++last);
        }
        return last;
    }

    bool looks_like_date(std::size_t k, std::size_t last) const {
        return last - k == 2 && t_[k].number && t_[last].number && t_[k].end - t_[k].begin <= 2;
    }

    void crime(std::size_t i) {
        if (one_of(i, {"police"})) return;
        std::size_t k = i + 1;
        while (k < t_.size() && k < i + 5 &&
               (has(k, word_class::ref_cue) ||
                one_of(k, {"number", "no", "ref", "is", "was", "num", "id", "the", "my", "it"})))
            ++k;
        if (k >= t_.size() || (!t_[k].digits && !(k + 1 < t_.size() && t_[k + 1].digits && t_[k].shout))) return;
        if (t_[k].gap == '\n' || t_[k].gap == '.' || t_[k].gap == '!' || t_[k].gap == '?') return;
        std::size_t figures = 0;
        std::size_t first = k;
        auto last = reference_end(k, figures);
        if (figures == 0 && last == k && k + 1 < t_.size()) last = reference_end(k + 1, figures);
        bool const named = k > i + 1 || one_of(i, {"cad", "log", "urn", "ref", "reference"});
        if (figures < 3 || looks_like_date(first, last) || !named) return;
        int const year =
            t_[k].number && t_[k].end - t_[k].begin == 4 ? std::stoi(std::string(word(s_.text, t_[k]))) : 0;
        if (year >= 1950 && year <= 2050 && first == last && !named) return;
        add(t_[first].begin, t_[last].end, kind::case_ref, "case_ref", 0.93F);
    }

    void membership(std::size_t i) {
        if (one_of(i, {"no", "number", "account"}) && !(i > 0 && has(i - 1, word_class::id_cue))) return;
        std::size_t k = i + 1;
        bool named = one_of(i, {"id", "ref", "imei", "serial", "uan", "ucas", "upn"});
        while (k < t_.size() && k < i + 4 &&
               (one_of(k, {"number", "no", "ref", "reference", "id", "is", "num", "was", "code"}))) {
            named = named || !one_of(k, {"is", "was"});
            ++k;
        }
        if (k >= t_.size() || !named || t_[k].gap == '\n' || t_[k].gap == '.') return;
        std::size_t figures = 0;
        auto const last = reference_end(k, figures);
        auto const length = t_[last].end - t_[k].begin;
        if (figures < 3 || length < 4 || length > 24 || looks_like_date(k, last)) return;
        add(t_[k].begin, t_[last].end, kind::id, "id.cue", 0.9F);
    }

    void secret(cue_hit const& hit) {
        auto i = hit.next;
        if (i < t_.size() && one_of(i, {"is", "was", "number"})) ++i;
        if (i >= t_.size() || t_[i].gap == '\n' || has(i, word_class::name_stop) || has(i, word_class::common_extra))
            return;
        bool const pin = s_.near(bit(word_class::pin_cue), t_[i].begin, 3);
        if (pin && !t_[i].digits) return;
        bool const is = i > 0 && (one_of(i - 1, {"is", "was"}) || t_[i].gap == ':');
        if (!is && !t_[i].digits) return;
        std::size_t end = t_[i].begin;
        while (end < low_.size() && end - t_[i].begin < 64 && !is_space(low_[end]) && low_[end] != barrier_mark) ++end;
        while (end > t_[i].end && std::string_view(".,;:!?\"')").find(low_[end - 1]) != std::string_view::npos) --end;
        add(t_[i].begin, end, kind::secret, "secret", 0.85F);
    }

    scene const& s_;
    token_list const& t_;
    std::string_view low_;
    findings& out_;
};

}  // namespace

void find_references(scene const& s, findings& out) {
    reference_scanner(s, out).run();
}

}  // namespace earshot::redact
