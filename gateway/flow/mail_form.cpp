// SPDX-License-Identifier: Apache-2.0
#include "gateway/flow/mail_form.hpp"

#include "gateway/flow/plain_words.hpp"
#include "gateway/flow/view.hpp"

#include <algorithm>
#include <cctype>

namespace earshot::flow {
namespace {

std::string_view trim(std::string_view s) {
    auto const blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!s.empty() && blank(s.front())) s.remove_prefix(1);
    while (!s.empty() && blank(s.back())) s.remove_suffix(1);
    return s;
}

struct line {
    std::string_view text;
    bool quoted{};
};

line unquoted(std::string_view s) {
    line out{trim(s), false};
    while (!out.text.empty() && out.text.front() == '>') {
        out.quoted = true;
        out.text = trim(out.text.substr(1));
    }
    return out;
}

class reader {
public:
    reader(script const& flow, std::vector<question const*> const& listed, std::vector<question const*> const& path)
        : flow_(flow), listed_(listed), path_(path) {
        if (listed.size() == 1) current_ = listed.front();
    }

    // True: the line is the person's own words.
    bool take(line const& l) {
        if (l.text.empty()) return false;
        auto const plain = folded(l.text);
        if (is_ours(plain, l.text)) return false;
        if (auto const slot = slot_content(l.text)) {
            if (current_ && !slot->empty()) answer(*current_, *slot);
            return false;
        }
        std::string_view rest;
        if (auto const* q = heading(l.text, rest)) {
            auto const asked = folded(wording_of(*q, medium::mail));
            if (rest.empty() || folded(rest) == asked) {
                current_ = q;
                return false;
            }
            // "3. What happened? ... 2 3": the answer behind the question, on its line.
            if (auto const tail = behind_question(*q, rest); !tail.empty()) {
                current_ = q;
                if (!l.quoted) answer(*q, tail);
                return false;
            }
            if (!l.quoted && answer(*q, rest)) {
                current_ = nullptr;
                return false;
            }
            if (l.quoted) current_ = q;
            return !l.quoted;
        }
        if (l.quoted) return false;
        if (current_ && answer(*current_, l.text)) {
            current_ = nullptr;
            return false;
        }
        return true;
    }

    mail_reading out;

private:
    std::optional<std::string_view> slot_content(std::string_view text) const {
        auto const label = text_of(flow_, "MAIL_SLOT", medium::mail);
        auto const colon = label.find(':');
        auto const head = folded(label.substr(0, colon));
        auto const at = text.find(':');
        if (at == std::string_view::npos || folded(text.substr(0, at)) != head) return std::nullopt;
        auto body = trim(text.substr(at + 1));
        std::string_view inside = body;
        if (!body.empty() && body.front() == '[') {
            auto const close = body.find(']');
            inside = trim(body.substr(1, close == std::string_view::npos ? close : close - 1));
            // Written behind the brackets instead of into them.
            if (inside.empty() && close != std::string_view::npos) inside = trim(body.substr(close + 1));
        }
        return inside;
    }

    // A line of the list itself: an option of the question at hand, or one of our own sentences.
    bool is_ours(std::string const& plain, std::string_view) const {
        if (current_) {
            for (auto const& o : current_->options)
                if (plain == folded(o.digit + " " + o.label)) return true;
        }
        for (auto const* id : {"MAIL_FIRST", "MAIL_ASK", "MAIL_MORE", "EM", "SUIC", "MEDIA", "FILE", "FILE_KIND",
                               "FILE_LARGE", "FILE_BAD"})
            if (flow_.texts.contains(id) && plain == folded(text_of(flow_, id, medium::mail))) return true;
        return false;
    }

    question const* numbered(int n) const {
        for (auto const* list : {&listed_, &path_})
            for (auto const* q : *list)
                if (number_of(*q) == n) return q;
        for (auto const& q : flow_.questions)
            if (number_of(q) == n && offered(q, medium::mail)) return &q;
        return nullptr;
    }

    question const* keyed(std::string const& key) const {
        for (auto const* list : {&listed_, &path_})
            for (auto const* q : *list)
                if (std::any_of(q->keys.begin(), q->keys.end(), [&](auto const& k) { return folded(k) == key; }))
                    return q;
        return nullptr;
    }

    // "Q4: 2", "4) 2 3", "4. Why ...", "Why: race".
    question const* heading(std::string_view text, std::string_view& rest) const {
        std::size_t at = 0;
        if (text.size() > 1 && (text[0] == 'Q' || text[0] == 'q') && std::isdigit(static_cast<unsigned char>(text[1])))
            at = 1;
        std::size_t const from = at;
        while (at < text.size() && std::isdigit(static_cast<unsigned char>(text[at]))) ++at;
        if (at > from && at - from <= 2) {
            int const n = std::stoi(std::string(text.substr(from, at - from)));
            while (at < text.size() && std::isalpha(static_cast<unsigned char>(text[at])) && from == 1) ++at;
            if (at < text.size() && (text[at] == '.' || text[at] == ')' || text[at] == ':')) {
                rest = trim(text.substr(at + 1));
                return numbered(n);
            }
            return nullptr;
        }
        auto const colon = text.find(':');
        if (colon == std::string_view::npos || colon > 20) return nullptr;
        auto const* q = keyed(folded(text.substr(0, colon)));
        if (q) rest = trim(text.substr(colon + 1));
        return q;
    }

    static std::string_view behind_question(question const& q, std::string_view rest) {
        auto const& asked = wording_of(q, medium::mail);
        return rest.starts_with(asked) ? trim(rest.substr(asked.size())) : std::string_view();
    }

    bool answer(question const& q, std::string_view text) {
        auto u = understand(flow_, q, text);
        if (!u) return false;
        auto const old =
            std::find_if(out.answers.begin(), out.answers.end(), [&](auto const& a) { return a.first == &q; });
        if (old != out.answers.end()) {
            out.texts[static_cast<std::size_t>(old - out.answers.begin())].second = text;
            old->second = std::move(*u);
        } else {
            out.answers.emplace_back(&q, std::move(*u));
            out.texts.emplace_back(&q, std::string(text));
        }
        return true;
    }

    script const& flow_;
    std::vector<question const*> const& listed_;
    std::vector<question const*> const& path_;
    question const* current_{};
};

}  // namespace

mail_reading read_mail(script const& flow, std::vector<question const*> const& listed,
                       std::vector<question const*> const& path, std::string_view raw) {
    reader r(flow, listed, path);
    std::vector<bool> own;
    for (std::size_t at = 0; at <= raw.size();) {
        auto const end = std::min(raw.find('\n', at), raw.size());
        own.push_back(r.take(unquoted(raw.substr(at, end - at))));
        at = end + 1;
    }
    r.out.own_line = std::move(own);
    return std::move(r.out);
}

}  // namespace earshot::flow
