// SPDX-License-Identifier: Apache-2.0
// Makes the name table and the name tagger's weights: train_names DATA_DIR REPORTS OUT_DIR [--quiet]
// names_more.tsv lies beside REPORTS.
// DATA_DIR is tests/privacy/data. The same data give the same bytes: sums are whole numbers, chance is a fixed seed.
#include "gateway/redact/name_tagger.hpp"
#include "generated/redact_assets.hpp"
#include "tests/privacy/redaction/train/rows.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <map>
#include <sstream>
#include <unordered_map>

namespace {

using namespace earshot::redact;
using namespace earshot::redact::train;

constexpr int epochs = 7;
constexpr int threshold = -95;  // below zero: a missed name costs more than a covered word
constexpr std::uint64_t seed = 20'240'607;

class chance {  // splitmix64 (Steele, Lea, Flood 2014)
public:
    std::uint64_t next() noexcept {
        state_ += 0x9E3779B97F4A7C15ULL;
        auto z = state_;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31U);
    }
    std::size_t below(std::size_t n) noexcept { return static_cast<std::size_t>(next() % n); }

private:
    std::uint64_t state_{seed};
};

struct name_stock {
    std::vector<std::string> given, family;
};

void split_name(std::string const& name, std::vector<std::string>& out) {
    std::string part;
    for (char c : folded(name) + " ") {
        if (c != ' ' && c != '-' && c != '.')
            part += c;
        else if (!part.empty()) {
            out.push_back(part);
            part.clear();
        }
    }
}

std::string capital(std::string name) {
    if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 32);
    return name;
}

// Facts of every word in the lists, and names to put into sentences.
class name_lists {
public:
    explicit name_lists(std::string const& dir) {
        for (auto const& line : read_lines(dir + "/names/us_ssa_given_1960_2020.tsv")) {
            auto const tab = line.find('\t');
            auto const count = std::stod(line.substr(tab + 1));
            std::vector<std::string> parts;
            split_name(line.substr(0, tab), parts);
            if (parts.empty()) continue;
            int const level = std::clamp(static_cast<int>(std::log10(count)), 1, 6);
            for (auto const& p : parts) {
                raise_given(p, level);
                if (count >= 20) spelt_[p] = std::max(spelt_[p], 1.0);
            }
            if (count >= 200) stock_.given.push_back(capital(parts[0]));
        }
        for (auto const& line : read_lines(dir + "/names/us_census_surnames.txt")) {
            std::vector<std::string> parts;
            split_name(line, parts);
            for (auto const& p : parts) {
                family_[word_hash(p)] = true;
                spelt_[p] = std::max(spelt_[p], 1.0);
            }
            if (line.size() > 3) stock_.family.push_back(capital(line));
        }
        for (auto const& line : read_lines(dir + "/names/world_common_cc0.tsv")) {
            auto const first = line.find('\t');
            auto const second = line.find('\t', first + 1);
            bool const family = line.substr(0, first) == "family";
            auto const name = line.substr(second + 1);
            std::vector<std::string> parts;
            split_name(name, parts);
            for (auto const& p : parts) {
                if (p.size() < 2) continue;
                spelt_[p] = 20;  // few, and of the whole world
                if (family)
                    family_[word_hash(p)] = true;
                else
                    raise_given(p, 4);
            }
            if (name.find(' ') != std::string::npos || name.find('(') != std::string::npos) continue;
            for (int i = 0; i < 6; ++i)
                (family ? stock_.family : stock_.given).push_back(name);  // the world weighs more
        }
        for (auto const& word : read_lines(dir + "/names/british_english_small.txt")) {
            auto const plain = folded(word);
            dictionary_[word_hash(plain)] = true;
            if (!word.empty() && word[0] >= 'a' && word[0] <= 'z') lower_spelt_[plain] = 3;
        }
    }

    // Names of our own list; they count as those of the world do.
    void add_names(std::string const& path) {
        for (auto const& line : read_lines(path)) {
            auto const first = line.find('\t');
            auto const second = line.find('\t', first + 1);
            bool const family = line.substr(0, first) == "family";
            std::istringstream in(line.substr(second + 1));
            for (std::string said; in >> said;) {
                auto const name = folded(said);
                bool const word = dictionary_.find(word_hash(name)) != dictionary_.end();
                if (family)
                    family_[word_hash(name)] = true;
                else
                    raise_given(name, word ? 1 : 3);
                if (name.size() < 3 || word || static_cast<unsigned char>(name[0]) >= 0x80) continue;
                spelt_[name] = 20;
                (family ? stock_.family : stock_.given).push_back(capital(name));
            }
        }
    }

