// SPDX-License-Identifier: Apache-2.0
#include "gateway/flow/loader.hpp"

#include "gateway/flow/plain_words.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <functional>

namespace earshot::flow {
namespace {

unsigned line_of(toml::node const& n) {
    return static_cast<unsigned>(n.source().begin.line);
}

// Reads one table; every key must be taken by somebody, or it is an error: a misspelt key must not be ignored.
class table_reader {
public:
    table_reader(toml::table const& t, std::string where, std::vector<finding>& findings)
        : table_(t), where_(std::move(where)), findings_(findings) {}
    ~table_reader() = default;
    table_reader(table_reader const&) = delete;
    table_reader& operator=(table_reader const&) = delete;

    unsigned line() const { return line_of(table_); }

    void text(char const* key, std::string& to, bool needed = false) {
        if (auto const* n = take(key, needed)) {
            if (auto const v = n->value_exact<std::string>())
                to = *v;
            else
                wrong(*n, key, "text in quotes");
        }
    }
    void flag(char const* key, bool& to) {
        if (auto const* n = take(key, false)) {
            if (auto const v = n->value_exact<bool>())
                to = *v;
            else
                wrong(*n, key, "true or false");
        }
    }
    void number(char const* key, std::int64_t least, std::int64_t most, std::function<void(std::int64_t)> const& to) {
        if (auto const* n = take(key, false)) {
            auto const v = n->value_exact<std::int64_t>();
            if (v && *v >= least && *v <= most)
                to(*v);
            else
                wrong(*n, key, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
        }
    }
    void texts(char const* key, std::vector<std::string>& to) {
        auto const* n = take(key, false);
        if (!n) return;
        auto const* list = n->as_array();
        if (!list) return wrong(*n, key, "a list of texts");
        for (auto const& one : *list) {
            if (auto const v = one.value_exact<std::string>())
                to.push_back(*v);
            else
                wrong(one, key, "a list of texts");
        }
    }
    void date(char const* key, bool& to) {
        if (auto const* n = take(key, false)) {
            to = n->is_date();
            if (!to) wrong(*n, key, "a date, such as 2026-11-24");
        }
    }
    void tables(char const* key, std::function<void(toml::table const&)> const& each) {
        auto const* n = take(key, false);
        if (!n) return;
        auto const* list = n->as_array();
        if (!list) return wrong(*n, key, "a list of tables");
        for (auto const& one : *list) {
            if (auto const* t = one.as_table())
                each(*t);
            else
                wrong(one, key, "a list of tables");
        }
    }
    toml::table const* table(char const* key) {
        auto const* n = take(key, false);
        if (!n) return nullptr;
        if (!n->is_table()) wrong(*n, key, "a table");
        return n->as_table();
    }
    void done() {
        for (auto const& [key, node] : table_)
            if (std::find(taken_.begin(), taken_.end(), key.str()) == taken_.end())
                findings_.push_back({static_cast<unsigned>(key.source().begin.line), true, "syntax",
                                     "unknown key \"" + std::string(key.str()) + "\" in " + where_});
    }

private:
    toml::node const* take(char const* key, bool needed) {
        taken_.emplace_back(key);
        auto const* n = table_.get(key);
        if (!n && needed)
            findings_.push_back({line(), true, "syntax", where_ + " has no \"" + std::string(key) + "\""});
        return n;
    }
    void wrong(toml::node const& n, char const* key, std::string const& meant) {
        findings_.push_back(
            {line_of(n), true, "syntax", "\"" + std::string(key) + "\" in " + where_ + " must be " + meant});
    }

    toml::table const& table_;
    std::string where_;
    std::vector<finding>& findings_;
    std::vector<std::string> taken_;
};

enum kind kind_named(std::string const& text, unsigned line, std::vector<finding>& findings) {
    static constexpr std::pair<std::string_view, enum kind> names[] = {
        {"one", kind::one},     {"many", kind::many},   {"consent", kind::consent}, {"when", kind::when},
        {"place", kind::place}, {"words", kind::words}, {"age", kind::age}};
    for (auto const& [n, k] : names)
        if (text == n) return k;
    findings.push_back({line, true, "syntax", "unknown kind \"" + text + "\""});
    return kind::one;
}

// Once here, and not again for each message.
void fold(std::vector<std::string>& words) {
    for (auto& w : words) w = folded(w);
}

option read_option(toml::table const& t, std::string const& of, std::vector<finding>& findings) {
    table_reader r(t, "an option of " + of, findings);
    option o;
    o.line = r.line();
    r.text("digit", o.digit, true);
    r.text("code", o.code, true);
    r.text("label", o.label, true);
    r.texts("words", o.words);
    o.plain_label = folded(o.label);
    fold(o.words);
    r.text("does", o.does);
    r.text("alert", o.alert);
    r.text("say", o.say);
    r.text("kind_of_report", o.kind_of_report);
    r.texts("unlisted_in", o.unlisted_in);
    r.flag("alone", o.alone);
    r.flag("contact", o.contact);
    r.flag("not_sure", o.not_sure);
    r.done();
    if (!o.does.empty() && o.does != "danger" && o.does != "later")
        findings.push_back({o.line, true, "syntax", "unknown \"does\": " + o.does});
    return o;
}

question read_question(toml::table const& t, std::vector<finding>& findings) {
    question q;
    std::string kind_text;
    if (auto const* id = t.get("id"); id && id->is_string()) q.id = id->value_or(std::string());
    table_reader r(t, q.id.empty() ? "a question" : "question " + q.id, findings);
    q.line = r.line();
    r.text("id", q.id, true);
    r.text("kind", kind_text, true);
    q.kind = kind_named(kind_text, q.line, findings);
    r.text("sms", q.sms);
    r.text("chat", q.chat);
    r.text("mail", q.mail);
    r.text("before", q.before);
    r.texts("media", q.media);
    r.texts("keys", q.keys);
    r.flag("essential", q.essential);
    r.flag("remind", q.remind);
    r.flag("story", q.story);
    r.flag("names_999", q.names_999);
    r.tables("next", [&](toml::table const& b) {
        table_reader br(b, "\"next\" of " + q.id, findings);
        branch out;
        out.line = br.line();
        br.text("to", out.to, true);
        br.texts("if", out.any);
        br.texts("only", out.only);
        br.texts("unless", out.unless);
        br.done();
        q.next.push_back(std::move(out));
    });
    r.tables("option", [&](toml::table const& o) { q.options.push_back(read_option(o, q.id, findings)); });
    r.done();
    return q;
}

void fill_in(std::string& text, script const& flow, unsigned line, std::vector<finding>& findings) {
    for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at)) {
        auto const end = text.find('}', at);
        auto const name = text.substr(at + 1, end == std::string::npos ? end : end - at - 1);
        if (name == "code" || name == "receipt" || name == "covered" || name == "seen") {
            at = end;
            continue;
        }
        auto const f = flow.facts.find(name);
        if (f == flow.facts.end()) {
            findings.push_back({line, true, "syntax", "unknown place holder {" + name + "}"});
            return;
        }
        text.replace(at, end - at + 1, f->second.value);
        at += f->second.value.size();
    }
}

void read_tables(table_reader& root, script& s, std::vector<finding>& findings) {
    if (auto const* t = root.table("limits")) {
        table_reader r(*t, "[limits]", findings);
        r.number("idle_minutes", 1, 1440, [&](auto v) { s.idle = std::chrono::minutes(v); });
        r.number("partial_minutes", 1, 10080, [&](auto v) { s.partial = std::chrono::minutes(v); });
        r.number("mail_hours", 1, 720, [&](auto v) { s.mail = std::chrono::hours(v); });
        r.number("misses", 1, 9, [&](auto v) { s.misses = static_cast<int>(v); });
        r.done();
    }
    if (auto const* t = root.table("fact")) {
        for (auto const& [key, node] : *t) {
            auto const* one = node.as_table();
            if (!one) continue;
            table_reader r(*one, "[fact." + std::string(key.str()) + "]", findings);
            fact f;
            f.line = r.line();
            r.text("value", f.value, true);
            r.date("checked", f.checked);
            r.done();
            s.facts[std::string(key.str())] = f;
        }
    }
    if (auto const* t = root.table("keywords")) {
        table_reader r(*t, "[keywords]", findings);
        for (auto const* word :
             {"stop", "start", "delete", "help", "back", "skip", "new", "go", "safe", "correct", "keep"})
            r.texts(word, s.keywords[word]);
        for (auto& [word, list] : s.keywords) fold(list);
        r.done();
    }
    if (auto const* t = root.table("covered")) {
        table_reader r(*t, "[covered]", findings);
        for (auto const& [key, node] : *t) r.text(std::string(key.str()).c_str(), s.covered[std::string(key.str())]);
        r.done();
    }
    for (auto const& [name, to] : {std::pair{"danger", &s.danger}, std::pair{"suicide", &s.suicide}}) {
        if (auto const* t = root.table(name)) {
            table_reader r(*t, "[" + std::string(name) + "]", findings);
            r.texts("words", *to);
            fold(*to);
            r.done();
        }
    }
    if (auto const* t = root.table("text")) {
        for (auto const& [key, node] : *t) {
            auto const* one = node.as_table();
            if (!one) continue;
            table_reader r(*one, "[text." + std::string(key.str()) + "]", findings);
            wording w;
            w.line = r.line();
            r.text("text", w.text, true);
            r.text("chat", w.chat);
            r.text("mail", w.mail);
            r.flag("names_999", w.names_999);
            r.done();
            s.texts[std::string(key.str())] = w;
        }
    }
}

}  // namespace

std::optional<script> read_script(std::string_view text, std::string_view file, std::vector<finding>& findings) {
    auto const parsed = [&]() -> std::optional<toml::table> {
        try {
            return toml::parse(text, file);
        } catch (toml::parse_error const& e) {
            findings.push_back(
                {static_cast<unsigned>(e.source().begin.line), true, "syntax", std::string(e.description())});
            return std::nullopt;
        }
    }();
    if (!parsed) return std::nullopt;
    script s;
    table_reader root(*parsed, "the flow", findings);
    root.text("id", s.id, true);
    root.text("version", s.version, true);
    root.text("locale", s.locale);
    root.text("first", s.first, true);
    root.text("extra", s.extra);
    root.texts("extra_unless", s.extra_unless);
    read_tables(root, s, findings);
    root.tables("question", [&](toml::table const& q) { s.questions.push_back(read_question(q, findings)); });
    root.done();
    for (auto& [id, w] : s.texts)
        for (auto* t : {&w.text, &w.chat, &w.mail}) fill_in(*t, s, w.line, findings);
    for (auto& q : s.questions)
        for (auto* t : {&q.sms, &q.chat, &q.mail}) fill_in(*t, s, q.line, findings);
    return s;
}

}  // namespace earshot::flow
