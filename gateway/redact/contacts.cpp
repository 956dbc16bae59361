// SPDX-License-Identifier: Apache-2.0
// E-mail addresses (written plainly or disguised), links, host names and handles.
#include "gateway/redact/chars.hpp"
#include "gateway/redact/scene.hpp"
#include "gateway/redact/undisguised.hpp"

#include <algorithm>
#include <array>

namespace earshot::redact {
namespace {

bool local_char(char c) noexcept {
    static constexpr byte_set marks(".!#$%&'*+/=?^_{|}~-");
    return is_word(c) || marks.has(c);
}
bool host_char(char c) noexcept {
    return is_word(c) || c == '-' || c == '.';
}

class contact_scanner {
public:
    contact_scanner(scene const& s, findings& out) : s_(s), low_(s.low()), written_(s.as_written()), out_(out) {}
    // The same in the text with disguised signs put back: finds what needs one of them.
    contact_scanner(scene const& s, undisguised const& signs, findings& out)
        : s_(s), low_(signs.low()), written_(signs.as_written()), plain_(false), signs_(&signs), out_(out) {}

    void signs() {
        for (std::size_t at = low_.find('@'); at != std::string_view::npos; at = low_.find('@', at + 1)) at_sign(at);
        for (std::size_t at = low_.find("://"); at != std::string_view::npos; at = low_.find("://", at + 3)) scheme(at);
        for (std::size_t at = low_.find("www."); at != std::string_view::npos; at = low_.find("www.", at + 4)) {
            if (at == 0 || !is_word(low_[at - 1])) link(at, at, "url.www");
        }
        bare_hosts();
    }
    void words() {
        said_addresses();
        said_handles();
    }

private:
    void add(std::size_t begin, std::size_t end, kind what, char const* rule, float confidence) {
        finding f;
        f.begin = static_cast<std::uint32_t>(begin);
        f.end = static_cast<std::uint32_t>(end);
        f.what = what;
        f.rule = rule;
        f.confidence = confidence;
        if (signs_ == nullptr || signs_->put_back(f)) out_.push_back(std::move(f));
    }

    // The end of a host name that starts at `begin`: labels, dots between them.
    std::size_t host_end(std::size_t begin) const {
        std::size_t end = begin;
        while (end < low_.size() && end - begin < bounds::candidate && host_char(low_[end])) ++end;
        while (end > begin && (low_[end - 1] == '.' || low_[end - 1] == '-')) --end;
        return end;
    }

    void at_sign(std::size_t at) {
        std::size_t begin = at;
        while (begin > 0 && at - begin < 64 && local_char(low_[begin - 1])) --begin;
        while (begin < at && !is_word(low_[begin]) && low_[begin] != '_') ++begin;
        auto const end = host_end(at + 1);
        auto const name = low_.substr(at + 1, end - at - 1);
        auto const dot = name.rfind('.');
        bool const domain = dot != std::string_view::npos && dot > 0 && name.size() - dot > 2 &&
                            std::none_of(name.begin() + static_cast<std::ptrdiff_t>(dot), name.end(), is_digit);
        if (begin < at && domain) {
            if (low_.substr(begin, 7) == "mailto:") begin += 7;
            return add(begin, end, kind::email, plain_ ? "email" : "email.disguised", 1.0F);
        }
        if (begin < at && plain_ && !name.empty()) {  // user@host, name@bank: an account of some kind
            return add(begin, end, kind::email, "email.local", 0.8F);
        }
        if (plain_ && begin == at && at + 1 < low_.size() && (is_word(low_[at + 1]) || low_[at + 1] == '_')) {
            std::size_t last = at + 1;
            while (last < low_.size() && last - at <= 40 &&
                   (is_word(low_[last]) || low_[last] == '_' || low_[last] == '.')) {
                ++last;
            }
            while (last > at + 1 && low_[last - 1] == '.') --last;
            if (last > at + 1) add(at, last, kind::handle, "handle.at", 0.95F);
        }
    }

    void scheme(std::size_t at) {
        std::size_t begin = at;
        while (begin > 0 && at - begin < 12 && is_latin(low_[begin - 1])) --begin;
        for (std::string_view known : {"https", "http", "ftp", "tg", "whatsapp", "sms", "hxxp", "hxxps"}) {
            if (low_.substr(begin, at - begin).ends_with(known)) return link(at - known.size(), at + 3, "url.scheme");
        }
        if (begin < at) link(begin, at + 3, "url.scheme");
    }