    // Everyday words of other languages, blanks between them.
    void add_words_of_others(std::string const& text) {
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            std::istringstream in(line);
            for (std::string w; line[0] != '#' && in >> w;) {
                auto const plain = folded(w);
                auto const given = given_.find(word_hash(plain));
                auto const known = spelt_.find(plain);
                bool const name = (given != given_.end() && given->second >= 3) ||
                                  (known != spelt_.end() && known->second > 1 && plain.size() > 3);
                if (name) continue;
                dictionary_[word_hash(plain)] = true;
                lower_spelt_[plain] = std::max(lower_spelt_[plain], 3);
            }
        }
    }

    void count_lower_case(row const& r) {
        shadow const plain(r.text);
        for (auto const& t : tokens_of(plain, words_, 100'000).all) {
            auto const place = plain.in_original(t.begin, t.end);
            bool const name = std::any_of(r.persons.begin(), r.persons.end(),
                                          [&](extent p) { return p.begin < place.end && place.begin < p.end; });
            if (t.capital || t.digits || name) continue;
            ++lower_case_[t.hash];
            ++lower_spelt_[folded(word(plain, t))];
        }
    }

    // With `hide` a quarter of the names is left out, so that the tagger learns what to do with names that no list has.
    std::string table(bool hide) const {
        std::map<std::uint32_t, std::uint8_t> all;
        auto const add = [&](std::uint64_t hash) {
            auto const find = [&](auto const& map) { return map.find(hash) != map.end(); };
            auto const g = given_.find(hash);
            auto const n = lower_case_.find(hash);
            int const seen = n == lower_case_.end() ? 0 : n->second;
            int const level = seen == 0 ? 0 : std::clamp(1 + static_cast<int>(std::log(seen) / std::log(3.0)), 1, 7);
            bool const gone = hide && hidden(hash);
            all[static_cast<std::uint32_t>(hash >> 32U)] = word_facts::pack(
                g == given_.end() || gone ? 0 : g->second, find(family_) && !gone, find(dictionary_), level);
        };
        for (auto const& [hash, level] : given_) add(hash);
        for (auto const& [hash, yes] : family_) add(hash);
        for (auto const& [hash, yes] : dictionary_) add(hash);
        for (auto const& [hash, seen] : lower_case_) {
            if (seen >= 2) add(hash);
        }
        std::string out = "ENT2";
        auto const put = [&](std::uint32_t v) { out.append(reinterpret_cast<char const*>(&v), 4); };
        put(static_cast<std::uint32_t>(all.size()));
        for (auto const& [hash, facts] : all) put(hash);
        for (auto const& [hash, facts] : all) out += static_cast<char>(facts);
        return out + triples();
    }

    name_stock const& stock() const noexcept { return stock_; }
    word_lists const& words() const noexcept { return words_; }

private:
    static bool hidden(std::uint64_t hash) noexcept { return (hash >> 21U) % 4 == 0; }

    struct letter_counts {
        std::vector<double> seen = std::vector<double>(letter_triples::count, 0);
        double all = 0;
        void add(std::string_view w, double weight) {
            letter_triples::of_word(w, [&](std::size_t place) {
                seen[place] += weight;
                all += weight;
            });
        }
        double share(std::size_t place) const { return (seen[place] + 1) / (all + letter_triples::count); }
    };

    // Names that no list has must look as in training: the hidden ones do not count.
    std::string triples() const {
        letter_counts of_names;
        letter_counts of_words;
        for (auto const& [w, weight] : spelt_) {
            auto const hash = word_hash(w);
            if (!hidden(hash) && dictionary_.find(hash) == dictionary_.end()) of_names.add(w, weight);
        }
        for (auto const& [w, seen] : lower_spelt_) of_words.add(w, 1 + std::log(seen));
        std::string out;
        for (std::size_t i = 0; i < letter_triples::count; ++i) {
            double const odds = 16 * std::log(of_names.share(i) / of_words.share(i));
            out += static_cast<char>(static_cast<signed char>(std::lround(std::clamp(odds, -100.0, 100.0))));
        }
        return out;
    }

    void raise_given(std::string const& name, int level) {
        auto& g = given_[word_hash(name)];
        g = std::max(g, level);
    }
    word_lists words_;
    name_stock stock_;
    std::map<std::string, double> spelt_;     // names, and how much each counts
    std::map<std::string, int> lower_spelt_;  // other words, and how often
    std::unordered_map<std::uint64_t, int> given_, lower_case_;
    std::unordered_map<std::uint64_t, bool> family_, dictionary_;
};

