// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/quoted.hpp"

#include "adapters/email/smtp_command.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace earshot::email {
namespace {

std::string_view trim(std::string_view t) {
    auto const blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!t.empty() && blank(t.front())) t.remove_prefix(1);
    while (!t.empty() && blank(t.back())) t.remove_suffix(1);
    return t;
}

std::string_view unquoted(std::string_view t) {
    while (!t.empty() && (t.front() == '>' || t.front() == ' ')) t.remove_prefix(1);
    return trim(t);
}

template <std::size_t N>
bool starts(std::array<std::string_view, N> const& list, std::string_view t) {
    return std::any_of(list.begin(), list.end(), [&](std::string_view s) { return t.starts_with(s); });
}
template <std::size_t N>
bool ends(std::array<std::string_view, N> const& list, std::string_view t) {
    return std::any_of(list.begin(), list.end(), [&](std::string_view s) { return t.ends_with(s); });
}
template <std::size_t N>
bool holds(std::array<std::string_view, N> const& list, std::string_view t) {
    return std::any_of(list.begin(), list.end(),
                       [&](std::string_view s) { return t.find(s) != std::string_view::npos; });
}

// All in lower case (ASCII); other letters as mail programs write them.
constexpr std::array<std::string_view, 8> on_words{"on ", "am ", "le ", "el ", "il giorno ", "op ", "w dniu ", "em "};
constexpr std::array<std::string_view, 10> wrote_words{
    "wrote:",      "schrieb:", "a écrit :",   "a écrit\xC2\xA0:", "escribió:",
    "ha scritto:", "schreef:", "napisał(a):", "napisał:",         "escreveu:"};
constexpr std::array<std::string_view, 8> original_words{
    "original message",    "ursprüngliche nachricht", "message d'origine",    "mensaje original",
    "messaggio originale", "oorspronkelijk bericht",  "wiadomość oryginalna", "original-nachricht"};
constexpr std::array<std::string_view, 8> forward_words{
    "forwarded message", "begin forwarded message", "weitergeleitete nachricht", "message transféré",
    "mensaje reenviado", "messaggio inoltrato",     "doorgestuurd bericht",      "wiadomość przekazana"};
constexpr std::array<std::string_view, 8> from_words{"from:", "von:", "de:", "de :", "da:", "van:", "od:", "*from:*"};
constexpr std::array<std::string_view, 14> block_words{"sent:",    "date:",      "to:",      "subject:", "gesendet:",
                                                       "datum:",   "an:",        "betreff:", "envoyé",   "enviado",
                                                       "inviato:", "verzonden:", "*sent:*",  "*date:*"};
constexpr std::array<std::string_view, 8> device_words{"sent from my ",   "sent from outlook",  "get outlook for ",
                                                       "von meinem ",     "gesendet von ",      "envoyé de mon ",
                                                       "sent from yahoo", "sent from mail for "};

bool dashes_around(std::string_view t) {
    return t.starts_with("--") && t.ends_with("--");
}

bool forward_mark(std::string_view low) {
    return (dashes_around(low) || low.starts_with("begin ")) && holds(forward_words, low) && low.size() < 120;
}

enum class kind : std::uint8_t { own, empty, quote, head, signature };

struct line {
    std::string_view text;  // with its LF
    enum kind kind { kind::own };
};

std::vector<line> cut(std::string_view text) {
    std::vector<line> out;
    while (!text.empty()) {
        auto const end = text.find('\n');
        auto const n = end == std::string_view::npos ? text.size() : end + 1;
        out.push_back({text.substr(0, n)});
        text.remove_prefix(n);
    }
    return out;
}

std::string low_line(line const& l) {
    auto t = l.text;
    if (t.ends_with('\n')) t.remove_suffix(1);
    return lower(trim(t.substr(0, 400)));
}

