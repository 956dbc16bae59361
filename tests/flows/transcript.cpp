// SPDX-License-Identifier: Apache-2.0
#include "tests/flows/transcript.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace earshot::testing {
namespace {

namespace json = boost::json;

std::string one_line(std::string const& text) {
    std::string out;
    for (char c : text) {
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    return out;
}

struct effect_line {
    std::string operator()(say const& s) const { return "< " + s.text_id; }
    std::string operator()(file_record const& f) const { return "! file " + f.completeness; }
    std::string operator()(raise_alert const& a) const { return "! alert " + a.kind; }
    std::string operator()(remember_code const& c) const { return "! code " + c.code; }
    std::string operator()(follow_code const& c) const { return "! follow " + c.code; }
    std::string operator()(forget_address const&) const { return "! forget address"; }
    std::string operator()(forget_everything const& f) const {
        return f.receipt.empty() ? "! forget everything, no receipt" : "! forget everything";
    }
    std::string operator()(mute const&) const { return "! mute"; }
    std::string operator()(unmute const&) const { return "! unmute"; }
    std::string operator()(begin_again const&) const { return "! begin again"; }
};

std::string state_line(conversation const& c) {
    static char const* const phases[] = {"fresh", "asking", "danger", "human", "done", "stopped", "erased"};
    json::object o{{"phase", phases[static_cast<std::size_t>(c.phase)]}};
    if (!c.question.empty()) o["question"] = c.question;
    if (c.contact_agreed) o["contact"] = true;
    if (auto const area = c.memo.find("area"); area != c.memo.end()) o["area"] = area->second;
    if (c.memo.contains("tension")) o["tension"] = true;
    for (auto const& [id, a] : c.answers) {
        json::array list(a.codes.begin(), a.codes.end());
        if (a.how == answered::skipped) list.push_back("(skipped)");
        if (a.how == answered::not_sure) list.push_back("(not sure)");
        if (!a.words.empty()) list.push_back(json::string("\"" + one_line(a.words.str()) + "\""));
        o[id] = std::move(list);
    }
    return "= " + json::serialize(o);
}

class player {
public:
    player(flow::script const& flow, medium how) : flow_(flow), c_(flow::open(flow, how, now_)) {}

    std::vector<std::string> happen(occurrence what) {
        auto back = flow::from_json(flow::to_json(c_));
        if (!back || flow::to_json(*back) != flow::to_json(c_)) return {"the state did not survive the store"};
        auto r = flow::step(flow_, std::move(*back), {std::move(what), now_, "K7M3Q-9TX4R"});
        c_ = std::move(r.next);
        std::vector<std::string> out;
        said_.clear();
        for (auto const& e : r.effects) {
            out.push_back(std::visit(effect_line{}, e));
            auto const* s = std::get_if<say>(&e);
            said_.push_back(s ? one_line(s->text) : std::string());
        }
        if (std::any_of(r.effects.begin(), r.effects.end(),
                        [](auto const& e) { return std::holds_alternative<begin_again>(e); }))
            c_ = flow::open(flow_, c_.how, now_);
        return out;
    }

    std::vector<std::string> forward(std::chrono::seconds by) {
        auto const until = now_ + by;
        std::vector<std::string> out;
        for (int i = 0; i < 10 && c_.wake_at && *c_.wake_at <= until; ++i) {
            now_ = std::max(now_, *c_.wake_at);
            for (auto& line : happen(timer_fired{})) out.push_back(std::move(line));
        }
        now_ = until;
        return out;
    }

    std::string text_said(std::size_t n) const { return n < said_.size() ? said_[n] : std::string(); }
    conversation const& now_in() const { return c_; }
    std::string state() const { return state_line(c_); }

private:
    flow::script const& flow_;
    instant now_{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + std::chrono::hours{12}};
    conversation c_;
    std::vector<std::string> said_;
};

// "{Sam=[PERSON-1]}": what they wrote and what redaction makes of it, kept for a KEEP that comes later.
void cover_marked(said& s, std::map<std::string, std::string>& marks) {
    std::string clean;
    auto raw = std::exchange(s.raw, {});
    for (std::size_t at = 0; at < raw.size();) {
        auto const open = std::min(raw.find('{', at), raw.size());
        s.raw += raw.substr(at, open - at);
        clean += raw.substr(at, open - at);
        auto const equals = raw.find('=', open);
        auto const close = raw.find('}', open);
        at = open;
        if (open == raw.size()) break;
        if (close == std::string::npos || equals > close) {
            s.raw += raw.substr(open);
            clean += raw.substr(open);
            break;
        }
        auto const word = raw.substr(open + 1, equals - open - 1);
        auto const shown = raw.substr(equals + 1, close - equals - 1);
        bool const phone = shown.starts_with("[PHONE");
        s.covers.push_back({phone ? "phone" : "person", "test", "rule", "unknown", clean.size(), shown.size(), 1.0});
        marks[word] = shown;
        s.raw += word;
        clean += shown;
        at = close + 1;
    }
    if (!s.held) s.clean = redact::stamp::clean(std::move(clean));
}

said written(std::string text, bool late) {
    said s;
    s.late = late;
    for (auto const& [mark, word] :
         {std::pair{"[stop] ", reading::signal::stop}, std::pair{"[start] ", reading::signal::start},
          std::pair{"[help] ", reading::signal::help}}) {
        if (!text.starts_with(mark)) continue;
        s.word = word;
        text.erase(0, std::string_view(mark).size());
    }
    auto const brings = [&text](std::string_view mark) {
        if (!text.starts_with(mark)) return false;
        text.erase(0, std::min(text.size(), mark.size() + 1));
        return true;
    };
    if (brings("[held]")) s.held = true;
    if (brings("[photo]")) s.files_refused = 1;
    if (brings("[file]")) s.files_kept = 1;
    if (brings("[program]")) s.files_not_kept.push_back(file_refusal::program);
    if (brings("[bomb]")) s.files_not_kept.push_back(file_refusal::huge);
    if (brings("[broken]")) s.files_not_kept.push_back(file_refusal::failed);
    s.raw = std::move(text);
    return s;
}

std::optional<occurrence> desk_act(std::string const& line) {
    auto const after = [&](std::string_view head) { return line.substr(head.size()); };
    if (line.starts_with("wrote first ")) return operator_wrote{redact::stamp::clean(after("wrote first ")), true};
    if (line.starts_with("wrote ")) return operator_wrote{redact::stamp::clean(after("wrote ")), false};
    if (line.starts_with("asked ")) return operator_asked{after("asked ")};
    if (line == "returned") return operator_returned{};
    if (line.starts_with("opened ")) return address_opened{after("opened ")};
    if (line == "erase") return erase_requested{{}};
    if (line == "code unknown") return code_looked_up{false, {}, false};
    if (line == "code limited") return code_looked_up{false, {}, true};
    if (line.starts_with("code known ")) return code_looked_up{true, after("code known "), false};
    return std::nullopt;
}

std::optional<std::chrono::seconds> clock_of(std::string const& line) {
    if (line.size() < 4) return std::nullopt;
    long const n = std::stol(line.substr(2));
    switch (line.back()) {
        case 's': return std::chrono::seconds(n);
        case 'm': return std::chrono::minutes(n);
        case 'h': return std::chrono::hours(n);
        case 'd': return std::chrono::days(n);
        default: return std::nullopt;
    }
}

}  // namespace

played play(flow::script const& flow, std::vector<std::string> const& expected) {
    played out;
    medium how = medium::sms;
    for (auto const& line : expected) {
        if (line == "medium: chat") how = medium::chat;
        if (line == "medium: mail") how = medium::mail;
    }
    player p(flow, how);
    std::map<std::string, std::string> marks;
    std::size_t i = 0;
    while (i < expected.size()) {
        auto const& line = expected[i];
        if (line.starts_with("<") || line.starts_with("!") || line.starts_with("=")) {
            ++i;  // an outcome where none was due: the comparison shows it
            continue;
        }
        out.lines.push_back(line);
        ++i;
        std::vector<std::string> happened;
        if (line.starts_with(">") || line.starts_with("~")) {
            auto text = line.size() > 2 ? line.substr(2) : std::string();
            for (; i < expected.size() && expected[i].starts_with("|"); ++i) {
                text += "\n" + (expected[i].size() > 2 ? expected[i].substr(2) : std::string());
                out.lines.push_back(expected[i]);
            }
            auto s = written(std::move(text), line.starts_with("~"));
            cover_marked(s, marks);
            if (auto const wish = flow::asks_to_keep(flow, p.now_in(), s.raw); marks.contains(wish))
                s.keep = word_to_keep{marks[wish], redact::stamp::clean(wish)};
            happened = p.happen(std::move(s));
        } else if (line.starts_with("@+")) {
            auto const by = clock_of(line);
            if (!by) return out.problem = "not a time: " + line, out;
            happened = p.forward(*by);
        } else if (line.starts_with("* ")) {
            auto act = desk_act(line.substr(2));
            if (!act) return out.problem = "not an act: " + line, out;
            happened = p.happen(std::move(*act));
        } else if (!line.empty() && !line.starts_with("#") && !line.starts_with("medium: ")) {
            return out.problem = "not understood: " + line, out;
        }
        for (std::size_t n = 0; n < happened.size(); ++n) {
            bool const with_text =
                i + n < expected.size() && expected[i + n].starts_with(happened[n] + " ") && happened[n][0] == '<';
            out.lines.push_back(with_text ? happened[n] + " " + p.text_said(n) : happened[n]);
        }
    }
    out.lines.push_back(p.state());
    return out;
}

}  // namespace earshot::testing
