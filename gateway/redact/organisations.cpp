// SPDX-License-Identifier: Apache-2.0
// The reporter's (or their child's) school, employer and place of worship.
#include "gateway/redact/chars.hpp"
#include "gateway/redact/scene.hpp"

#include <algorithm>

namespace earshot::redact {
namespace {

class organisation_scanner {
public:
    organisation_scanner(scene const& s, findings& out) : s_(s), t_(s.tokens), out_(out) {}

    void run() {
        for (auto const& hit : s_.cues) {
            if (hit.what == cue::school) school(hit.next);
            if (hit.what == cue::work) work(hit.next);
            if (hit.what == cue::worship) worship(hit);
        }
    }

private:
    bool has(std::size_t i, word_class c) const { return i < t_.size() && (t_[i].classes & bit(c)) != 0; }
    bool one_of(std::size_t i, std::initializer_list<std::string_view> words) const {
        if (i >= t_.size()) return false;
        auto const w = word(s_.text, t_[i]);
        return std::find(words.begin(), words.end(), w) != words.end();
    }

    std::size_t skip_article(std::size_t i) const {
        while (i < t_.size() && one_of(i, {"the", "a", "an", "is", "called", "as", "our", "my"}) && t_[i].gap == ' ')
            ++i;
        return i;
    }

    // One past the words of the name that starts at i: capitals, with small words between them; ends after `closing`.
    std::size_t name_end(std::size_t i, word_class closing) const {
        std::size_t end = i;
        for (std::size_t k = i; k < t_.size() && k < i + 7; ++k) {
            if (k > i && t_[k].gap != ' ' && t_[k].gap != '-' && t_[k].gap != '\'' &&
                !(t_[k].gap == '.' && t_[k].begin - t_[k - 1].begin <= 4))
                break;
            if (t_[k].capital && t_[k].digits == false)
                end = k + 1;
            else if (has(k, closing))
                end = k + 1;
            else if (!one_of(k, {"of", "the", "and", "for", "st", "n"}))
                break;
        }
        return end;
    }

    // Small letters: up to the closing word ("oakfield primary school").
    std::size_t closed_end(std::size_t i, word_class closing) const {
        std::size_t end = i;
        for (std::size_t k = i; k < t_.size() && k < i + 5; ++k) {
            if (k > i && t_[k].gap != ' ') break;
            if (has(k, closing) && k > i)
                end = k + 1;
            else if (end > i || has(k, word_class::name_stop))
                break;
        }
        return end;
    }

    bool holds(std::size_t first, std::size_t end, word_class c) const {
        for (auto k = first; k < end; ++k) {
            if (has(k, c)) return true;
        }
        return false;
    }

    void add(std::size_t first, std::size_t end, kind what, char const* rule) {
        finding f;
        f.begin = t_[first].begin;
        f.end = t_[end - 1].end;
        f.what = what;
        f.rule = rule;
        f.who = role::linked;
        f.confidence = 0.85F;
        out_.push_back(std::move(f));
    }

    void school(std::size_t i) {
        i = skip_article(i);
        if (i >= t_.size() || t_[i].gap == '\n' || t_[i].gap == '.') return;
        auto end = std::max(name_end(i, word_class::school_word), closed_end(i, word_class::school_word));
        bool const only_kind = end == i + 1 && has(i, word_class::school_word);
        if (end > i && !only_kind && holds(i, end, word_class::school_word)) add(i, end, kind::school, "school");
    }

    void work(std::size_t i) {
        i = skip_article(i);
        if (i >= t_.size() || t_[i].gap == '\n' || t_[i].gap == '.' || t_[i].gap == ',') return;
        auto end = std::max(name_end(i, word_class::work_word), closed_end(i, word_class::work_word));
        if (end == i && has(i, word_class::brand_stop)) end = i + 1;
        if (end == i + 1 && (has(i, word_class::place_word) || has(i, word_class::work_word) ||
                             has(i, word_class::protected_word) || has(i, word_class::name_stop))) {
            return;
        }
        if (end > i) add(i, end, kind::employer, "employer");
    }

    // "I pray at X", "our mosque X", "my church, St Mark's".
    void worship(cue_hit const& hit) {
        bool const pray = one_of(hit.next - 1, {"at"});
        auto i = skip_article(hit.next);
        if (i >= t_.size() || t_[i].gap == '\n' || t_[i].gap == '.' || !t_[i].capital) return;
        auto const end = name_end(i, word_class::worship_word);
        bool const only_kind = end == i + 1 && has(i, word_class::worship_word);
        if (end > i && !only_kind && (pray || holds(i, end, word_class::worship_word) || end > i + 1))
            add(i, end, kind::worship, "worship");
    }

    scene const& s_;
    token_list const& t_;
    findings& out_;
};

}  // namespace

void find_organisations(scene const& s, findings& out) {
    organisation_scanner(s, out).run();
}

}  // namespace earshot::redact