// "On ... wrote:", perhaps broken over up to three lines. Returns how many, 0: none.
std::size_t attribution(std::vector<std::string> const& low, std::size_t at) {
    std::string_view const first = unquoted(low[at]);
    if (!starts(on_words, first)) return 0;
    for (std::size_t n = 1; n <= 3 && at + n <= low.size(); ++n) {
        auto const last = unquoted(low[at + n - 1]);
        if (ends(wrote_words, last)) return n;
        if (last.empty()) return 0;
        // German programs put the name last: "Am 3. Mai schrieb Ada:"
        if (n < 3 && last.ends_with(':') &&
            (last.find("schrieb ") != std::string_view::npos || last.find("wrote ") != std::string_view::npos))
            return n;
    }
    return 0;
}

// A block "From: ... Sent: ... To: ..." of at least two more known lines.
bool header_block(std::vector<std::string> const& low, std::size_t at) {
    if (!starts(from_words, unquoted(low[at]))) return false;
    std::size_t known = 0;
    for (std::size_t i = at + 1; i < low.size() && i <= at + 6; ++i)
        if (starts(block_words, unquoted(low[i]))) ++known;
    return known >= 2;
}

bool original_mark(std::string_view low) {
    low = unquoted(low);
    return dashes_around(low) && low.size() < 120 && holds(original_words, low);
}

// Where everything from there on is history; low.size() when nowhere.
std::size_t history_start(std::vector<std::string> const& low) {
    for (std::size_t i = 0; i < low.size(); ++i) {
        if (original_mark(low[i]) || unquoted(low[i]).find(separator_line) != std::string_view::npos) return i;
        if (header_block(low, i)) {
            // Outlook draws a line above its block.
            bool const rule = i > 0 && low[i - 1].size() > 8 && low[i - 1].find_first_not_of('_') == std::string::npos;
            return rule ? i - 1 : i;
        }
    }
    return low.size();
}

// "Your answer: [ 2 ]" or "Your answer: [ ] 2": the label and whether something was written there.
struct slot {
    std::string_view label;
    bool filled{};
};

slot slot_of(std::string_view t) {
    auto const open = t.find(": [");
    if (open == std::string_view::npos || open > 60) return {};
    auto const close = t.find(']', open);
    if (close == std::string_view::npos) return {};
    auto const inside = trim(t.substr(open + 3, close - open - 3));
    return {t.substr(0, open + 1), !inside.empty() || !trim(t.substr(close + 1)).empty()};
}

// Were answers written into the list that we sent?
bool slots_filled(std::vector<std::string> const& low, std::size_t from) {
    std::string_view label;
    for (auto i = from; i < low.size(); ++i) {
        auto const s = slot_of(unquoted(low[i]));
        if (s.filled) return true;
        if (!s.label.empty()) label = s.label;
    }
    if (label.empty()) return false;
    // The brackets were replaced by the answer.
    return std::any_of(low.begin() + static_cast<std::ptrdiff_t>(from), low.end(), [&](std::string const& l) {
        auto const t = unquoted(l);
        return t.starts_with(label) && slot_of(t).label.empty() && t.size() > label.size();
    });
}

// The history has its '>' and there are lines without one below: those are new.
bool written_below(std::vector<std::string> const& low, std::size_t from) {
    bool marked = false;
    for (auto i = from; i < low.size(); ++i) {
        if (low[i].starts_with('>'))
            marked = true;
        else if (marked && !low[i].empty())
            return true;
    }
    return false;
}

bool signature_start(std::string_view raw, std::string_view low) {
    return raw == "-- \n" || raw == "--\n" || raw == "-- " || raw == "--" ||
           (starts(device_words, low) && low.size() < 60);
}

