// SPDX-License-Identifier: Apache-2.0
// IP and hardware addresses.
#include "gateway/redact/chars.hpp"
#include "gateway/redact/checks.hpp"
#include "gateway/redact/scene.hpp"
#include "gateway/redact/undisguised.hpp"

#include <algorithm>

namespace earshot::redact {
namespace {

bool hex(char c) noexcept {
    return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f');
}

// Six octets with ':' or '-', or three groups of four with dots (IEEE 802; Cisco).
bool hardware(std::string_view text) {
    auto const shaped = [&](std::size_t group, std::size_t groups, char mark) {
        if (text.size() != groups * (group + 1) - 1) return false;
        for (std::size_t i = 0; i < text.size(); ++i) {
            bool const edge = i % (group + 1) == group;
            if (edge ? text[i] != mark : !hex(text[i])) return false;
        }
        return true;
    };
    return shaped(2, 6, ':') || shaped(2, 6, '-') || shaped(4, 3, '.');
}

class network_scanner {
public:
    network_scanner(std::string_view low, bool figures, undisguised const* signs, findings& out)
        : low_(low), figures_(figures), signs_(signs), out_(out) {}

    void run() {
        bool const dots = figures_ && low_.find('.') != std::string_view::npos;
        if (dots) dotted_quads();
        twice(':', 5);
        twice('-', 3);
        if (dots) grouped_by_dots();
        std::sort(runs_.begin(), runs_.end());
        runs_.erase(std::unique(runs_.begin(), runs_.end()), runs_.end());
        for (auto const& [begin, end] : runs_) colon_forms(begin, end);
    }

private:
    void add(std::size_t begin, std::size_t end, kind what, char const* rule) {
        finding f;
        f.begin = static_cast<std::uint32_t>(begin);
        f.end = static_cast<std::uint32_t>(end);
        f.what = what;
        f.rule = rule;
        if (signs_ == nullptr || signs_->put_back(f)) out_.push_back(std::move(f));
    }

    // Puts down the run without blanks that `at` stands in, unless that was done; addresses lie inside of one.
    // Returns its end.
    std::size_t note_run(std::size_t at) {
        auto begin = at;
        while (begin > 0 && !is_space(low_[begin - 1])) --begin;
        auto end = at;
        while (end < low_.size() && !is_space(low_[end])) ++end;
        runs_.emplace_back(begin, end);
        return end;
    }

    // The mark stands twice with fewer than `reach` bytes between: groups of addresses are short.
    void twice(char mark, std::size_t reach) {
        auto last = low_.find(mark);
        while (last != std::string_view::npos) {
            auto next = low_.find(mark, last + 1);
            if (next != std::string_view::npos && next - last <= reach) next = low_.find(mark, note_run(next));
            last = next;
        }
    }

    // Four hexadecimal figures between two dots.
    void grouped_by_dots() {
        for (auto dot = low_.find('.'); dot != std::string_view::npos; dot = low_.find('.', dot + 1)) {
            if (dot + 5 < low_.size() && low_[dot + 5] == '.' &&
                std::all_of(low_.begin() + static_cast<std::ptrdiff_t>(dot) + 1,
                            low_.begin() + static_cast<std::ptrdiff_t>(dot) + 5, hex))
                dot = note_run(dot) - 1;
        }
    }

    // Found by their first dot.
    void dotted_quads() {
        for (auto dot = low_.find('.'); dot != std::string_view::npos; dot = low_.find('.', dot + 1)) {
            std::size_t begin = dot;
            while (begin > 0 && dot - begin < 4 && is_digit(low_[begin - 1])) --begin;
            if (begin == dot || (begin > 0 && (low_[begin - 1] == '.' || is_word(low_[begin - 1])))) continue;
            std::size_t end = dot;
            int dots = 0;
            while (end < low_.size() && end - begin < 16 && (is_digit(low_[end]) || low_[end] == '.')) {
                dots += low_[end] == '.' ? 1 : 0;
                ++end;
            }
            if (low_[end - 1] == '.') {
                --end;
                --dots;
            }
            if (dots == 3 && ipv4(low_.substr(begin, end - begin))) add(begin, end, kind::ip, "ip.v4");
        }
    }

    void colon_forms(std::size_t from, std::size_t to) {
        static constexpr byte_set parts("0123456789abcdefABCDEF:.-");
        auto const part = [](char c) { return parts.has(c); };
        for (std::size_t i = from; i < to;) {
            if (!part(low_[i]) || (i > 0 && is_word(low_[i - 1]))) {
                bool const inside = is_word(low_[i]);  // no address begins inside a word
                ++i;
                while (inside && i < low_.size() && is_word(low_[i])) ++i;
                continue;
            }
            std::size_t end = i;
            int colons = 0;
            int marks = 0;
            while (end < low_.size() && end - i < 64 && part(low_[end])) {
                colons += low_[end] == ':' ? 1 : 0;
                marks += hex(low_[end]) ? 0 : 1;
                ++end;
            }
            std::size_t const next = std::max(end, i + 1);
            if (marks >= 2 && (end == low_.size() || !is_word(low_[end]))) {
                std::size_t begin = i;
                while (begin < end && (low_[begin] == '.' || low_[begin] == '-')) ++begin;
                while (end > begin && (low_[end - 1] == '.' || low_[end - 1] == '-' ||
                                       (low_[end - 1] == ':' && (end - begin < 2 || low_[end - 2] != ':')))) {
                    --end;
                }
                auto const text = low_.substr(begin, end - begin);
                bool const clock = text.size() <= 8 && text.find("::") == std::string_view::npos && colons <= 2;
                if (hardware(text))
                    add(begin, end, kind::mac, "mac");
                else if (colons >= 2 && !clock && text.size() >= 3 && ipv6(text))
                    add(begin, end, kind::ip, "ip.v6");
            }
            i = next;
        }
    }

    std::string_view low_;
    bool figures_;
    std::vector<std::pair<std::size_t, std::size_t>> runs_;
    undisguised const* signs_;
    findings& out_;
};

}  // namespace

void find_network(scene const& s, undisguised const& signs, findings& out) {
    bool const figures = !s.digits.empty();
    network_scanner(s.low(), figures, nullptr, out).run();
    if (!signs.empty()) network_scanner(signs.low(), figures, &signs, out).run();
}

}  // namespace earshot::redact
