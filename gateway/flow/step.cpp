// SPDX-License-Identifier: Apache-2.0
// The entry of a step, what happens without the person, and what all of it needs.
#include "gateway/flow/flow.hpp"
#include "gateway/flow/loader.hpp"
#include "gateway/flow/stepper.hpp"
#include "gateway/flow/view.hpp"

#include <algorithm>

namespace earshot::flow {

loaded load(std::string_view text, std::string_view file) {
    loaded out;
    auto s = read_script(text, file, out.findings);
    if (!s) return out;
    lint(*s, out.findings);
    if (std::none_of(out.findings.begin(), out.findings.end(), [](finding const& f) { return f.fatal; }))
        out.flow = std::make_shared<script const>(std::move(*s));
    return out;
}

std::string const& id(script const& flow) noexcept {
    return flow.id;
}
std::string const& version(script const& flow) noexcept {
    return flow.version;
}

bool tells_of_opened_address(script const& flow) noexcept {
    return std::ranges::all_of(opened_address_texts, [&flow](auto id) { return flow.texts.contains(std::string(id)); });
}

conversation open(script const& flow, medium how, instant at) {
    conversation c;
    c.flow = flow.id;
    c.flow_version = flow.version;
    c.locale = flow.locale;
    c.how = how;
    c.opened = at;
    c.last_heard = at;
    return c;
}

step_result step(script const& flow, conversation now, event const& what) {
    stepper s(flow, std::move(now), what);
    std::visit([&s](auto const& o) { s.on(o); }, what.what);
    return s.take();
}

stepper::stepper(script const& flow, conversation now, event const& what)
    : flow_(flow), c_(std::move(now)), at_(what.at), fresh_code_(what.fresh_code) {}

std::string stepper::memo(std::string const& key) const {
    auto const at = c_.memo.find(key);
    return at == c_.memo.end() ? std::string() : at->second;
}

void stepper::speak(std::string_view text_id, std::string_view code) {
    effects_.emplace_back(say_text(flow_, text_id, c_.how, code));
}

bool stepper::said_already(std::string_view text_id) const {
    return std::any_of(effects_.begin(), effects_.end(), [&](effect const& e) {
        auto const* s = std::get_if<say>(&e);
        return s && s->text_id == text_id;
    });
}

void stepper::raise(std::string const& kind) {
    auto const again = std::any_of(effects_.begin(), effects_.end(), [&](effect const& e) {
        auto const* a = std::get_if<raise_alert>(&e);
        return a && a->kind == kind;
    });
    if (again) return;
    effects_.emplace_back(raise_alert{kind});
    c_.has_case = true;
    if (std::find(c_.alerts.begin(), c_.alerts.end(), kind) == c_.alerts.end()) c_.alerts.push_back(kind);
}

void stepper::file(std::string const& completeness) {
    std::erase_if(effects_, [](effect const& e) { return std::holds_alternative<file_record>(e); });
    effects_.emplace_back(file_record{completeness});
    c_.has_case = true;
}

void stepper::close_address() {
    if (!c_.contact_agreed) effects_.emplace_back(forget_address{});
}

bool stepper::worth_keeping() const {
    if (c_.has_case) return true;
    return std::any_of(flow_.questions.begin(), flow_.questions.end(), [&](question const& q) {
        auto const a = c_.answers.find(q.id);
        if (a == c_.answers.end() || !(q.essential || (q.story && c_.how == medium::mail))) return false;
        return a->second.how != answered::skipped && (!a->second.codes.empty() || !a->second.words.empty());
    });
}

void stepper::leave_partial() {
    c_.wake_at.reset();
    c_.idle_warned = false;
    c_.memo.erase("confirm");
    if (!worth_keeping()) return wipe_all({});
    c_.resume_at = c_.question;
    c_.question.clear();
    c_.phase = phase::done;
    c_.memo["ended"] = "partial";
    settle_contact();
    file("partial");
    close_address();
}

void stepper::on(timer_fired const&) {
    if (!c_.wake_at || at_ < *c_.wake_at) return;
    c_.wake_at.reset();
    if (c_.phase == phase::fresh) return wipe_all({});
    if (c_.phase != phase::asking) return;
    if (memo("return_to") == "human") {
        c_.memo.erase("return_to");
        c_.phase = phase::human;
        c_.question.clear();
        return;
    }
    if (ended()) {
        c_.memo.erase("extras");
        c_.phase = phase::done;
        c_.question.clear();
        return close_address();
    }
    if (c_.idle_warned || c_.how == medium::mail) return leave_partial();
    c_.idle_warned = true;
    wake_in(flow_.partial);
    auto const* q = find(flow_, c_.question);
    if (q && q->remind) speak("IDLE");
}

void stepper::on(operator_wrote const& o) {
    if (c_.phase == phase::stopped || c_.phase == phase::erased || memo("c1") == "no") return;
    if (o.first || memo("c1") == "wait") {
        // Somebody else may hold the phone: until the person says that it is a good time, only neutral words go out.
        auto& held = c_.memo["held"];
        held += (held.empty() ? "" : "\n") + o.text.str();
        if (memo("c1") != "wait") speak("C1");
        c_.memo["c1"] = "wait";
    } else {
        bool const talking = c_.phase == phase::human;
        if (!talking && c_.phase != phase::done) speak("HUMAN");
        auto text = o.text.str();
        if (auto held = c_.memo.find("held"); held != c_.memo.end()) {
            text = held->second + "\n" + text;
            c_.memo.erase(held);
        }
        effects_.emplace_back(say{"OPERATOR", std::move(text), {}, false, true});
    }
    if (c_.phase == phase::asking) c_.resume_at = c_.question;
    c_.phase = phase::human;
    c_.question.clear();
    c_.wake_at.reset();
}

void stepper::on(operator_asked const& o) {
    auto const* q = find(flow_, o.question);
    if (!q || c_.phase == phase::stopped || c_.phase == phase::erased || memo("c1") == "no") return;
    if (c_.phase == phase::human) c_.memo["return_to"] = "human";
    if (q->story) c_.memo.erase("story_asked");
    ask(*q);
}

void stepper::on(operator_returned const&) {
    if (c_.phase != phase::human && c_.phase != phase::danger) return;
    c_.memo.erase("return_to");
    if (ended() && !c_.memo.contains("extras")) {
        c_.phase = phase::done;
        c_.question.clear();
        return;
    }
    go_on();
}

void stepper::on(address_opened const& o) {
    if (c_.phase == phase::stopped || c_.phase == phase::erased || memo("c1") == "no") return;
    if (!memo(muted_memo).empty()) return;
    // Where an answer may go: they are in this conversation now, or agreed to be contacted.
    bool const here = c_.phase == phase::asking || c_.phase == phase::danger || c_.phase == phase::human;
    if (!here && !c_.contact_agreed) return;
    auto const* id = o.reason == "court_order" ? "GLASS_LAW" : o.reason == "agreed_contact" ? "GLASS_AGREED" : "GLASS";
    if (flow_.texts.contains(id)) speak(id);
}

void stepper::on(erase_requested const& asked) {
    // Not by the person: a text now could be read by somebody else.
    if (c_.phase == phase::erased) return;
    wipe_all(asked.receipt.empty() ? receipt_from(fresh_code_) : asked.receipt);
}

void stepper::on(code_looked_up const& found) {
    if (!found.known) return speak(found.limited && flow_.texts.contains("CODE_LIMIT") ? "CODE_LIMIT" : "NOCODE");
    auto news = "NEWS_" + found.news;
    std::transform(news.begin(), news.end(), news.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (flow_.texts.contains(news)) speak(news);
    if (c_.phase == phase::stopped) effects_.emplace_back(unmute{});
    if (c_.phase == phase::human) return;
    if (c_.phase == phase::danger) return speak("WAIT");
    if (ended()) {
        c_.phase = phase::done;
        c_.memo.erase("extras");
        c_.question.clear();
        c_.wake_at.reset();
        return speak("WELCOME");
    }
    speak("RESUMED");
    if (c_.phase == phase::asking) c_.resume_at = c_.question;
    go_on();
}

}  // namespace earshot::flow
