// SPDX-License-Identifier: Apache-2.0
#include "gateway/record/free_text.hpp"

#include "gateway/record/terms.hpp"

#include <algorithm>

namespace earshot::record {
namespace {

bool starts_code_point(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_code_point));
}

// Bytes that hold the first `count` code points.
std::size_t bytes_of(std::string_view text, std::size_t count) {
    std::size_t i = 0;
    for (; i < text.size(); ++i)
        if (starts_code_point(text[i]) && count-- == 0) break;
    return i;
}

void append(text_field& to, answer const& a) {
    auto const& words = a.words.str();
    if (!to.text.empty()) to.text += "\n\n";
    auto const base = code_points(to.text);
    to.text += words;
    for (auto const& cover : a.covers) {
        if (cover.start > words.size() || cover.length > words.size() - cover.start) continue;  // not of these words
        std::string_view const all = words;
        cover_at at{cover, base + code_points(all.substr(0, cover.start)),
                    code_points(all.substr(cover.start, cover.length))};
        to.covers.push_back(std::move(at));
    }
}

void shorten(text_field& f) {
    if (code_points(f.text) <= words_limit) return;
    f.text.resize(bytes_of(f.text, words_limit));
    std::erase_if(f.covers, [](cover_at const& c) { return c.start >= words_limit; });
    for (auto& c : f.covers) c.length = std::min(c.length, words_limit - c.start);
}

}  // namespace

std::vector<text_field> free_texts(conversation const& c) {
    text_field narrative{"/narrative", {}, {}, {}};
    text_field place{"/place/text", {}, {}, {}};
    text_field group{"/targeted_group_text", {}, {}, {}};
    std::vector<text_field> own;
    for (auto const& [question, a] : c.answers) {
        if (a.words.empty()) continue;
        if (asks(question, subject::narrative))
            append(narrative, a);
        else if (asks(question, subject::place_words))
            append(place, a);
        else if (asks(question, subject::strand))
            append(group, a);
        else {
            auto const field = "/own_words/" + std::to_string(own.size()) + "/text";
            own.push_back({field, std::string(field_name(question)), {}, {}});
            append(own.back(), a);
        }
    }
    std::vector<text_field> out;
    for (auto* f : {&narrative, &place, &group})
        if (!f->text.empty()) out.push_back(std::move(*f));
    for (auto& f : own) out.push_back(std::move(f));
    for (auto& f : out) shorten(f);
    return out;
}

}  // namespace earshot::record
