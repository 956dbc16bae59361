// SPDX-License-Identifier: Apache-2.0
#include "gateway/pipeline/pipeline.hpp"

#include <algorithm>
#include <exception>
#include <thread>

namespace earshot {
namespace {

using namespace std::chrono_literals;

// The writer carries out a whole batch before it looks at new messages again: 32 steps take two or three milliseconds.
constexpr std::size_t batch_size = 32;
constexpr auto longest_wait = 1s;
constexpr int conflicts_in_a_row = 5;
// In a rush the disk and the processor go to who acknowledges: the pipeline works a fifth of the time, and at least four
// times a second, so that answers are late but never stop.
constexpr int rests_for_one = 4;
constexpr auto longest_rest = 250ms;
constexpr auto rest_step = 10ms;
constexpr auto sealing_every = 5s;
constexpr std::size_t sealed_at_once = 16;

}  // namespace

pipeline::pipeline(parts p)
    : p_(std::move(p)),
      files_(p_.keys, p_.flows, p_.random, p_.helpline, p_.rounding),
      cases_(p_.keys, p_.random, p_.rounding),
      effects_(files_, cases_, p_.store, p_.keys, p_.random, p_.did),
      sealing_(p_.store, p_.keys, p_.random, p_.helpline),
      guard_(p_.wrong_codes_an_hour, p_.wrong_codes_a_minute) {}

void pipeline::commit_step(open_conversation& c, storage::step_commit commit, bool end_report) {
    if (commit.forget_conversation) {
        commit.files.clear();
        auto gone = c.row;
        gone.phase = earshot::name(phase::erased);
        gone.wake_at.reset();
        commit.conversation = std::move(gone);
    } else {
        sealing_.end_of_step(c, commit, end_report);
        files_.put(c, commit);
    }
    if (c.row.id.value != 0) batch_.conversations.insert(c.row.id.value);
    batch_.steps.push_back(std::move(commit));
}

char const* pipeline::name(outcome what) noexcept {
    switch (what) {
        case outcome::stepped: return "stepped";
        case outcome::automatic: return "automatic";
        case outcome::act: return "act";
        case outcome::report: return "report";
        case outcome::report_unknown: return "report-unknown";
        case outcome::timer: return "timer";
        case outcome::sealing: return "sealing";
        case outcome::busy: return "busy";
        case outcome::set_aside_channel: return "channel-gone";
        case outcome::set_aside_sealed: return "does-not-open";
        case outcome::set_aside_state: return "conversation-does-not-open";
        case outcome::set_aside_fault: return "fault";
        case outcome::set_aside_often: return "too-many-reports";
    }
    return "unknown";
}

void pipeline::tell(outcome what, std::string const& channel) const {
    auto const took = std::chrono::steady_clock::now() - began_;
    p_.watch(what, channel, std::chrono::duration_cast<std::chrono::microseconds>(took));
}

void pipeline::set_aside(storage::journal_row const& row, outcome why) {
    tell(why, row.channel);
    if (p_.files) p_.files->drop(row.seq);
    guard_.end(row.seq, true);
    p_.codes.drop(row.seq);
    if (auto held = p_.store.hold(row.seq, name(why)); !held) throw boost::system::system_error(held.error());
}

void pipeline::take_report(storage::journal_row const& row) {
    auto plain = sealed::open_journal_body(p_.keys, row.dedupe, row.sealed_body);
    auto note = plain ? sealed::delivery_note_from_json(plain->reveal()) : result<sealed::delivery_note>(plain.error());
    if (!note) {
        set_aside(row, outcome::set_aside_sealed);
        return;
    }
    auto const known = p_.store.delivered(note->what, note->state, row.received);
    if (!known) throw boost::system::system_error(known.error());
    if (*known) p_.reported(note->state);
    storage::step_commit commit;
    commit.done = row.seq;
    batch_.steps.push_back(std::move(commit));
    tell(*known ? outcome::report : outcome::report_unknown, row.channel);
}

pipeline::progress pipeline::take_timer(conversation_id id, instant now) {
    if (batch_.conversations.contains(id.value)) return progress::wait_for_commit;
    auto stored = p_.store.conversation(id);
    if (!stored || stored->wrapped_key.empty()) return progress::done;
    auto c = files_.open(std::move(*stored));
    if (!c) {
        tell(outcome::set_aside_state, "timer");
        return progress::done;
    }
    event const what{timer_fired{}, now, fresh_code(p_.random)};
    auto step = flow::step(*c->flow, c->state, what);
    effect_context about;
    if (auto const* channel = p_.channel_named(c->row.channel)) about.traits = channel->traits();
    about.now = now;
    about.asked_by = "timer";
    about.may_send = !c->state.memo.contains(silent_memo);
    storage::step_commit commit;
    effects_.carry_out(*c, std::move(step), about, commit, batch_);
    // A timer that asks for itself again would turn in circles.
    if (c->state.wake_at && *c->state.wake_at <= now) c->state.wake_at = now + 60s;
    commit_step(*c, std::move(commit));
    tell(outcome::timer, "timer");
    return progress::done;
}

pipeline::progress pipeline::take_sealing(conversation_id id) {
    auto stored = p_.store.conversation(id);
    if (!stored || stored->wrapped_key.empty()) return progress::done;
    auto c = files_.open(std::move(*stored));
    if (!c) {
        tell(outcome::set_aside_state, "sealing");
        return progress::done;
    }
    commit_step(*c, storage::step_commit(), true);
    tell(outcome::sealing, "sealing");
    return progress::done;
}

result<bool> pipeline::seal_what_is_over() {
    if (!sealing_.possible()) return false;
    auto const found = p_.store.unsealed(p_.now() - report_sealing::quiet, sealed_at_once);
    for (auto const id : found) {
        began_ = std::chrono::steady_clock::now();
        take_sealing(id);
    }
    if (auto flushed = flush(); !flushed) {
        batch_.clear();
        return {boost::system::in_place_error, flushed.error()};
    }
    return !found.empty();
}

result<void> pipeline::flush() {
    if (batch_.empty()) return {};
    if (!batch_.address_work.empty()) {
        auto const written = p_.addresses.write_together(batch_.address_work);
        if (!written) return written.error();
    }
    auto const advanced = p_.store.advance(std::move(batch_.steps));
    auto const files_of = std::move(batch_.files_of);
    auto const codes_of = std::move(batch_.codes_of);
    bool const hands_out_code = batch_.hands_out_code;
    batch_.clear();
    if (!advanced) return advanced.error();
    for (auto const row : files_of) p_.files->drop(row);
    for (auto const row : codes_of) p_.codes.drop(row);
    if (hands_out_code) p_.codes.handed_out();
    if ((!files_of.empty() || !codes_of.empty()) && room_was_full_) look_again_ = true;
    p_.outbox_changed();
    // A conflict: the conversation changed under the step, or the row was worked in before. What is still in the journal
    // is read again from the start; should it go on and on, the caller waits before it tries once more.
    bool const conflict = std::ranges::any_of(advanced->steps, [](auto const& one) { return one.has_error(); });
    conflicts_ = conflict ? conflicts_ + 1 : 0;
    if (conflict) from_start_ = true;
    if (conflicts_ > conflicts_in_a_row) return make_error_code(errc::busy);
    return {};
}

result<bool> pipeline::work() {
    auto const now = p_.now();
    bool did = false;
    if (p_.files && p_.files->finished() != finished_seen_) {
        finished_seen_ = p_.files->finished();
        look_again();
    }
    if (auto const ready = p_.codes.finished(); ready != codes_seen_) {
        codes_seen_ = ready;
        look_again();
    }
    auto const rows = p_.store.next(last_, batch_size);
    for (std::size_t i = 0; i < rows.size();) {
        auto const& row = rows[i];
        auto progress = progress::done;
        began_ = std::chrono::steady_clock::now();
        try {
            switch (row.from) {
                case storage::journal_entry::origin::reporter: progress = take_message(row); break;
                case storage::journal_entry::origin::desk: progress = take_act(row); break;
                case storage::journal_entry::origin::report: take_report(row); break;
            }
        } catch (boost::system::system_error const& e) {
            // The store or the vault: what was not committed is still in the journal.
            batch_.clear();
            look_again();
            last_ = {};
            return {boost::system::in_place_error, e.code()};
        } catch (std::exception const&) {
            // A fault of ours on this one message must not stop the others, and must not lose it. What it said is not
            // logged: it may quote the message.
            set_aside(row, outcome::set_aside_fault);
        }
        if (progress == progress::wait_for_commit) {
            if (auto flushed = flush(); !flushed) {
                batch_.clear();
                look_again();
                last_ = {};
                return {boost::system::in_place_error, flushed.error()};
            }
            // What conflicted comes before everything that follows it.
            if (from_start_) break;
            continue;
        }
        if (progress == progress::done) did = true;
        ++i;
        if (last_.value < row.seq.value) last_ = row.seq;
    }
    for (auto const id : p_.store.due_timers(now, batch_size)) {
        began_ = std::chrono::steady_clock::now();
        try {
            if (take_timer(id, now) == progress::done) did = true;
        } catch (std::exception const&) {
            tell(outcome::set_aside_fault, "timer");
        }
    }
    if (auto flushed = flush(); !flushed) {
        batch_.clear();
        look_again();
        last_ = {};
        return {boost::system::in_place_error, flushed.error()};
    }
    // Only here: in the middle of a pass the place that was gone back to would be passed over again.
    if (look_again_ || from_start_) look_again();
    if (from_start_) {
        last_ = {};
        did = true;
    }
    look_again_ = from_start_ = false;
    return did;
}

void pipeline::rest_in_rush(std::chrono::steady_clock::duration worked, std::stop_token const& stop) const {
    auto const rest = std::min<std::chrono::steady_clock::duration>(worked * rests_for_one, longest_rest);
    auto const until = std::chrono::steady_clock::now() + rest;
    while (p_.store.in_rush() && !stop.stop_requested() && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(rest_step);
}

result<void> pipeline::run(std::stop_token stop) {
    std::chrono::steady_clock::time_point next_sealing{};
    while (!stop.stop_requested()) {
        auto const began = std::chrono::steady_clock::now();
        auto const did = work();
        if (!did) {
            if (did.error() == make_error_code(errc::broken)) return did.error();
            // Busy: a full disk, most likely. The journal keeps everything.
            tell(outcome::busy, "pipeline");
            p_.store.wait_for_work(journal_seq{INT64_MAX}, std::chrono::steady_clock::now() + longest_wait);
            continue;
        }
        if (*did) {
            rest_in_rush(std::chrono::steady_clock::now() - began, stop);
            continue;
        }
        if (auto const now = std::chrono::steady_clock::now(); now >= next_sealing) {
            auto const more = seal_what_is_over();
            if (!more && more.error() == make_error_code(errc::broken)) return more.error();
            if (!more || !*more) next_sealing = now + sealing_every;
            if (more && *more) continue;
        }
        p_.store.wait_for_work(last_, std::chrono::steady_clock::now() + longest_wait);
    }
    return {};
}

}  // namespace earshot
