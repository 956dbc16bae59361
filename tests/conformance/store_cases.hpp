// SPDX-License-Identifier: Apache-2.0
// The cases of store_conformance.hpp. Included by exactly one file of a program.
#pragma once

#include "tests/conformance/store_conformance.hpp"

namespace store_conformance {

TEST_CASE("store: what is accepted is in the journal, in order, once") {
    auto const h = make_house();
    auto& s = h->open();
    for (std::uint64_t n = 1; n <= 5; ++n) CHECK_FALSE(s.accept(entry(n))->repeated);
    auto const again = s.accept(entry(3));
    CHECK(again->repeated);
    CHECK(again->seq == journal_seq{0});
    auto const rows = s.next({}, 100);
    REQUIRE(rows.size() == 5);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK(rows[i].seq.value == static_cast<std::int64_t>(i) + 1);
        CHECK(rows[i].sealed_body == bytes("body " + std::to_string(i + 1)));
        CHECK(rows[i].dedupe == id_of<dedupe_tag>(i + 1));
        CHECK(rows[i].received == entry(i + 1).received);
        CHECK_FALSE(rows[i].conversation);
    }
    CHECK(s.next(rows[1].seq, 2).size() == 2);
    CHECK(s.next(rows[1].seq, 2)[0].seq == rows[2].seq);
    CHECK(s.count().accepted == 5);
    CHECK(s.count().journal == 5);
    CHECK(*s.count().oldest_journal == entry(1).received);
}

TEST_CASE("store: an entry without a tag is never a repeat") {
    auto const h = make_house();
    auto& s = h->open();
    auto e = entry(1);
    e.dedupe = {};
    e.from = journal_entry::origin::desk;
    e.conversation = conversation_id{12};
    CHECK_FALSE(s.accept(e)->repeated);
    CHECK_FALSE(s.accept(e)->repeated);
    CHECK(s.next({}, 9).size() == 2);
    CHECK(s.next({}, 9)[0].conversation == conversation_id{12});
    CHECK(s.next({}, 9)[0].from == journal_entry::origin::desk);
}

TEST_CASE("store: repeats at the same moment leave one row") {
    auto const h = make_house();
    auto& s = h->open();
    constexpr int threads = 8;
    constexpr std::uint64_t messages = 60;
    std::atomic<int> first{};
    std::vector<std::thread> all;
    for (int t = 0; t < threads; ++t)
        all.emplace_back([&] {
            for (std::uint64_t n = 1; n <= messages; ++n) {
                auto const r = s.accept(entry(n));
                if (r.has_value() && !r->repeated) ++first;
            }
        });
    for (auto& t : all) t.join();
    CHECK(first == messages);
    CHECK(s.next({}, 1000).size() == messages);
}

TEST_CASE("store: the tag of a message that is done is still known after a restart") {
    auto const h = make_house();
    auto* s = &h->open();
    auto const seq = s->accept(entry(1))->seq;
    step_commit step;
    step.done = seq;
    REQUIRE(s->advance({step})->steps.at(0).has_value());
    h->shut();
    s = &h->open();
    CHECK(s->accept(entry(1))->repeated);
    CHECK(s->accept(entry(2))->seq > seq);
    CHECK(s->next({}, 10).size() == 1);
}