struct example {
    std::string text;
    std::vector<extent> persons;
};

std::string lower(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return text;
}
std::string upper(std::string text) {
    for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return text;
}

// The row with other names in place of those it has: one word stays one word.
example renamed(row const& r, name_stock const& stock, chance& dice) {
    example out;
    std::size_t at = 0;
    for (auto const& p : r.persons) {
        out.text += r.text.substr(at, p.begin - at);
        auto const old = r.text.substr(p.begin, p.end - p.begin);
        std::string name = stock.given[dice.below(stock.given.size())];
        if (old.find(' ') != std::string::npos)
            name += " " + stock.family[dice.below(stock.family.size())];
        else if (dice.below(4) == 0)
            name = stock.family[dice.below(stock.family.size())];
        out.persons.push_back({out.text.size(), out.text.size() + name.size()});
        out.text += name;
        at = p.end;
    }
    out.text += r.text.substr(at);
    return out;
}

example from_report(std::string const& line, name_stock const& stock, chance& dice) {
    example out;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == 'n') {
            out.text += '\n';
            ++i;
            continue;
        }
        if (line[i] != '{') {
            out.text += line[i];
            continue;
        }
        char const what = line.at(i + 1);
        i += 2;
        auto name =
            what == 'F' ? stock.family[dice.below(stock.family.size())] : stock.given[dice.below(stock.given.size())];
        if (what == 'N') name += " " + stock.family[dice.below(stock.family.size())];
        out.persons.push_back({out.text.size(), out.text.size() + name.size()});
        out.text += name;
    }
    return out;
}

void add_cases(std::vector<example>& all, example e, chance& dice) {
    auto const roll = dice.below(10);
    if (roll < 4) all.push_back({lower(e.text), e.persons});
    if (roll == 4) all.push_back({upper(e.text), e.persons});
    all.push_back(std::move(e));
}

// One text ready to learn from.
struct lesson {
    shadow plain;
    token_list tokens;
    std::vector<word_facts> facts;
    std::vector<bool> gold;
    std::vector<bool> skip;

    lesson(example const& e, word_lists const& words, name_table const& names)
        : plain(e.text), tokens(tokens_of(plain, words, 100'000)), facts(facts_of(plain, tokens, names)) {
        auto const low = std::string_view(plain.lower());
        for (auto const& t : tokens.all) {
            auto const place = plain.in_original(t.begin, t.end);
            gold.push_back(std::any_of(e.persons.begin(), e.persons.end(),
                                       [&](extent p) { return p.begin < place.end && place.begin < p.end; }));
            bool const contact = (t.begin > 0 && (low[t.begin - 1] == '@' || low[t.begin - 1] == '/')) ||
                                 (t.end < low.size() && (low[t.end] == '@' || low.substr(t.end, 3) == "://"));
            skip.push_back(contact);
        }
    }
};

class trainer {
public:
    trainer() : weights_(std::size_t{1} << name_features::table_bits), sums_(weights_.size()) {}

    void learn(lesson const& l) {
        name_features const features(l.plain, l.tokens, l.facts);
        name_features::row row{};
        bool before = false;
        for (std::size_t i = 0; i < l.tokens.size(); ++i) {
            if (l.skip[i] || !features.candidate(i)) {
                before = false;
                continue;
            }
            features.fill(i, before, row);
            std::int64_t sum = 0;
            for (auto const f : row) sum += weights_[f];
            int const wanted = l.gold[i] ? 1 : -1;
            if (sum * wanted <= 8) {  // a margin, so that sure things are sure
                for (auto const f : row) {
                    weights_[f] += wanted;
                    sums_[f] += wanted * steps_;
                }
            }
            ++steps_;
            before = sum > 0;
        }
    }

