// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/html_text.hpp"

#include "adapters/email/charset.hpp"
#include "adapters/email/html_entities.hpp"
#include "adapters/email/html_scanner.hpp"
#include "adapters/email/smtp_command.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace earshot::email {
namespace {

template <std::size_t N>
bool one_of(std::array<std::string_view, N> const& list, std::string_view name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

constexpr std::array<std::string_view, 36> blocks{
    "p",      "div",   "h1",   "h2",         "h3",       "h4",      "h5",      "h6",      "ul",
    "ol",     "table", "tr",   "blockquote", "pre",      "address", "article", "aside",   "body",
    "center", "dd",    "dl",   "dt",         "fieldset", "figure",  "footer",  "form",    "header",
    "hr",     "li",    "main", "nav",        "section",  "thead",   "tbody",   "caption", "details"};
constexpr std::array<std::string_view, 7> unseen{"script", "style", "head", "title", "template", "noscript", "svg"};
constexpr std::array<std::string_view, 13> empty_elements{"br",   "hr",  "img",   "input",  "meta",  "link", "area",
                                                          "base", "col", "embed", "source", "track", "wbr"};
constexpr std::array<std::string_view, 9> may_stay_open{"p", "li", "td", "tr", "th", "dd", "dt", "option", "body"};

// An element whose end is awaited by counting its own name: all the tree that is needed.
struct awaited {
    std::string name;
    std::size_t depth{1};
    // True when `tag` ends it.
    bool sees(html_tag const& tag) {
        if (tag.name != name) return false;
        if (tag.closing) return --depth == 0;
        if (one_of(may_stay_open, name)) return true;
        ++depth;
        return false;
    }
};

bool style_hides(std::string_view style) {
    auto s = lower(style);
    s.erase(std::remove_if(s.begin(), s.end(), [](char c) { return c == ' ' || c == '\t' || c == '\n'; }), s.end());
    return s.find("display:none") != std::string::npos || s.find("visibility:hidden") != std::string::npos;
}

bool word_in(std::string_view list, std::string_view word) {
    for (std::size_t at = list.find(word); at != std::string_view::npos; at = list.find(word, at + 1)) {
        bool const front = at == 0 || list[at - 1] == ' ';
        bool const back = at + word.size() == list.size() || list[at + word.size()] == ' ';
        if (front && back) return true;
    }
    return false;
}

class text_writer final : public html_sink {
public:
    void on_text(std::string_view text) override {
        if (hidden_) {
            if (hidden_counts_ && text.find_first_not_of(" \t\r\n\f") != std::string_view::npos) dropped_ = true;
            return;
        }
        std::size_t at = 0;
        while (at < text.size()) {
            auto const amp = text.find('&', at);
            plain(text.substr(at, amp == std::string_view::npos ? amp : amp - at));
            if (amp == std::string_view::npos) break;
            at = amp + entity(text.substr(amp));
        }
    }

    void on_tag(html_tag const& tag) override {
        if (hidden_) {
            // The end tag of a head may be left out.
            bool const body = hidden_->name == "head" && tag.name == "body";
            if (!body && !hidden_->sees(tag)) return;
            bool const reopens = !tag.closing;
            hidden_.reset();
            if (!reopens) return;
        }
        if (!tag.closing && hides(tag)) return;
        if (tag.name == "a") return link(tag);
        if (tag.name == "pre") pre_ = !tag.closing;
        if (tag.name == "br") return line();
        if (tag.name == "img" && tag.has("alt")) return image(tag);
        quotes(tag);
        if (one_of(blocks, tag.name)) block();
        if (tag.closing) return;
        if (tag.name == "li") raw("- ");
        if (tag.name == "td" || tag.name == "th") cell();
    }

    std::string finish() {
        close_link();
        while (!out_.empty() && (out_.back() == '\n' || out_.back() == ' ' || out_.back() == '\t')) out_.pop_back();
        if (!out_.empty()) out_ += '\n';
        return std::move(out_);
    }
    bool dropped() const noexcept { return dropped_; }

private:
    static constexpr std::size_t max_quotes = 16;

    bool hides(html_tag const& tag) {
        bool const never = one_of(unseen, tag.name);
        bool const hidden = tag.has("hidden") || style_hides(tag.attribute("style"));
        if ((!never && !hidden) || one_of(empty_elements, tag.name) || tag.name == "body" || tag.name == "html")
            return false;
        hidden_.emplace(awaited{tag.name});
        hidden_counts_ = hidden;
        return true;
    }

    void quotes(html_tag const& tag) {
        // A quote inside a quote is awaited by itself: the outer one must not count it too.
        if (!tag.closing && quoted_.size() < max_quotes && opens_quote(tag)) {
            block();
            quoted_.push_back(awaited{tag.name});
            return;
        }
        if (!quoted_.empty() && quoted_.back().sees(tag)) {
            // What the quote still holds is on its line.
            block();
            quoted_.pop_back();
            return;
        }
        // Outlook puts its history after a mark, not inside an element: it goes on to the end.
        auto const id = tag.attribute("id");
        if (tag.closing || (id != "appendonsend" && id != "divRplyFwdMsg")) return;
        block();
        rest_quoted_ = true;
    }

    static bool opens_quote(html_tag const& tag) {
        auto const kind = tag.attribute("class");
        return tag.name == "blockquote" ||
               (tag.name == "div" && (word_in(kind, "gmail_quote") || word_in(kind, "yahoo_quoted")));
    }

    std::size_t level() const { return std::min(max_quotes, quoted_.size() + (rest_quoted_ ? 1 : 0)); }

    void link(html_tag const& tag) {
        close_link();
        if (tag.closing) return;
        href_ = plain_link(tag.attribute("href"));
        link_from_ = out_.size();
    }
    void close_link() {
        if (href_.empty()) return;
        auto const shown = std::string_view(out_).substr(std::min(link_from_, out_.size()));
        auto bare = std::string_view(href_).substr(href_.find("//") + 2);
        if (bare.ends_with('/')) bare.remove_suffix(1);
        if (shown.find(bare) == std::string_view::npos) raw(" <" + href_ + ">");
        href_.clear();
    }
    void image(html_tag const& tag) {
        auto const alt = tag.attribute("alt");
        if (!alt.empty()) on_text(alt);
    }

    // At the start of a line: the marks of the quote level.
    void mark() {
        if (!fresh_) return;
        fresh_ = false;
        auto const n = level();
        out_.append(n, '>');
        if (n > 0) out_ += ' ';
    }
    void raw(std::string_view text) {
        mark();
        out_.append(text);
        gap_ = false;
    }
    void line() {
        mark();
        out_ += '\n';
        fresh_ = true;
        gap_ = false;
    }
    void block() {
        if (!fresh_) line();
        gap_ = false;
    }
    void cell() {
        if (!fresh_) out_ += '\t';
        gap_ = false;
    }
    void plain(std::string_view text) {
        for (std::size_t at = 0; at < text.size();) {
            char const c = text[at];
            if (c == '\n' && pre_) {
                line();
                ++at;
            } else if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f') {
                if (pre_ && c != '\r')
                    raw(" ");
                else
                    gap_ = true;
                ++at;
            } else {
                auto end = text.find_first_of(" \n\r\t\f", at);
                if (end == std::string_view::npos) end = text.size();
                if (gap_ && !fresh_) out_ += ' ';
                raw(text.substr(at, end - at));
                at = end;
            }
        }
    }

    // At an '&': writes what it stands for; returns how much it took.
    std::size_t entity(std::string_view text) {
        auto const end = text.substr(0, 40).find(';');
        auto const name = text.substr(1, end == std::string_view::npos ? 0 : end - 1);
        std::optional<char32_t> c;
        if (name.size() > 1 && name.front() == '#') {
            bool const hex = name[1] == 'x' || name[1] == 'X';
            auto const digits = name.substr(hex ? 2 : 1);
            std::uint32_t value = 0;
            auto const [stop, error] =
                std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
            if (stop == digits.data() + digits.size() && !digits.empty())
                c = error == std::errc{} ? static_cast<char32_t>(value) : U'\xFFFD';
        } else if (!name.empty()) {
            c = named_character(name);
        }
        if (!c) {
            plain("&");
            return 1;
        }
        if (*c == 0xA0) {
            if (gap_ && !fresh_) out_ += ' ';
            raw(" ");
            return end + 1;
        }
        std::string letter;
        append_utf8(letter, *c);
        plain(letter);
        return end + 1;
    }

    std::string out_;
    std::optional<awaited> hidden_;
    bool hidden_counts_{};
    bool dropped_{};
    std::vector<awaited> quoted_;
    bool rest_quoted_{};
    bool pre_{};
    bool fresh_{true};
    bool gap_{};
    std::string href_;
    std::size_t link_from_{};
};

constexpr std::array<std::string_view, 8> tracking{"fbclid",  "gclid",  "mc_eid", "mc_cid",
                                                   "msclkid", "igshid", "yclid",  "dclid"};

}  // namespace