TEST_CASE("store: a step is written whole") {
    auto const h = make_house();
    auto& s = h->open();
    auto const seq = s.accept(entry(1))->seq;
    step_commit step;
    step.done = seq;
    step.conversation = fresh_conversation(1);
    step.conversation->new_code = id_of<code_tag>(5);
    step.conversation->wake_at = noon + 1h;
    step.conversation->last_seq = {2};
    step.conversation->filed_as = id_of<case_id>(1);
    step.messages = {message(1, "reporter"), message(2)};
    step.outbox = {reply(2)};
    step.opened_case = fresh_case(1);
    step.events = {"case.opened"};
    step.event_case = id_of<case_id>(1);
    auto const done = s.advance({step});
    REQUIRE(done.has_value());
    REQUIRE(done->steps.size() == 1);
    auto const id = *done->steps[0];
    CHECK(id.value > 0);
    CHECK(s.next({}, 10).empty());

    auto const c = s.conversation(id);
    REQUIRE(c.has_value());
    CHECK(c->version == 1);
    CHECK(c->who == id_of<alias>(1));
    CHECK(c->wrapped_key == bytes("wrapped key"));
    CHECK(c->last_seq == message_seq{2});
    CHECK(*c->wake_at == noon + 1h);
    CHECK(s.conversation_of(id_of<alias>(1))->id == id);
    CHECK(s.conversation_by_code(id_of<code_tag>(5))->id == id);
    CHECK_FALSE(s.conversation_of(id_of<alias>(2)).has_value());
    CHECK_FALSE(s.conversation_by_code(id_of<code_tag>(6)).has_value());
    CHECK(*s.next_timer() == noon + 1h);
    CHECK(s.due_timers(noon, 9).empty());
    CHECK(s.due_timers(noon + 1h, 9) == std::vector<conversation_id>{id});
    CHECK(s.thread(id, {}, 10).size() == 2);
    CHECK(s.thread(id, {1}, 10).at(0).author == "gateway");
    CHECK(s.find_case(id_of<case_id>(1))->conversation == id);
    CHECK(s.find_case(id_of<case_id>(1))->sealed_record == bytes("record"));
    CHECK(*s.next_due() == noon);
    auto const events = s.events_after({}, 10);
    REQUIRE(events.size() == 1);
    CHECK(events[0].type == "case.opened");
    CHECK(*events[0].about == id_of<case_id>(1));
    CHECK(s.last_event() == events[0].cursor);
    auto const n = s.count();
    CHECK(n.accepted == n.journal + n.worked + n.held);
    CHECK(n.worked == 1);
    CHECK(n.cases_waiting == 1);
    CHECK(n.conversations_open == 1);
    CHECK(n.outbox_pending == 1);
    auto const sent = claim_due(s, noon);
    REQUIRE(sent.size() == 1);
    CHECK(sent[0].conversation == id);
}

TEST_CASE("store: one step's conflict leaves the others standing") {
    auto const h = make_house();
    auto& s = h->open();
    auto const a = open_case(s, 1);
    auto const b = open_case(s, 2);
    auto const seq = s.accept(entry(1))->seq;
    auto old = *s.conversation(a);
    step_commit newer;
    newer.conversation = old;
    REQUIRE(s.advance({newer})->steps.at(0).has_value());

    step_commit late;
    late.done = seq;
    late.conversation = old;
    late.messages = {message(2)};
    late.events = {"never"};
    step_commit good;
    good.conversation = *s.conversation(b);
    good.messages = {message(2)};
    auto harmless = late;
    harmless.conflict_ok = true;
    auto const done = s.advance({late, good, harmless});
    REQUIRE(done.has_value());
    REQUIRE(done->steps.size() == 3);
    CHECK(done->steps[0].error() == errc::conflict);
    CHECK(*done->steps[1] == b);
    CHECK(*done->steps[2] == conversation_id{});
    CHECK(s.next({}, 10).size() == 1);
    CHECK(s.thread(a, {}, 10).size() == 1);
    CHECK(s.thread(b, {}, 10).size() == 2);
    CHECK(s.conversation(b)->version == 2);
    CHECK(s.events_after({}, 10).empty());
    CHECK(s.count().worked == 0);
}

TEST_CASE("store: a journal row is worked in once, a place in a thread is taken once") {
    auto const h = make_house();
    auto& s = h->open();
    auto const seq = s.accept(entry(1))->seq;
    step_commit step;
    step.done = seq;
    step.conversation = fresh_conversation(1);
    step.messages = {message(1)};
    auto const done = s.advance({step, step});
    REQUIRE(done.has_value());
    CHECK(done->steps[0].has_value());
    CHECK(done->steps[1].error() == errc::conflict);
    step_commit twice;
    twice.conversation = *s.conversation(*done->steps[0]);
    twice.messages = {message(1)};
    CHECK(s.advance({twice})->steps[0].error() == errc::conflict);
    CHECK(s.conversation(*done->steps[0])->version == 1);
}

