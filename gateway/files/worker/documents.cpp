// SPDX-License-Identifier: Apache-2.0
// Word and OpenDocument texts: the words that a reader sees, and nothing else. What was deleted under change tracking,
// comments, hidden text, field codes, properties and pictures stay behind.
#include "gateway/files/worker/codecs.hpp"
#include "gateway/files/worker/xml_words.hpp"
#include "gateway/files/worker/zip_member.hpp"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <span>

namespace earshot::files {
namespace {

bool one_of(std::string_view name, std::span<std::string_view const> list) {
    for (auto const n : list)
        if (n == name) return true;
    return false;
}

std::string attribute(xml_attributes const& all, std::string_view name) {
    auto const at = all.find(name);
    return at == all.end() ? std::string() : at->second;
}

bool is_off(std::string const& value) { return value == "0" || value == "false" || value == "off"; }

bool hides(std::string_view element) {
    return element == "w:vanish" || element == "w:webHidden" || element == "w:specVanish";
}

// Which styles of a DOCX hide what is written in them (ECMA-376 part 1, section 17.7: a style goes on from another).
class docx_styles {
public:
    explicit docx_styles(std::string_view xml) {
        if (xml.empty()) return;
        std::string open;
        int of_marks = 0;
        xml_listener to;
        to.begin = [&](std::string_view e, xml_attributes const& a) {
            if (e == "w:style") {
                open = attribute(a, "w:styleId");
                if (attribute(a, "w:type") == "paragraph" && attribute(a, "w:default") == "1") usual_ = open;
            } else if (e == "w:pPr") {
                ++of_marks;
            } else if (e == "w:basedOn") {
                all_[open].from = attribute(a, "w:val");
            } else if (hides(e) && of_marks == 0) {
                all_[open].hidden = !is_off(attribute(a, "w:val"));  // outside of any style: for the whole document
            }
        };
        to.end = [&](std::string_view e) {
            if (e == "w:style") open.clear();
            if (e == "w:pPr") --of_marks;
        };
        to.words = [](std::string_view) {};
        walk_xml(xml, to);
    }

    bool hide(std::string const& run, std::string const& paragraph) const {
        auto of = said_by(run);
        if (!of) of = said_by(paragraph.empty() ? usual_ : paragraph);
        if (!of) of = said_by({});
        return of.value_or(false);
    }

private:
    struct style {
        std::string from;
        std::optional<bool> hidden;
    };
    std::optional<bool> said_by(std::string id) const {
        for (int steps = 0; steps < 32; ++steps) {
            auto const at = all_.find(id);
            if (at == all_.end()) return std::nullopt;
            if (at->second.hidden || at->second.from.empty()) return at->second.hidden;
            id = at->second.from;
        }
        return std::nullopt;
    }

