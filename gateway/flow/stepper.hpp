// SPDX-License-Identifier: Apache-2.0
// One step of a conversation: holds its next state and the effects while they are worked out.
#pragma once

#include "gateway/flow/answers.hpp"
#include "gateway/flow/flow.hpp"
#include "gateway/flow/kept_words.hpp"
#include "gateway/flow/model.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace earshot::flow {

class stepper {
public:
    stepper(script const& flow, conversation now, event const& what);
    step_result take() { return {std::move(c_), std::move(effects_)}; }

    void on(said const& s);
    void on(timer_fired const&);
    void on(operator_wrote const& o);
    void on(operator_asked const& o);
    void on(operator_returned const&);
    void on(erase_requested const&);
    void on(address_opened const& o);
    void on(code_looked_up const& found);

private:
    // ---- step_said.cpp ----
    bool keyword(std::string const& text, char const* which) const;
    std::string command_of(said const& s) const;  // stop start delete help back new go, or empty
    void stop();
    void wipe_all(std::string receipt);
    void help();
    void begin_new();
    void when_stopped(said const& s, std::string const& command);
    void when_fresh(said const& s);
    void when_in_danger(said const& s);
    void when_human(said const& s, std::string const& command);
    void when_done(said const& s);
    bool corrects(said const& s) const;  // it begins with the word for it
    void add_more(bool correction);      // to a report that is over
    void when_asked(said const& s, std::string const& command);
    struct cries {
        bool danger{};
        bool suicide{};
    };
    cries listen(std::string_view raw) const;
    void enter_danger(said const& s);
    void contact_answer(said const& s);
    bool not_kept(said const& s) const;
    void ask_once_more();
    // ---- step_keep.cpp ----
    void note_covers(said const& s);
    std::optional<say> words_on_covers(said const& s);
    void tell_covers(said const& s);
    void keep_word(said const& s);

    // ---- step_answer.cpp ----
    void ask(question const& q);
    void advance();  // the first open question of the walk, or the end
    void go_on();    // after a pause: the question that waited, or the end
    void finish();
    void take_answer(question const& q, understood const& u, said const& s);
    bool put_answer(question const& q, understood const& u,
                    said const& s);  // false: a choice that ends the walk was made
    void missed(question const& q, said const& s);
    void late(said const& s);
    void back();
    void drop_left_branches();
    bool open(question const& q) const;
    void keep_in_story(said const& s);
    question const* story() const;
    std::vector<question const*> main_walk() const;
    void settle_contact();

    // ---- step_mail.cpp ----
    void on_mail(said const& s, cries heard);
    void mail_answers(said const& s, bool first);
    void mail_ask(question const& q);
    void note_listed(std::vector<question const*> const& list);

    void speak(std::string_view text_id, std::string_view code = {});
    bool said_already(std::string_view text_id) const;
    void raise(std::string const& kind);
    void file(std::string const& completeness);
    void close_address();
    void leave_partial();  // the time is over: keep what counts or nothing
    bool worth_keeping() const;
    bool ended() const { return memo("ended") == "complete"; }
    std::string memo(std::string const& key) const;
    void wake_in(std::chrono::milliseconds after) { c_.wake_at = at_ + after; }

    script const& flow_;
    conversation c_;
    instant at_;
    std::string fresh_code_;
    std::vector<effect> effects_;
};

}  // namespace earshot::flow