TEST_CASE("store: what cannot be worked in is kept for a person") {
    auto const h = make_house();
    auto& s = h->open();
    auto const seq = s.accept(entry(1))->seq;
    REQUIRE(s.hold(seq, "malformed"));
    CHECK(s.hold(seq, "malformed").error() == errc::not_found);
    CHECK(s.next({}, 10).empty());
    auto const n = s.count();
    CHECK(n.held == 1);
    CHECK(n.accepted == n.journal + n.worked + n.held);
    CHECK(s.accept(entry(1))->repeated);
}

TEST_CASE("store: the outbox keeps the order of each conversation") {
    auto const h = make_house();
    auto& s = h->open();
    step_commit step;
    step.conversation = fresh_conversation(1);
    step.messages = {message(1), message(2)};
    step.outbox = {reply(1), reply(2)};
    auto record = reply(2);
    record.kind = "record";
    record.channel = "sink";
    step.outbox.push_back(record);
    step_commit other = step;
    other.conversation = fresh_conversation(2);
    auto const ids = s.advance({step, other});
    REQUIRE(ids.has_value());

    CHECK(claim_due(s, noon - 1s).empty());
    auto first = claim_due(s, noon);
    REQUIRE(first.size() == 4);  // a reply and a record each
    CHECK(claim_due(s, noon).empty());
    std::vector<store::settlement> done;
    for (auto const& row : first) {
        CHECK(row.attempt == 1);
        CHECK(row.state == "sending");
        if (row.kind == "reply") {
            CHECK(row.seq == message_seq{1});
            done.push_back({row.id, "pending", noon + 5s, delivery::queued, std::nullopt, false});
        } else {
            done.push_back({row.id, "sent", std::nullopt, delivery::queued, std::nullopt, true});
        }
    }
    settle(s, done);
    CHECK(claim_due(s, noon).empty());  // the second must not overtake the first
    CHECK(*s.next_due() == noon + 5s);
    auto second = claim_due(s, noon + 5s);
    REQUIRE(second.size() == 2);
    CHECK(second[0].seq == message_seq{1});
    CHECK(second[0].attempt == 2);
    auto const ref = id_of<provider_tag>(77);
    settle(s, {{second[0].id, "sent", std::nullopt, delivery::sent, ref, true}});
    auto third = claim_due(s, noon + 5s);
    REQUIRE(third.size() == 1);
    CHECK(third[0].seq == message_seq{2});
    CHECK(third[0].conversation == second[0].conversation);

    auto const state = [&] { return s.thread(second[0].conversation, {}, 1).at(0).state; };
    CHECK(state() == delivery::sent);
    CHECK(s.delivered(ref, delivery::delivered, noon).value());
    CHECK(state() == delivery::delivered);
    CHECK(s.delivered(ref, delivery::sent, noon).value());
    CHECK(state() == delivery::delivered);
    CHECK_FALSE(s.delivered(id_of<provider_tag>(78), delivery::sent, noon).value());
}

TEST_CASE("store: what was being sent at a crash goes again") {
    auto const h = make_house();
    auto* s = &h->open();
    step_commit step;
    step.conversation = fresh_conversation(1);
    step.outbox = {reply(1), reply(2)};
    auto record = reply(1);
    record.kind = "record";
    step.outbox.push_back(record);
    REQUIRE(s->advance({step}).has_value());
    REQUIRE(claim_due(*s, noon).size() == 2);
    h->shut();
    s = &h->open();
    CHECK(s->recover_outbox(noon).value() == 2);
    auto const again = claim_due(*s, noon);
    REQUIRE(again.size() == 2);
    for (auto const& row : again) {
        CHECK(row.seq == message_seq{1});
        CHECK(row.attempt == 2);
    }
    CHECK(s->count().outbox_pending == 3);
}