    std::string blob() const {
        std::vector<double> average(weights_.size());
        double highest = 0;
        for (std::size_t i = 0; i < weights_.size(); ++i) {
            auto const scaled = static_cast<std::int64_t>(weights_[i]) * steps_ - sums_[i];
            average[i] = static_cast<double>(scaled) / static_cast<double>(steps_);
            highest = std::max(highest, std::abs(average[i]));
        }
        double const scale = std::min(127.0 / highest, 8.0);
        std::string out = "ETW1";
        std::int32_t const t = threshold;
        out.append(reinterpret_cast<char const*>(&t), 4);
        for (double a : average) out += static_cast<char>(static_cast<signed char>(std::lround(a * scale)));
        std::printf("highest weight %.1f, scale %.2f\n", highest, scale);
        return out;
    }

private:
    std::vector<std::int32_t> weights_;
    std::vector<std::int64_t> sums_;
    std::int64_t steps_{1};
};

struct tally {
    int names = 0, full = 0, found_words = 0, right_words = 0;
};

// Entities fully covered, and words rightly covered, at thresholds around the one that is built in.
void report(std::vector<row> const& rows, word_lists const& words, name_table const& names, std::string const& blob) {
    for (int shift : {-160, -80, -40, 0, 40, 80}) {
        auto moved = blob;
        std::int32_t const t = threshold + shift;
        std::copy_n(reinterpret_cast<char const*>(&t), 4, moved.begin() + 4);
        name_tagger const tagger(moved);
        tally n;
        for (auto const& r : rows) {
            lesson const l({r.text, r.persons}, words, names);
            auto const scores = tagger.tag(name_features(l.plain, l.tokens, l.facts), l.skip);
            for (std::size_t i = 0; i < scores.size(); ++i) {
                n.found_words += scores[i] > 0 ? 1 : 0;
                n.right_words += scores[i] > 0 && l.gold[i] ? 1 : 0;
            }
            for (auto const& p : r.persons) {
                ++n.names;
                bool all = true;
                for (std::size_t i = 0; i < scores.size(); ++i) {
                    auto const place = l.plain.in_original(l.tokens[i].begin, l.tokens[i].end);
                    if (place.begin < p.end && p.begin < place.end && scores[i] <= 0 && !l.skip[i]) all = false;
                }
                n.full += all ? 1 : 0;
            }
        }
        std::printf("  threshold %+4d: recall (whole names) %.3f, precision (words) %.3f\n", t,
                    n.names ? double(n.full) / n.names : 0, n.found_words ? double(n.right_words) / n.found_words : 0);
    }
}

void write_file(std::string const& path, std::string const& bytes) {
    std::ofstream out(path, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!out) throw std::runtime_error("cannot write " + path);
}

void train_all(std::string const& dir, std::string const& reports, std::string const& out_dir, bool quiet) {
    name_lists lists(dir);
    lists.add_names(reports.substr(0, reports.rfind('/') + 1) + "names_more.tsv");
    lists.add_words_of_others(std::string(redact_asset("other_languages.txt")));
    chance dice;
    std::vector<row> kept;
    std::vector<example> examples;
    for (auto const* file : {"/btc_dev.jsonl", "/wnut17_dev.jsonl"}) {
        for (auto& r : read_rows(dir + file)) {
            if (held_out(r.id)) {
                kept.push_back(std::move(r));
                continue;
            }
            lists.count_lower_case(r);
            if (!r.persons.empty()) {
                add_cases(examples, renamed(r, lists.stock(), dice), dice);
                if (dice.below(2) == 0) add_cases(examples, renamed(r, lists.stock(), dice), dice);
            }
            add_cases(examples, {r.text, r.persons}, dice);
        }
    }
    for (auto const& r : read_rows(dir + "/sms_silver_dev.jsonl")) lists.count_lower_case(r);
    for (auto const& line : read_lines(reports)) {
        int const copies = line.find('{') == std::string::npos ? 3 : 12;
        for (int i = 0; i < copies; ++i) add_cases(examples, from_report(line, lists.stock(), dice), dice);
    }
    auto const table = lists.table(false);
    name_table const names(table);
    auto const hiding = lists.table(true);
    name_table const partly(hiding);
    write_file(out_dir + "/names.bin", table);
    std::vector<lesson> lessons;
    lessons.reserve(examples.size());
    for (auto const& e : examples) lessons.emplace_back(e, lists.words(), partly);
    std::vector<std::size_t> order(lessons.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    trainer learner;
    for (int epoch = 0; epoch < epochs; ++epoch) {
        for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[dice.below(i)]);
        for (auto const i : order) learner.learn(lessons[i]);
    }
    auto const blob = learner.blob();
    write_file(out_dir + "/tagger.bin", blob);
    std::printf("%zu examples, table %zu bytes\n", examples.size(), table.size());
    if (quiet) return;
    std::printf("held out (%zu rows)\n", kept.size());
    report(kept, lists.words(), names, blob);
    std::printf("synthetic, never trained on\n");
    report(read_rows(dir + "/synth_dev.jsonl"), lists.words(), names, blob);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 4) {
        std::fprintf(stderr, "usage: train_names DATA_DIR REPORTS OUT_DIR [--quiet]\n");
        return 2;
    }
    try {
        train_all(argv[1], argv[2], argv[3], argc > 4);
    } catch (std::exception const& e) {
        std::fprintf(stderr, "train_names: %s\n", e.what());
        return 1;
    }
    return EXIT_SUCCESS;
}
