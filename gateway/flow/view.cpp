// SPDX-License-Identifier: Apache-2.0
#include "gateway/flow/view.hpp"

#include "gateway/domain/gsm7.hpp"
#include "gateway/flow/flow.hpp"

#include <algorithm>
#include <charconv>

namespace earshot::flow {
namespace {

constexpr std::string_view sample_code = "K7M3Q-9TX4R";

constexpr std::size_t longest_seen = 600;
constexpr std::size_t most_kinds = 3;  // named in one text

void fill(std::string& text, std::string_view mark, std::string_view with) {
    if (auto const at = text.find(mark); at != std::string::npos) text.replace(at, mark.size(), with);
}

std::string with_code(std::string text, std::string_view code) {
    for (std::string_view const mark : {"{code}", "{receipt}"}) fill(text, mark, code);
    return text;
}

// Whole characters of UTF-8.
std::string_view beginning(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
    return text.substr(0, most);
}

// Each kind once, by its name among people.
std::string named(script const& flow, std::vector<std::string> const& kinds) {
    std::vector<std::string_view> names;
    for (auto const& k : kinds) {
        auto at = flow.covered.find(k);
        if (at == flow.covered.end()) at = flow.covered.find("other");
        if (at != flow.covered.end() && std::find(names.begin(), names.end(), at->second) == names.end())
            names.push_back(at->second);
    }
    std::string out;
    for (std::size_t i = 0; i < std::min(names.size(), most_kinds); ++i) out += (i > 0 ? ", " : "") + std::string(names[i]);
    return names.size() > most_kinds ? out + "..." : out;
}

}  // namespace

std::string text_of(script const& flow, std::string_view id, medium how, std::string_view code) {
    return with_code(wording_of(flow.texts.at(std::string(id)), how), code);
}

say say_text(script const& flow, std::string_view id, medium how, std::string_view code) {
    return {std::string(id), text_of(flow, id, how, code), {}, false, false};
}

say say_covered(script const& flow, medium how, std::vector<std::string> const& kinds, std::string_view seen) {
    auto out = say_text(flow, "COVERED", how);
    fill(out.text, "{covered}", named(flow, kinds));
    auto const start = beginning(seen, longest_seen);
    fill(out.text, "{seen}", std::string(start) + (start.size() < seen.size() ? "..." : ""));
    return out;
}

std::string receipt_from(std::string_view fresh_code) {
    constexpr std::size_t symbols = 8;  // 40 bits
    std::string out = "R";
    for (char const c : fresh_code)
        if (c != '-' && out.size() <= symbols) out += c;
    return out;
}

std::vector<std::string_view> words_on_files(script const& flow, said const& s) {
    std::vector<std::string_view> out;
    auto const add = [&](std::string_view id, std::string_view instead) {
        if (!flow.texts.contains(std::string(id))) id = instead;
        if (!id.empty() && std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
    };
    if (s.files_kept > 0) add("FILE", {});
    for (auto const why : s.files_not_kept) {
        switch (why) {
            case file_refusal::kind:
            case file_refusal::archive:
            case file_refusal::program:
            case file_refusal::video: add("FILE_KIND", "MEDIA"); break;
            case file_refusal::large:
            case file_refusal::many:
            case file_refusal::huge: add("FILE_LARGE", "MEDIA"); break;
            case file_refusal::damaged:
            case file_refusal::locked:
            case file_refusal::failed: add("FILE_BAD", "MEDIA"); break;
        }
    }
    if (s.files_refused > 0) add("MEDIA", {});
    return out;
}

bool may_skip(question const& q) noexcept {
    return std::none_of(q.options.begin(), q.options.end(),
                        [](option const& o) { return !o.does.empty() || o.digit == "0"; });
}

say say_question(question const& q, medium how) {
    say out{q.id, wording_of(q, how), {}, false, false};
    if (how == medium::chat) {
        for (auto const& o : q.options)
            if (listed(o, how)) out.choices.push_back({o.digit, o.label});
        if (may_skip(q)) out.choices.push_back({"0", "Skip"});
        out.several = q.several();
    }
    return out;
}

int number_of(question const& q) noexcept {
    auto const from = q.id.find_first_of("0123456789");
    int n = 0;
    if (from != std::string::npos) std::from_chars(q.id.data() + from, q.id.data() + q.id.size(), n);
    return n;
}

std::string mail_list(script const& flow, std::vector<question const*> const& open) {
    std::string out;
    for (auto const* q : open) {
        out += "\n\n" + std::to_string(number_of(*q)) + ". " + wording_of(*q, medium::mail);
        for (auto const& o : q->options)
            if (listed(o, medium::mail)) out += "\n   " + o.digit + " " + o.label;
        out += "\n   " + text_of(flow, "MAIL_SLOT", medium::mail);
    }
    return out;
}

say prompt(script const& flow, conversation const& c) {
    switch (c.phase) {
        case phase::fresh: {
            auto const path = walk(flow, flow.first, {}, c.how);
            return path.empty() ? say{} : say_question(*path.front(), c.how);
        }
        case phase::asking: {
            if (c.memo.contains("confirm")) return say_text(flow, "CONFIRM", c.how);
            auto const* q = find(flow, c.question);
            return q ? say_question(*q, c.how) : say{};
        }
        case phase::danger: return say_text(flow, "EM", c.how);
        case phase::human: {
            auto const c1 = c.memo.find("c1");
            return say_text(flow, c1 != c.memo.end() && c1->second == "wait" ? "C1" : "HELPED", c.how);
        }
        case phase::done: return say_text(flow, c.code_given ? "END2" : "RESUMED", c.how);
        case phase::stopped: return say_text(flow, "STOPPED", c.how);
        case phase::erased: return say_text(flow, "DEL", c.how);
    }
    return {};
}

std::vector<text_row> texts(script const& flow) {
    std::vector<text_row> out;
    auto const add = [&](std::string const& id, medium how, std::string text) {
        if (text.empty()) return;
        text = with_code(std::move(text), sample_code);
        fill(text, "{covered}", named(flow, {"person", "phone", "address"}));
        fill(text, "{seen}", "...");
        auto const m = gsm7::measure(text);
        out.push_back({id, name(how), text, m.units, m.segments, m.gsm7});
    };
    for (auto const& q : flow.questions)
        for (auto how : {medium::sms, medium::chat, medium::mail})
            if (offered(q, how)) add(q.id, how, wording_of(q, how));
    for (auto const& [id, t] : flow.texts) {
        add(id, medium::sms, t.text);
        add(id, medium::chat, t.chat);
        add(id, medium::mail, t.mail);
    }
    return out;
}

}  // namespace earshot::flow