TEST_CASE("store: a channel gives no more rows than it may send, and holds up no other") {
    auto const h = make_house();
    auto& s = h->open();
    for (std::uint64_t n = 1; n <= 6; ++n) {
        step_commit step;
        step.conversation = fresh_conversation(n);
        step.outbox = {reply(1)};
        step.outbox[0].channel = n <= 4 ? "slow" : "fast";
        REQUIRE(s.advance({step})->steps[0].has_value());
    }
    auto const of = [](std::vector<outbox_row> const& rows, std::string const& channel) {
        return std::count_if(rows.begin(), rows.end(), [&](auto const& row) { return row.channel == channel; });
    };
    auto const first = claim_due(s, noon, {{"slow", 1}});
    CHECK(of(first, "slow") == 1);
    CHECK(of(first, "fast") == 2);
    CHECK(claim_due(s, noon, {{"slow", 0}}).empty());
    CHECK(of(claim_due(s, noon, {{"slow", 2}}), "slow") == 2);
    CHECK(claim_due(s, noon).size() == 1);
}

TEST_CASE("store: STOP drops what waits, and what the same step says still goes") {
    auto const h = make_house();
    auto& s = h->open();
    step_commit step;
    step.conversation = fresh_conversation(1);
    step.messages = {message(1)};
    step.outbox = {reply(1)};
    auto const id = *s.advance({step})->steps[0];
    step_commit stop;
    stop.conversation = *s.conversation(id);
    stop.drop_pending_replies = true;
    stop.messages = {message(2)};
    stop.outbox = {reply(2)};
    REQUIRE(s.advance({stop})->steps[0].has_value());
    auto const due = claim_due(s, noon);
    REQUIRE(due.size() == 1);
    CHECK(due[0].seq == message_seq{2});
    CHECK(s.thread(id, {}, 1).at(0).state == delivery::failed_perm);
}

TEST_CASE("store: what is forgotten is gone") {
    auto const h = make_house();
    auto& s = h->open();
    auto const id = open_case(s, 1);
    step_commit erase;
    erase.conversation = *s.conversation(id);
    erase.conversation->phase = "erased";
    erase.forget_conversation = true;
    erase.outbox = {reply(2)};
    erase.events = {"case.withdrawn"};
    erase.event_case = id_of<case_id>(1);
    REQUIRE(s.advance({erase})->steps[0].has_value());
    auto const c = s.conversation(id);
    CHECK(c->wrapped_key.empty());
    CHECK(c->sealed_state.empty());
    CHECK(c->phase == "erased");
    CHECK(s.thread(id, {}, 10).empty());
    auto const gone = s.find_case(id_of<case_id>(1));
    CHECK(gone->status == "withdrawn");
    CHECK(gone->sealed_record.empty());
    CHECK(gone->area.empty());
    CHECK(s.claim(id_of<case_id>(1), {1}, noon, 60s).error() == errc::conflict);
    CHECK(claim_due(s, noon).size() == 1);  // the goodbye
}

TEST_CASE("store: files are kept by their numbers, sealed anew in place, and gone with what is forgotten") {
    auto const h = make_house();
    auto& s = h->open();
    auto const id = open_case(s, 1);
    auto const other = open_case(s, 2);
    step_commit step;
    step.conversation = *s.conversation(id);
    step.files = {{1, bytes("first"), false}, {2, bytes("second"), false}};
    REQUIRE(s.advance({step})->steps[0].has_value());
    CHECK(s.file_numbers(id) == std::vector<int>{1, 2});
    CHECK(s.file_numbers(other).empty());
    CHECK(s.file(id, 2)->sealed_bytes == bytes("second"));
    CHECK_FALSE(s.file(id, 3));
    CHECK_FALSE(s.file(other, 1));

    step.conversation = *s.conversation(id);
    step.files = {{1, bytes("for the helpline"), true}};
    REQUIRE(s.advance({step})->steps[0].has_value());
    CHECK(s.file_numbers(id) == std::vector<int>{1, 2});
    CHECK(s.file(id, 1)->sealed_bytes == bytes("for the helpline"));
    CHECK(s.file(id, 1)->for_helpline);
    CHECK_FALSE(s.file(id, 2)->for_helpline);

    step_commit erase;
    erase.conversation = *s.conversation(id);
    erase.forget_conversation = true;
    REQUIRE(s.advance({erase})->steps[0].has_value());
    CHECK(s.file_numbers(id).empty());
}

