// SPDX-License-Identifier: Apache-2.0
#include "gateway/redact/chars.hpp"
#include "gateway/redact/continued.hpp"
#include "gateway/redact/cover.hpp"
#include "gateway/redact/decide.hpp"
#include "gateway/redact/inspect.hpp"
#include "gateway/redact/marks.hpp"
#include "gateway/redact/operator_lists.hpp"
#include "gateway/redact/people.hpp"
#include "gateway/redact/resolve.hpp"
#include "gateway/redact/undisguised.hpp"
#include "generated/redact_model_assets.hpp"

#include <algorithm>

namespace earshot::redact {
namespace {

constexpr int most_passes = 12;  // what is covered changes what stands beside it; it ends, or a person looks

constexpr std::size_t expected_findings = 16;

struct pass_result {
    std::vector<cover> covers;  // places in the text of the pass
    bool over_budget{};
};

std::string canonical(std::string_view shadow_text, kind what) {
    std::string out;
    for (char c : shadow_text) {
        if (is_word(c) || (c == '@' && what == kind::email)) out += to_lower(c);
    }
    if (what == kind::phone) {
        if (out.substr(0, 4) == "0044") out.erase(0, 2);
        if (out.substr(0, 3) == "440") out.erase(2, 1);
        if (out.substr(0, 2) == "44" && out.size() > 10) out = "0" + out.substr(2);
    }
    return out;
}

class builtin_engine : public inspecting_engine {
public:
    builtin_engine() : names_(redact_model_asset("names.bin")), tagger_(redact_model_asset("tagger.bin")) {
        for (auto const& n : lists_.keep_numbers()) keep_.push_back(n);
    }

    outcome strip(std::string_view text, policy const& how, case_knowledge& knows,
                  std::vector<std::string> const& names, std::int64_t at_ms) const override {
        return inspect(text, how, knows, names, at_ms).result;
    }

    inspection inspect(std::string_view text, policy const& how, case_knowledge& knows,
                       std::vector<std::string> const& names, std::int64_t at_ms) const override {
        if (text.size() > bounds::text) return held("the text is longer than 1 MB");
        std::string repaired;
        if (!is_well_formed(text)) text = repaired = well_formed(text);
        auto const keep = keep_numbers(how);
        learn_names(names, names_, knows);
        std::vector<cover> covers;
        for (int pass = 0; pass < most_passes; ++pass) {
            shown_text const shown(text, covers);
            auto found = look(shown.text(), how, keep, knows, at_ms, pass == 0);
            if (found.over_budget) return held("the text needs more work than one message may");
            bool hides = false;
            for (auto& c : found.covers) {
                hides = hides || !c.what.keep;
                c.place = shown.in_original(c.place);
                c.hidden = shown.in_original(c.hidden);
            }
            if (pass == 0 || hides) merge(covers, std::move(found.covers));
            if (covers.size() > bounds::masks) return held("more places to cover than one message may have");
            if (!hides && pass > 0) return finish(shown, covers);
            if (!hides) return finish(shown_text(text, covers), covers);
        }
        return held("what was covered still reads as contact data");
    }

private:
    static inspection held(char const* reason) {
        inspection out;
        out.result.held = true;
        out.result.held_reason = reason;
        return out;
    }

    std::vector<std::string> keep_numbers(policy const& how) const {
        auto out = keep_;
        for (auto const& n : how.keep_numbers) {
            std::string plain;
            for (char c : n) {
                if (is_digit(c) || (c == '+' && plain.empty())) plain += c;
            }
            if (!plain.empty()) out.push_back(plain);
        }
        return out;
    }

    pass_result look(std::string_view text, policy const& how, std::vector<std::string> const& keep,
                     case_knowledge& knows, std::int64_t at_ms, bool first_pass) const {
        work_budget work(text.size());
        shadow plain(text);
        cover_placeholders(plain, lists_);
        auto const tokens = tokens_of(plain, lists_, bounds::tokens);
        auto const digits = digits_of(plain, tokens, lists_);
        auto const cues = cues_of(tokens, lists_, work);
        scene const s{plain, lists_, tokens, digits, cues, work};
        findings found;
        found.reserve(expected_findings);
        find_numbers(s, keep, found);
        undisguised const signs(s);
        find_contacts(s, signs, found);
        find_network(s, signs, found);
        find_codes(s, found);
        find_postcodes(s, found);
        find_addresses(s, found);
        find_references(s, found);
        find_organisations(s, found);
        find_coordinates(s, found);
        find_dates(s, how.level, at_ms, found);
        if (first_pass) find_continued(s, knows, at_ms, found);
        find_partial(s, found);
        find_people(s, names_, tagger_, knows, found);
        decide(s, how, found);
        found = resolve(std::move(found));
        apply_operator_lists(plain, knows, found);
        if (first_pass) remember_open_digits(s, found, knows, at_ms);

        pass_result out;
        out.over_budget = work.empty() || tokens.cut;
        out.covers.reserve(found.size());
        for (auto& f : found) {
            cover c;
            c.place = plain.in_original(f.begin, f.end);
            c.hidden = f.core > 0 ? plain.in_original(f.begin, f.begin + f.core) : c.place;
            if (!f.keep) {
                auto const value = std::string_view(plain.lower()).substr(f.begin, f.end - f.begin);
                c.shown = shown_for(f, how, knows, canonical(value, f.what));
            }
            c.what = std::move(f);
            out.covers.push_back(std::move(c));
        }
        return out;
    }

    static inspection finish(shown_text const& shown, std::vector<cover> const& covers) {
        inspection out;
        out.result.covers.reserve(covers.size());
        out.spans.reserve(covers.size());
        for (std::size_t i = 0; i < covers.size(); ++i) {
            auto const& c = covers[i];
            auto const at = shown.of_cover(i);
            out.result.covers.push_back({std::string(covered_name(c.what.what)), c.what.rule,
                                         c.what.model                                  ? "model"
                                         : std::string_view(c.what.rule) == "operator" ? "human"
                                                                                       : "rule",
                                         std::string(name(c.what.who)), at.begin, at.end - at.begin,
                                         static_cast<double>(c.what.confidence)});
            out.spans.push_back({c.place.begin, c.place.end, c.what.what, c.what.who, c.what.rule, c.what.confidence,
                                 c.what.model, c.what.keep});
        }
        out.result.text = stamp::clean(shown.text());
        return out;
    }

    word_lists lists_;
    name_table names_;
    name_tagger tagger_;
    std::vector<std::string> keep_;
};

}  // namespace

std::unique_ptr<inspecting_engine const> make_inspecting_engine() {
    return std::make_unique<builtin_engine const>();
}
std::unique_ptr<engine const> make_engine() {
    return make_inspecting_engine();
}

}  // namespace earshot::redact