    std::map<std::string, style> all_;
    std::string usual_;
};

}  // namespace

// ECMA-376 part 1, section 17: w:t holds words, w:delText deleted ones, w:vanish in a run's properties hides it.
std::string docx_words(std::string_view xml, std::string_view styles) {
    docx_styles const looks(styles);
    static constexpr std::array<std::string_view, 7> left_out{"w:del",        "w:moveFrom", "w:instrText", "mc:Fallback",
                                                              "w:delInstrText", "w:pict",     "w:rPrChange"};
    std::string out, run, run_style, paragraph_style;
    int skipping = 0, in_text = 0, in_properties = 0, in_paragraph_mark = 0;
    std::optional<bool> hidden;  // by the run itself; else its styles say
    xml_listener to;
    to.begin = [&](std::string_view e, xml_attributes const& a) {
        if (skipping > 0 || one_of(e, left_out)) {
            ++skipping;
            return;
        }
        if (e == "w:r") {
            run.clear();
            run_style.clear();
            hidden.reset();
        } else if (e == "w:p") {
            paragraph_style.clear();
        } else if (e == "w:pStyle") {
            paragraph_style = attribute(a, "w:val");
        } else if (e == "w:rStyle" && in_paragraph_mark == 0) {
            run_style = attribute(a, "w:val");
        } else if (e == "w:rPr") {
            ++in_properties;
        } else if (e == "w:pPr") {
            ++in_paragraph_mark;
        } else if (hides(e) && in_properties > 0 && in_paragraph_mark == 0) {
            hidden = !is_off(attribute(a, "w:val"));
        } else if (e == "w:t") {
            ++in_text;
        } else if (e == "w:tab") {
            if (in_paragraph_mark == 0) run += '\t';
        } else if (e == "w:br" || e == "w:cr") {
            run += '\n';
        }
    };
    to.end = [&](std::string_view e) {
        if (skipping > 0) {
            --skipping;
            return;
        }
        if (e == "w:t") --in_text;
        else if (e == "w:rPr") --in_properties;
        else if (e == "w:pPr") --in_paragraph_mark;
        else if (e == "w:r") {
            if (!hidden.value_or(looks.hide(run_style, paragraph_style))) out += run;
            run.clear();
        } else if (e == "w:p" || e == "w:tr") {
            if (!out.empty() && out.back() != '\n') out += '\n';
        } else if (e == "w:tc") {
            while (!out.empty() && out.back() == '\n') out.pop_back();
            out += '\t';
        }
    };
    to.words = [&](std::string_view text) {
        if (skipping == 0 && in_text > 0) run += text;
    };
    walk_xml(xml, to);
    return out;
}

// ODF 1.2 part 1: words stand in text:p and text:h; text:tracked-changes keeps what was deleted, office:annotation
// comments, text:hidden-text and -paragraph what is not shown; styles with text:display="none" hide too.
std::string odt_words(std::string_view content, std::string_view styles) {
    static constexpr std::array<std::string_view, 12> left_out{
        "text:tracked-changes", "office:annotation",  "text:hidden-text",       "text:hidden-paragraph",
        "office:forms",         "text:variable-decls", "text:sequence-decls",   "text:user-field-decls",
        "office:scripts",       "svg:title",          "svg:desc",               "text:conditional-text"};
    std::set<std::string, std::less<>> hiding;
    std::string style;
    xml_listener look;
    look.begin = [&](std::string_view e, xml_attributes const& a) {
        if (e == "style:style") style = attribute(a, "style:name");
        else if (e == "style:text-properties" && !style.empty() && attribute(a, "text:display") == "none")
            hiding.insert(style);
        if (e == "style:style" && hiding.contains(attribute(a, "style:parent-style-name"))) hiding.insert(style);
    };
    look.end = [&](std::string_view e) {
        if (e == "style:style") style.clear();
    };
    look.words = [](std::string_view) {};
    if (!styles.empty()) walk_xml(styles, look);
    walk_xml(content, look);

    std::string out;
    int skipping = 0, blocks = 0;
    xml_listener to;
    to.begin = [&](std::string_view e, xml_attributes const& a) {
        bool const shown_block = e == "text:p" || e == "text:h" || e == "text:span" || e == "text:section";
        bool const gone = shown_block && (hiding.contains(attribute(a, "text:style-name")) ||
                                          attribute(a, "text:display") == "none");
        if (skipping > 0 || gone || one_of(e, left_out)) {
            ++skipping;
            return;
        }
        if (e == "text:p" || e == "text:h") ++blocks;
        else if (e == "text:tab") out += '\t';
        else if (e == "text:line-break") out += '\n';
        else if (e == "text:s") {
            auto const n = attribute(a, "text:c");
            out.append(n.size() == 1 && n[0] > '0' && n[0] <= '9' ? static_cast<std::size_t>(n[0] - '0') : 1, ' ');
        }
    };
    to.end = [&](std::string_view e) {
        if (skipping > 0) {
            --skipping;
            return;
        }
        if (e == "text:p" || e == "text:h") {
            --blocks;
            out += '\n';
        } else if (e == "table:table-cell") {
            while (!out.empty() && out.back() == '\n') out.pop_back();
            out += '\t';
        } else if (e == "table:table-row") {
            out += '\n';
        }
    };
    to.words = [&](std::string_view text) {
        if (skipping == 0 && blocks > 0) out += text;
    };
    walk_xml(content, to);
    return out;
}

std::string docx_text(std::string_view bytes, bounds const& within) {
    packed p(bytes, within);
    auto const xml = p.read("word/document.xml");
    if (!xml) throw refused{file_refusal::damaged};
    auto const styles = p.read("word/styles.xml");
    return docx_words(*xml, styles ? std::string_view(*styles) : std::string_view());
}

std::string odt_text(std::string_view bytes, bounds const& within) {
    packed p(bytes, within);
    // Its members are named as encrypted in the manifest (ODF 1.2 part 3, section 3.4.1).
    if (auto const manifest = p.read("META-INF/manifest.xml");
        manifest && manifest->find("encryption-data") != std::string::npos)
        throw refused{file_refusal::locked};
    auto const content = p.read("content.xml");
    if (!content) throw refused{file_refusal::damaged};
    auto const styles = p.read("styles.xml");
    return odt_words(*content, styles ? std::string_view(*styles) : std::string_view());
}

std::string tidy_text(std::string text) {
    std::string out;
    out.reserve(text.size());
    int empty = 0;
    for (std::size_t i = 0; i < text.size();) {
        auto const c = static_cast<unsigned char>(text[i]);
        std::size_t const n = c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 0;
        auto const whole = n > 0 ? std::string_view(text).substr(i, n) : std::string_view();
        if (n == 0 || whole.size() < n || !is_plain_text(whole)) {
            // A carriage return alone ends a line; other controls and broken bytes are dropped.
            if (c == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')) out += '\n';
            ++i;
            continue;
        }
        i += n;
        empty = whole == "\n" ? empty + 1 : 0;
        if (empty > 2) continue;
        if (out.size() + n > wire::most_text) break;
        out += whole;
    }
    while (!out.empty() && (out.back() == '\n' || out.back() == ' ' || out.back() == '\t')) out.pop_back();
    return out;
}

}  // namespace earshot::files