std::string plain_link(std::string_view url) {
    auto const head = lower(url.substr(0, 8));
    if (!head.starts_with("http://") && !head.starts_with("https://")) return {};
    if (std::any_of(url.begin(), url.end(), [](char c) { return static_cast<unsigned char>(c) <= 0x20; })) return {};
    auto const hash = url.find('#');
    auto const fragment = hash == std::string_view::npos ? std::string_view{} : url.substr(hash);
    url = url.substr(0, hash);
    auto const mark = url.find('?');
    std::string out(url.substr(0, mark));
    if (mark != std::string_view::npos) {
        auto query = url.substr(mark + 1);
        char join = '?';
        while (!query.empty()) {
            auto const end = query.find('&');
            auto const piece = query.substr(0, end);
            query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
            auto const name = lower(piece.substr(0, piece.find('=')));
            if (name.starts_with("utm_") || one_of(tracking, name)) continue;
            out += join;
            out.append(piece);
            join = '&';
        }
    }
    return out.append(fragment);
}

html_reading html_to_text(std::string_view utf8) {
    text_writer writer;
    html_scanner scanner(writer);
    scanner.scan(utf8);
    html_reading out;
    out.text = writer.finish();
    out.hidden_dropped = writer.dropped();
    out.steps = scanner.steps();
    return out;
}

}  // namespace earshot::email