    void link(std::size_t begin, std::size_t from, char const* rule) {
        std::size_t end = from;
        while (end < low_.size() && end - begin < 4096 && !is_space(low_[end]) && low_[end] != barrier_mark &&
               low_[end] != '<' && low_[end] != '>' && low_[end] != '"') {
            ++end;
        }
        while (end > from && std::string_view(".,;:!?'*)]}").find(low_[end - 1]) != std::string_view::npos) --end;
        if (low_.substr(end, 2) == "..") {  // a link that was cut short
            while (end < low_.size() && low_[end] == '.') ++end;
        }
        if (end > from) add(begin, end, kind::url, rule, 1.0F);
    }

    // example.org, bit.ly/x: a dot with a known top-level domain after it.
    void bare_hosts() {
        for (std::size_t dot = low_.find('.'); dot != std::string_view::npos; dot = low_.find('.', dot + 1)) {
            if (dot == 0 || dot + 2 >= low_.size() || !is_word(low_[dot - 1]) || !is_latin(low_[dot + 1])) continue;
            std::size_t end = dot + 1;
            while (end < low_.size() && end - dot < 26 && is_latin(low_[end])) ++end;
            if (end < low_.size() && (is_word(low_[end]) || low_[end] == '@')) continue;
            auto const top = low_.substr(dot + 1, end - dot - 1);
            if (!s_.lists.top_level_domain(top)) continue;
            std::size_t begin = dot;
            while (begin > 0 && dot - begin < bounds::candidate && host_char(low_[begin - 1])) --begin;
            while (begin < dot && !is_word(low_[begin])) ++begin;
            if (begin > 0 && (low_[begin - 1] == '@' || low_[begin - 1] == '/')) continue;
            auto const name = low_.substr(begin, dot - begin);
            bool const path = end < low_.size() && low_[end] == '/';
            // "came home.me and him": short words of the language are top-level domains too
            bool const doubtful = written_[dot + 1] >= 'A' && written_[dot + 1] <= 'Z' && !is_upper(written_[begin]);
            if (!path && (doubtful || weak_domain(top, name))) continue;
            if (std::all_of(name.begin(), name.end(), [](char c) { return is_digit(c) || c == '.'; })) continue;
            if (path)
                link(begin, end, "url.host");
            else
                add(begin, end, kind::url, "url.host", 0.9F);
        }
    }

    static bool weak_domain(std::string_view top, std::string_view name) {
        return weak_top_level(top) && name.find('.') == std::string_view::npos &&
               name.find('-') == std::string_view::npos;
    }

    // "name (at) host [dot] com", "name AT gmail DOT co DOT uk", "name at gmail".
    void said_addresses() {
        auto const& t = s_.tokens;
        for (std::size_t i = 1; i + 1 < t.size(); ++i) {
            bool const sign = (t[i].classes & bit(word_class::at_word)) != 0;
            auto const length = t[i].end - t[i].begin;
            if (!sign && length != 1 && length != 4) continue;
            auto const w = word(s_.text, t[i]);
            if (!sign && !(w == "a" && bracketed(t[i])) && w != "chez") continue;
            if (!s_.work.spend(8)) return;
            if (t[i].gap == '\n') continue;
            std::size_t k = i + 1;
            bool dotted = false;
            bool strong = bracketed(t[i]) || (sign && w != "at");
            std::size_t end = t[k].end;
            std::string_view last = word(s_.text, t[k]);
            bool const mail_host = (t[k].classes & bit(word_class::mail_host)) != 0;
            while (k + 2 < t.size() + 0 && is_dot(t[k + 1]) && k - i < 10) {
                k += 2;
                dotted = true;
                strong = strong || bracketed(t[k - 1]);
                end = t[k].end;
                last = word(s_.text, t[k]);
            }
            auto const host = host_end(t[i + 1].begin);  // "name at example.org", "name AT gmail.com"
            if (!dotted && host > t[i + 1].end && s_.lists.top_level_domain(last_label(t[i + 1].begin, host))) {
                dotted = true;
                end = host;
                last = last_label(t[i + 1].begin, host);
                strong = strong || mail_host || s_.near(bit(word_class::email_cue), t[i].begin, 6);
                if (!strong) continue;
            }
            bool const known = s_.lists.top_level_domain(last);
            if (!(dotted && known) && !(mail_host && (strong || likely_user(t[i - 1]) ||
                                                      s_.near(bit(word_class::email_cue), t[i].begin, 6)))) {
                continue;
            }
            add(user_begin(i), end, kind::email, "email.disguised", 0.95F);
        }
    }

    bool bracketed(token const& t) const {
        return t.begin > 0 && t.end < low_.size() &&
               std::string_view("([{<").find(low_[t.begin - 1]) != std::string_view::npos &&
               std::string_view(")]}>").find(low_[t.end]) != std::string_view::npos;
    }

    bool is_dot(token const& t) const { return (t.classes & bit(word_class::dot_word)) != 0 && t.gap != '\n'; }

    bool likely_user(token const& t) const { return t.digits; }

