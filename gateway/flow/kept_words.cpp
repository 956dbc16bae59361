// SPDX-License-Identifier: Apache-2.0
#include "gateway/flow/kept_words.hpp"

#include <algorithm>

namespace earshot::flow {

redacted_text below(redacted_text const& first, redacted_text const& second) {
    if (first.empty()) return second;
    if (second.empty()) return first;
    return redact::stamp::clean(first.str() + "\n" + second.str());
}

redacted_text read_back(std::string text) {
    return redact::stamp::clean(std::move(text));
}

void append_words(answer& to, kept const& more) {
    if (more.text.empty()) return;
    std::size_t const shift = to.words.empty() ? 0 : to.words.str().size() + 1;
    to.words = below(to.words, more.text);
    for (auto c : more.covers) {
        c.start += shift;
        to.covers.push_back(std::move(c));
    }
}

kept without_start(kept const& all, std::size_t bytes) {
    kept out;
    bytes = std::min(bytes, all.text.str().size());
    out.text = redact::stamp::clean(all.text.str().substr(bytes));
    for (auto c : all.covers) {
        if (c.start < bytes) continue;
        c.start -= bytes;
        out.covers.push_back(std::move(c));
    }
    return out;
}

void uncover(kept& in, word_to_keep const& what) {
    auto text = in.text.str();
    auto const& word = what.word.str();
    if (what.shown.empty()) return;
    for (auto at = text.find(what.shown); at != std::string::npos; at = text.find(what.shown, at + word.size())) {
        text.replace(at, what.shown.size(), word);
        std::erase_if(in.covers, [&](covered const& c) { return c.start == at && c.length == what.shown.size(); });
        for (auto& c : in.covers)
            if (c.start > at) c.start = c.start - what.shown.size() + word.size();
    }
    in.text = redact::stamp::clean(std::move(text));
}

kept lines_of(kept const& all, std::function<bool(std::size_t)> const& wanted) {
    kept out;
    std::string text;
    std::string_view const from = all.text.str();
    std::size_t number = 0;
    for (std::size_t at = 0; at <= from.size(); ++number) {
        std::size_t const end = std::min(from.find('\n', at), from.size());
        if (wanted(number)) {
            if (!text.empty()) text += '\n';
            for (auto c : all.covers) {
                if (c.start < at || c.start + c.length > end) continue;
                c.start = c.start - at + text.size();
                out.covers.push_back(std::move(c));
            }
            text += from.substr(at, end - at);
        }
        at = end + 1;
    }
    out.text = redact::stamp::clean(std::move(text));
    return out;
}

}  // namespace earshot::flow