TEST_CASE("store: large rows of the journal are read a few at a time, and none is left out") {
    auto const h = make_house();
    auto& s = h->open();
    for (std::uint64_t n = 1; n <= 5; ++n) {
        auto e = entry(n);
        e.sealed_body.assign(7u << 20, static_cast<std::uint8_t>(n));
        REQUIRE(s.accept(e).has_value());
    }
    journal_seq at{};
    std::size_t seen = 0, reads = 0;
    for (auto rows = s.next(at, 100); !rows.empty(); rows = s.next(at, 100)) {
        seen += rows.size();
        ++reads;
        CHECK(rows.size() <= 3);
        at = rows.back().seq;
    }
    CHECK(seen == 5);
    CHECK(reads >= 2);
}

TEST_CASE("store: sixteen operators want one case") {
    auto const h = make_house();
    auto& s = h->open();
    open_case(s, 1);
    std::atomic<int> won{};
    std::atomic<int> lost{};
    std::vector<std::thread> all;
    for (int t = 1; t <= 16; ++t)
        all.emplace_back([&, t] {
            auto const r = s.claim(id_of<case_id>(1), {t}, noon, 60s);
            if (r.has_value())
                ++won;
            else if (r.error() == errc::conflict)
                ++lost;
        });
    for (auto& t : all) t.join();
    CHECK(won == 1);
    CHECK(lost == 15);
}

TEST_CASE("store: a lease and its number") {
    auto const h = make_house();
    auto& s = h->open();
    open_case(s, 1);
    auto const id = id_of<case_id>(1);
    operator_id const ann{1};
    operator_id const ben{2};
    auto const first = s.claim(id, ann, noon, 60s);
    REQUIRE(first.has_value());
    CHECK(first->lease_until == noon + 60s);
    CHECK(s.find_case(id)->claimed_by == ann);
    CHECK(s.claim(id_of<case_id>(9), ann, noon, 60s).error() == errc::not_found);
    CHECK(s.extend(id, ben, first->lease_number, noon, 60s).error() == errc::conflict);
    CHECK(s.extend(id, ann, first->lease_number, noon + 30s, 60s)->lease_until == noon + 90s);

    SECTION("when it is over somebody else gets it, and the old number is worth nothing") {
        auto const second = s.claim(id, ben, noon + 90s, 60s);
        REQUIRE(second.has_value());
        CHECK(second->lease_number > first->lease_number);
        CHECK(s.extend(id, ann, first->lease_number, noon + 91s, 60s).error() == errc::conflict);
        CHECK(s.close_case(id, ann, first->lease_number, "advice", noon).error() == errc::conflict);
        CHECK(s.give_back(id, ann, first->lease_number, noon).error() == errc::conflict);
        REQUIRE(s.close_case(id, ben, second->lease_number, "advice", noon + 92s));
        CHECK(s.find_case(id)->outcome == "advice");
        CHECK(s.claim(id, ann, noon + 93s, 60s).error() == errc::conflict);
    }
    SECTION("expired leases go back to the queue") {
        CHECK(s.expire_leases(noon + 89s).value() == 0);
        CHECK(s.expire_leases(noon + 90s).value() == 1);
        CHECK(s.find_case(id)->status == "waiting");
        CHECK(s.extend(id, ann, first->lease_number, noon + 91s, 60s).error() == errc::conflict);
    }
    SECTION("it can be given back") {
        REQUIRE(s.give_back(id, ann, first->lease_number, noon));
        CHECK(s.claim(id, ben, noon, 60s).has_value());
    }
    SECTION("it can be handed over") {
        REQUIRE(s.hand_over(id, ann, first->lease_number, ben, noon, 60s));
        CHECK(s.find_case(id)->claimed_by == ben);
        CHECK(s.extend(id, ann, first->lease_number, noon, 60s).error() == errc::conflict);
        CHECK(s.extend(id, ben, first->lease_number + 1, noon, 60s).has_value());
    }
    SECTION("news do not take it away, and bring a closed case back") {
        step_commit news;
        news.conversation = *s.conversation_of(id_of<alias>(1));
        news.opened_case = fresh_case(1, "high");
        REQUIRE(s.advance({news})->steps[0].has_value());
        CHECK(s.find_case(id)->claimed_by == ann);
        CHECK(s.find_case(id)->level == "high");
        REQUIRE(s.close_case(id, ann, first->lease_number, "advice", noon));
        news.conversation = *s.conversation_of(id_of<alias>(1));
        REQUIRE(s.advance({news})->steps[0].has_value());
        CHECK(s.find_case(id)->status == "waiting");
        CHECK(s.find_case(id)->outcome.empty());
    }
}