    std::string_view last_label(std::size_t begin, std::size_t end) const {
        auto const name = low_.substr(begin, end - begin);
        auto const dot = name.rfind('.');
        return dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
    }

    // The user part before token i: "john dot smith", "john.smith", "j_smith".
    std::size_t user_begin(std::size_t i) const {
        auto const& t = s_.tokens;
        std::size_t k = i - 1;
        while (k >= 2 &&
               (is_dot(t[k - 1]) || word(s_.text, t[k - 1]) == "underscore" || word(s_.text, t[k - 1]) == "dash") &&
               i - k < 8) {
            k -= 2;
        }
        std::size_t begin = t[k].begin;
        while (begin > 0 && t[k].begin - begin < 64 && local_char(low_[begin - 1])) --begin;
        while (begin < t[k].begin && !is_word(low_[begin])) ++begin;
        return begin;
    }

    // The name from token `i` on: words, dots and underscores inside, a number after '#'.
    std::size_t handle_end(std::size_t i) const {
        auto const begin = s_.tokens[i].begin;
        std::size_t end = s_.tokens[i].end;
        while (end < low_.size() && end - begin < 40 &&
               (is_word(low_[end]) || low_[end] == '_' ||
                (low_[end] == '.' && end + 1 < low_.size() && is_word(low_[end + 1])) ||
                (low_[end] == '#' && end + 1 < low_.size() && is_digit(low_[end + 1])))) {
            ++end;
        }
        return end;
    }

    static bool odd_name(std::string_view name) {
        return name.find_first_of("_.#0123456789") != std::string_view::npos &&
               std::any_of(name.begin(), name.end(), is_letter) && name.size() >= 4;
    }

    // "mi usuario es zebra_x9": only what no word of the language looks like.
    void cued_handle(std::size_t i) {
        while (i < s_.tokens.size() && (word(s_.text, s_.tokens[i]) == "is" || word(s_.text, s_.tokens[i]) == "on"))
            ++i;
        if (i >= s_.tokens.size() || s_.tokens[i].gap == '\n' || s_.tokens[i].gap == '.') return;
        auto const end = handle_end(i);
        if (odd_name(low_.substr(s_.tokens[i].begin, end - s_.tokens[i].begin)))
            add(s_.tokens[i].begin, end, kind::handle, "handle.cue", 0.85F);
    }

    // "my insta is fatima_k", "snap: j0hn", "discord name#1234".
    void said_handles() {
        auto const& t = s_.tokens;
        for (std::size_t i = 0; i + 1 < t.size(); ++i) {
            if ((t[i].classes & bit(word_class::network)) == 0) continue;
            if (!s_.work.spend(4)) return;
            std::size_t k = i + 1;
            bool joined = t[k].gap == ':' || t[k].gap == '-';
            for (; k < t.size() && k - i < 5; ++k) {
                auto const w = word(s_.text, t[k]);
                if (w == "is" || w == "handle" || w == "name" || w == "username" || w == "user" || w == "id" ||
                    w == "account" || w == "me" || w == "as" || w == "profile" || w == "under" || w == "tag") {
                    joined = joined || w != "name";
                    continue;
                }
                break;
            }
            if (k >= t.size() || t[k].gap == '\n') continue;
            joined = joined || t[k].gap == ':';
            auto const end = handle_end(k);
            auto const name = low_.substr(t[k].begin, end - t[k].begin);
            bool const odd = odd_name(name);
            bool const mine =
                s_.cued(cue::handle, t[k].begin, 6) || (i > 0 && (t[i - 1].classes & bit(word_class::own)) != 0);
            if (odd || (joined && mine)) add(t[k].begin, end, kind::handle, "handle.said", odd ? 0.9F : 0.8F);
        }
        for (auto const& hit : s_.cues) {
            if (hit.what == cue::handle) cued_handle(hit.next);
        }
        for (std::size_t mark = low_.find('#'); mark != std::string_view::npos; mark = low_.find('#', mark + 1)) {
            std::size_t end = mark + 1;
            while (end < low_.size() && is_digit(low_[end])) ++end;
            std::size_t begin = mark;
            while (begin > 0 && mark - begin < 34 &&
                   (is_word(low_[begin - 1]) || low_[begin - 1] == '_' || low_[begin - 1] == '.')) {
                --begin;
            }
            if (end - mark == 5 && mark - begin >= 2) add(begin, end, kind::handle, "handle.discord", 0.9F);
        }
    }

    scene const& s_;
    std::string_view low_;
    std::string_view written_;
    bool plain_{true};
    undisguised const* signs_{};
    findings& out_;
};

}  // namespace

void find_contacts(scene const& s, undisguised const& signs, findings& out) {
    contact_scanner plain(s, out);
    plain.signs();
    plain.words();
    if (!signs.empty()) contact_scanner(s, signs, out).signs();
}

}  // namespace earshot::redact
