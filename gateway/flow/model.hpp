// SPDX-License-Identifier: Apache-2.0
// The parts of a loaded flow. For this folder only.
#pragma once

#include "gateway/domain/conversation.hpp"

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::flow {

struct option {
    std::string digit;
    std::string code;
    std::string label;
    std::string plain_label;         // folded (plain_words.hpp), as the person's words are when they are compared
    std::vector<std::string> words;  // folded
    std::string does;            // "danger": EM; "later": LATER and wipe
    std::string alert;           // kind to raise
    std::string say;             // text to say before going on
    std::string kind_of_report;  // noted in the memo under its own name
    std::vector<std::string> unlisted_in;
    bool alone{};
    bool contact{};
    bool not_sure{};
    unsigned line{};
};

struct branch {
    std::string to;
    std::vector<std::string> any;
    std::vector<std::string> only;
    std::vector<std::string> unless;
    unsigned line{};
    bool bare() const noexcept { return any.empty() && only.empty() && unless.empty(); }
};

enum class kind : std::uint8_t { one, many, consent, when, place, words, age };

struct question {
    std::string id;
    enum kind kind { kind::one };
    std::string sms;
    std::string chat;
    std::string mail;
    std::string before;
    std::vector<std::string> media;  // empty: all
    std::vector<std::string> keys;
    std::vector<branch> next;
    std::vector<option> options;
    bool essential{};
    bool remind{true};
    bool story{};
    bool names_999{};
    unsigned line{};
    bool several() const noexcept { return kind == kind::many || kind == kind::consent; }
};

struct wording {
    std::string text;
    std::string chat;
    std::string mail;
    bool names_999{};
    unsigned line{};
};

struct fact {
    std::string value;
    bool checked{};
    unsigned line{};
};

struct script {
    std::string id;
    std::string version;
    std::string locale{"en"};
    std::string first;
    std::string extra;
    std::vector<std::string> extra_unless;
    std::chrono::minutes idle{20};
    std::chrono::minutes partial{60};
    std::chrono::hours mail{24};
    int misses{2};
    std::vector<question> questions;
    std::map<std::string, wording> texts;
    std::map<std::string, fact> facts;
    std::map<std::string, std::string> covered;  // what people call the kinds of things that are covered
    std::map<std::string, std::vector<std::string>> keywords;  // these three: folded
    std::vector<std::string> danger;
    std::vector<std::string> suicide;
};

inline constexpr std::string_view end_mark = "END";

// Texts that `step` says by itself: a flow without one of them cannot be used.
inline constexpr std::string_view needed_texts[] = {
    "EM",        "WAIT",          "LATER",     "END",         "END2",       "SUIC",     "CHILD",
    "C1",        "C1LATER",       "C1NO",      "STOPPED",     "DEL",        "NOU",      "IDLE",
    "HELPED",    "HUMAN",         "NEW",       "NOCODE",      "RESUMED",    "WELCOME",  "MEDIA",
    "CONFIRM",   "NOBACK",        "NOTED",     "MAIL_FIRST",  "MAIL_CODE",  "MAIL_ASK", "MAIL_MORE",
    "MAIL_SLOT", "NEWS_RECEIVED", "NEWS_READ", "NEWS_SHARED", "NEWS_CLOSED"};

// What a person hears whose address two people opened.
inline constexpr std::string_view opened_address_texts[] = {"GLASS", "GLASS_LAW", "GLASS_AGREED"};

char const* name(medium m) noexcept;

question const* find(script const& flow, std::string_view id) noexcept;
bool offered(question const& q, medium how) noexcept;
bool listed(option const& o, medium how) noexcept;
std::string const& wording_of(question const& q, medium how) noexcept;
std::string const& wording_of(wording const& t, medium how) noexcept;

// Where the walk goes after `q`, with these answers; "END" at the end.
std::string next_of(script const& flow, question const& q, std::map<std::string, answer> const& answers);

// The questions of the walk from `from`, for this medium, as the answers lead it.
std::vector<question const*> walk(script const& flow, std::string const& from,
                                  std::map<std::string, answer> const& answers, medium how);

}  // namespace earshot::flow
