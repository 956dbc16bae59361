// SPDX-License-Identifier: Apache-2.0
// What every store must do, whatever it is made of. A store's own test program includes this once and defines
// `make_store`; the cases come with it.
#pragma once

#include "storage/store.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <set>
#include <thread>

namespace store_conformance {

using namespace earshot;
using namespace earshot::storage;
using namespace std::chrono_literals;

// A store with nothing in it, that can be closed and opened again as it was.
class house {
public:
    virtual ~house() = default;
    virtual store& open() = 0;
    virtual void shut() = 0;
};

// Defined by the program that includes this.
std::unique_ptr<house> make_house();

inline instant const noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + 12h};

template <class Id>
Id id_of(std::uint64_t n) {
    Id id;
    for (std::size_t i = 0; i < 8; ++i) id.value[i] = static_cast<std::uint8_t>(n >> (8 * i));
    id.value[15] = 1;
    return id;
}

inline blob bytes(std::string const& text) {
    return {text.begin(), text.end()};
}

inline journal_entry entry(std::uint64_t n) {
    journal_entry e;
    e.channel = "sms";
    e.dedupe = id_of<dedupe_tag>(n);
    e.sender = id_of<sender_tag>(7);
    e.sealed_sender = bytes("sender");
    e.sealed_body = bytes("body " + std::to_string(n));
    e.received = noon + std::chrono::milliseconds(n);
    return e;
}

inline conversation_row fresh_conversation(std::uint64_t n) {
    conversation_row r;
    r.who = id_of<alias>(n);
    r.channel = "sms";
    r.wrapped_key = bytes("wrapped key");
    r.sealed_state = bytes("state");
    r.phase = "asking";
    r.flow_version = "1";
    r.opened = noon;
    r.last_heard = noon;
    return r;
}

inline message_row message(std::int64_t seq, std::string const& author = "gateway") {
    message_row m;
    m.seq = {seq};
    m.author = author;
    m.sealed_text = bytes("text " + std::to_string(seq));
    m.at = noon;
    return m;
}

inline outbox_row reply(std::int64_t seq, instant due = noon) {
    outbox_row o;
    o.kind = "reply";
    o.who = id_of<alias>(1);
    o.channel = "sms";
    o.seq = {seq};
    o.sealed_body = bytes("parcel");
    o.due = due;
    o.state = "pending";
    return o;
}

inline case_row fresh_case(std::uint64_t n, std::string level = "medium") {
    case_row c;
    c.id = id_of<case_id>(n);
    c.level = std::move(level);
    c.kind = "incident";
    c.channel_kind = "sms";
    c.language = "en";
    c.area = "LS6";
    c.strands = "race";
    c.completeness = "complete";
    c.status = "waiting";
    c.unread = true;
    c.opened = noon + std::chrono::milliseconds(n);
    c.updated = c.opened;
    c.sealed_record = bytes("record");
    c.sealed_triage = bytes("triage");
    return c;
}

// One conversation with a case; gives its id.
inline conversation_id open_case(store& s, std::uint64_t n, std::string const& level = "medium") {
    step_commit step;
    step.conversation = fresh_conversation(n);
    step.conversation->last_seq = {1};
    step.conversation->filed_as = id_of<case_id>(n);
    step.messages = {message(1, "reporter")};
    step.opened_case = fresh_case(n, level);
    auto const done = s.advance({step});
    REQUIRE(done.has_value());
    REQUIRE(done->steps.at(0).has_value());
    return *done->steps[0];
}

inline std::vector<outbox_row> claim_due(store& s, instant now, std::map<std::string, std::size_t> at_most = {}) {
    std::promise<result<std::vector<outbox_row>>> answer;
    s.claim_due_async({now, 100, std::move(at_most)}, [&](auto r) { answer.set_value(std::move(r)); });
    auto got = answer.get_future().get();
    REQUIRE(got.has_value());
    return *got;
}

inline void settle(store& s, std::vector<store::settlement> done) {
    std::promise<result<void>> answer;
    s.settle_async(std::move(done), [&](result<void> r) { answer.set_value(r); });
    REQUIRE(answer.get_future().get().has_value());
}

}  // namespace store_conformance