void classify(std::vector<line>& lines, std::vector<std::string> const& low) {
    auto history = history_start(low);
    if (history < low.size() && (slots_filled(low, history) || written_below(low, history))) {
        // What stands above the list itself (who wrote, when, to whom) is no answer.
        auto list = history;
        while (list < low.size() && unquoted(low[list]).find(separator_line) == std::string_view::npos) ++list;
        if (list < low.size())
            for (auto i = history; i <= list; ++i) lines[i].kind = kind::head;
        history = low.size();
    }
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].kind == kind::head) continue;
        if (i >= history)
            lines[i].kind = kind::quote;
        else if (low[i].empty())
            lines[i].kind = kind::empty;
        else if (low[i].starts_with('>'))
            lines[i].kind = kind::quote;
    }
    for (std::size_t i = 0; i < history; ++i) {
        auto const n = attribution(low, i);
        if (n == 0) continue;
        // Only an attribution that quoted text follows is one; "On Monday he wrote:" is a story.
        auto next = std::min(i + n, lines.size());
        while (next < lines.size() && lines[next].kind == kind::empty) ++next;
        bool const leads = next >= history || lines[next].kind == kind::quote;
        for (std::size_t k = i; leads && k < std::min(i + n, history); ++k) lines[k].kind = kind::head;
        i += n - 1;
    }
    // A signature is at the end of the own words, at most ten lines long.
    std::size_t last = lines.size();
    while (last > 0 && lines[last - 1].kind != kind::own) --last;
    for (std::size_t i = last > 10 ? last - 10 : 0; i < last; ++i) {
        if (lines[i].kind != kind::own || !signature_start(lines[i].text, low[i])) continue;
        for (std::size_t k = i; k < last; ++k)
            if (lines[k].kind != kind::quote) lines[k].kind = kind::signature;
        break;
    }
}

// Quotes between the person's own lines are what they answer point by point: they stay.
void keep_inline_answers(std::vector<line>& lines) {
    std::size_t last = lines.size();
    while (last > 0 && lines[last - 1].kind != kind::own) --last;
    for (std::size_t i = 0; i < last; ++i)
        if (lines[i].kind == kind::quote) lines[i].kind = kind::own;
}

bool bottom_answer(std::vector<line> const& lines) {
    // History first, own words below it: then the history is no inline quote.
    auto const first = std::find_if(lines.begin(), lines.end(), [](line const& l) { return l.kind != kind::empty; });
    if (first == lines.end() || first->kind == kind::own) return false;
    bool seen_own = false;
    for (auto it = first; it != lines.end(); ++it) {
        if (it->kind == kind::own)
            seen_own = true;
        else if (seen_own && it->kind == kind::quote)
            return false;
    }
    return seen_own;
}

std::string trimmed(std::string text) {
    auto const first = text.find_first_not_of("\n");
    auto const last = text.find_last_not_of(" \t\n");
    if (first == std::string::npos || last == std::string::npos) return {};
    return text.substr(first, last - first + 1);
}

}  // namespace

bool holds_forward(std::string_view text) {
    for (auto const& l : cut(text))
        if (forward_mark(unquoted(low_line(l)))) return true;
    return false;
}

split_text split_answer(std::string_view text) {
    split_text out;
    auto lines = cut(text);
    std::vector<std::string> low;
    low.reserve(lines.size());
    for (auto const& l : lines) low.push_back(low_line(l));
    out.forward = std::any_of(low.begin(), low.end(), [](auto const& l) { return forward_mark(unquoted(l)); });
    if (out.forward) {
        out.own = trimmed(std::string(text));
        return out;
    }
    classify(lines, low);
    if (slots_filled(low, 0)) {
        for (auto& l : lines)
            if (l.kind == kind::quote) l.kind = kind::own;
    } else if (!bottom_answer(lines)) {
        keep_inline_answers(lines);
    }
    for (auto const& l : lines) {
        bool const mine = l.kind == kind::own || l.kind == kind::empty;
        (mine ? out.own : out.aside).append(l.text);
    }
    out.own = trimmed(std::move(out.own));
    out.aside = trimmed(std::move(out.aside));
    if (out.own.empty()) {
        out.own = trimmed(std::string(text));
        out.aside.clear();
    }
    return out;
}

}  // namespace earshot::email