TEST_CASE("store: the queue shows the urgent first, then who waits longest") {
    auto const h = make_house();
    auto& s = h->open();
    open_case(s, 1, "standard");
    open_case(s, 2, "high");
    open_case(s, 3, "immediate");
    open_case(s, 4, "high");
    auto const order = [&](queue_filter const& f) {
        std::vector<std::uint64_t> found;
        for (auto const& c : s.queue(f)) {
            CHECK(c.sealed_record.empty());
            found.push_back(c.id.value[0]);
        }
        return found;
    };
    using list = std::vector<std::uint64_t>;
    CHECK(order({}) == list{3, 2, 4, 1});
    queue_filter f;
    f.level = "high";
    CHECK(order(f) == list{2, 4});
    f = {};
    f.limit = 2;
    f.offset = 1;
    CHECK(order(f) == list{2, 4});
    REQUIRE(s.claim(id_of<case_id>(3), {1}, noon, 60s).has_value());
    f = {};
    f.status = "claimed";
    CHECK(order(f) == list{3});
    CHECK(order({}).size() == 4);
    f = {};
    f.search_area = "LS6";
    CHECK(order(f).size() == 4);
    f.search_area = "M1";
    CHECK(order(f).empty());
    REQUIRE(s.set_level(id_of<case_id>(1), {1}, "immediate", noon));
    CHECK(order({}).front() == 1);
    REQUIRE(s.mark_read(id_of<case_id>(1), noon));
    CHECK_FALSE(s.find_case(id_of<case_id>(1))->unread);
    CHECK(s.count().waiting_immediate == 1);
    CHECK(s.count().waiting_high == 2);
    CHECK(s.count().waiting_standard == 0);
    auto const up = s.find_case(id_of<case_id>(1))->alerts;
    CHECK(s.clear_alerts(id_of<case_id>(1), {1}, up + "suicide", noon).error() == errc::conflict);
    CHECK(s.find_case(id_of<case_id>(1))->alerts == up);
    REQUIRE(s.clear_alerts(id_of<case_id>(1), {1}, up, noon));
    CHECK(s.clear_alerts(id_of<case_id>(9), {1}, "", noon).error() == errc::not_found);
    CHECK(s.mark_read(id_of<case_id>(9), noon).error() == errc::not_found);
}

TEST_CASE("store: events are told after the commit") {
    auto const h = make_house();
    auto& s = h->open();
    std::mutex m;
    std::condition_variable told;
    event_cursor last{};
    s.on_events([&](event_cursor at) {
        std::lock_guard const lock(m);
        last = at;
        told.notify_all();
    });
    step_commit step;
    step.conversation = fresh_conversation(1);
    step.events = {"a", "b"};
    REQUIRE(s.advance({step}).has_value());
    std::unique_lock lock(m);
    REQUIRE(told.wait_for(lock, 10s, [&] { return last.value == 2; }));
    CHECK(s.events_after(last, 10).empty());
    CHECK(s.events_after({1}, 10).at(0).type == "b");
    lock.unlock();
    s.on_events({});
}

TEST_CASE("store: whoever waits for work is woken by it, by wake() and by the clock") {
    auto const h = make_house();
    auto& s = h->open();
    auto const far = std::chrono::steady_clock::now() + 60s;
    auto work = std::async(std::launch::async, [&] { s.wait_for_work({}, far); });
    REQUIRE(s.accept(entry(1)).has_value());
    CHECK(work.wait_for(30s) == std::future_status::ready);
    auto woken = std::async(std::launch::async, [&] { s.wait_for_work({1}, far); });
    s.wake();
    CHECK(woken.wait_for(30s) == std::future_status::ready);
    s.wait_for_work({1}, std::chrono::steady_clock::now() + 1ms);
}

TEST_CASE("store: operators and sessions") {
    auto const h = make_house();
    auto& s = h->open();
    operator_row ann{{}, "ann", "Ann", "operator", "$argon2id$", false, noon};
    auto const id = s.add_operator(ann);
    REQUIRE(id.has_value());
    CHECK(s.add_operator(ann).error() == errc::conflict);
    CHECK(s.operator_by_login("ann")->id == *id);
    CHECK_FALSE(s.operator_by_login("ben").has_value());
    ann.id = *id;
    ann.disabled = true;
    REQUIRE(s.update_operator(ann));
    CHECK(s.operator_by_id(*id)->disabled);
    CHECK(s.operators().size() == 1);
    ann.id = {99};
    ann.login = "x";
    CHECK(s.update_operator(ann).error() == errc::not_found);

    REQUIRE(s.add_session({"aa", *id, "csrf", noon + 1h}));
    REQUIRE(s.add_session({"bb", *id, "csrf", noon + 1h}));
    CHECK(s.session("aa", noon)->who == *id);
    CHECK_FALSE(s.session("aa", noon + 1h).has_value());
    REQUIRE(s.extend_session("aa", noon + 2h));
    CHECK(s.session("aa", noon + 1h).has_value());
    CHECK(s.extend_session("zz", noon).error() == errc::not_found);
    REQUIRE(s.end_session("aa"));
    CHECK_FALSE(s.session("aa", noon).has_value());
    REQUIRE(s.end_sessions_of(*id));
    CHECK_FALSE(s.session("bb", noon).has_value());
}

TEST_CASE("store: the audit trail is a chain") {
    auto const h = make_house();
    auto& s = h->open();
    CHECK(s.audit_intact().value());
    for (int i = 0; i < 5; ++i) REQUIRE(s.audit({0, noon, {1}, "case.claim", "c" + std::to_string(i), "", ""}));
    auto const rows = s.audit_after(0, 100);
    REQUIRE(rows.size() == 5);
    std::set<std::string> hashes;
    for (auto const& r : rows) hashes.insert(r.hash);
    CHECK(hashes.size() == 5);
    CHECK(rows[4].number == 5);
    CHECK(s.audit_after(3, 1).at(0).number == 4);
    CHECK(s.audit_intact().value());
}

TEST_CASE("store: sweeping lets go of what is old only") {
    auto const h = make_house();
    auto& s = h->open();
    REQUIRE(s.accept(entry(1)).has_value());
    REQUIRE(s.sweep(noon + 24h));
    CHECK(s.accept(entry(1))->repeated);
    REQUIRE(s.sweep(noon + std::chrono::hours(169)));
    CHECK_FALSE(s.accept(entry(1))->repeated);
    CHECK(s.next({}, 10).size() == 2);  // the first is still to be worked in
}

TEST_CASE("store: everything is still there after close and open") {
    auto const h = make_house();
    auto* s = &h->open();
    for (std::uint64_t n = 1; n <= 20; ++n) REQUIRE(s->accept(entry(n)).has_value());
    auto const id = open_case(*s, 1);
    h->shut();
    s = &h->open();
    CHECK(s->next({}, 100).size() == 20);
    CHECK(s->thread(id, {}, 10).size() == 1);
    auto const n = s->count();
    CHECK(n.accepted == 20);
    CHECK(n.accepted == n.journal + n.worked + n.held);
    for (std::uint64_t i = 1; i <= 20; ++i) CHECK(s->accept(entry(i))->repeated);
}

}  // namespace store_conformance
